#include "options.hpp"

namespace metaxl {

Schema<MetaXlOptions> MetaXlOptions::schema() {
  using Options = MetaXlOptions;
  return {
      {"data", &Options::data, one_of({"names", "conll", "conllu", "synthetic"}),
       "classification of names of regions, languages, scripts, currencies and cities from CLDR; entity tags in CoNLL "
       "files; parts of speech in CoNLL-U files; or synthetic words that need no data"},
      {"folder", &Options::folder, path(),
       "conll and conllu: the folder that contains the folders of the languages, relative to the manifest"},
      {"source", &Options::source, any_value(), "the source languages: CLDR codes, or names of folders"},
      {"target", &Options::target, any_value(), "the target language: a CLDR code, or the name of a folder"},
      {"spelling", &Options::spelling, one_of({"roman", "raw"}),
       "names: in Latin letters by ICU's transliteration, or in their original spelling"},
      {"source_size", &Options::source_size, non_negative(),
       "training sentences of the source, drawn for each seed; 0 for all. Names: all are used"},
      {"target_size", &Options::target_size, at_least(1),
       "labelled training sentences of the target, drawn for each seed; names: a fifth of this number per type"},
      {"development_size", &Options::development_size, non_negative(),
       "sentences of the target for selecting the best evaluation, from the beginning of the file; 0 for all. Names: "
       "at most a fifth of this number per type, 0 for 20 per type"},
      {"test_size", &Options::test_size, non_negative(),
       "test sentences of the target, like development_size; names: 0 for 60 per type"},
      {"labels", &Options::labels, one_of({"same", "union"}),
       "conll and conllu: whether source and target must have the same labels, or the union is used"},
      {"label_mapping", &Options::label_mapping, any_value(),
       "conll and conllu: labels to rename in source and target, e.g. \"DATE=O\""},
      {"word_column", &Options::word_column, any_value(),
       "conll and conllu: the column of the words; 1 is the first, -1 the last, 0 that of the format: conll's first, "
       "conllu's second"},
      {"tag_column", &Options::tag_column, any_value(),
       "conll and conllu: the column of the tags; 0 that of the format: conll's last, conllu's fourth (UPOS)"},
      {"comments", &Options::comments, any_value(),
       "conll: the beginning of comment lines, \"\" for none; auto skips lines that begin with # and cannot be the "
       "line of a token"},
      {"tag_scheme", &Options::tag_scheme, one_of({"auto", "types"}),
       "conll: auto reads IOB1, IOB2, BIOES, BILOU and BMES, with and without types; types reads tags that are O or a "
       "type alone, without B- and I-"},
      {"tokenizer", &Options::tokenizer,
       one_of({"auto", "characters", "trained", "wordpiece", "sentencepiece", "xlm-roberta"}),
       "splits words into tokens: characters, pieces that SentencePiece learns from the training text, or pieces of "
       "the "
       "file vocabulary; auto is characters for names, trained for sentences"},
      {"vocabulary", &Options::vocabulary, path(),
       "wordpiece: vocab.txt; sentencepiece and xlm-roberta: the .model file; relative to the manifest"},
      {"vocabulary_size", &Options::vocabulary_size, at_least(16),
       "maximum number of tokens of a trained tokenizer; number of tokens of the synthetic language"},
      {"length", &Options::length, non_negative(),
       "maximum number of tokens of a training sentence, longer ones are cut off; 0 for 32 with names, 128 with "
       "sentences"},
      {"evaluation_length", &Options::evaluation_length, non_negative(),
       "the same in evaluation, where words cut off count as not found; 0 for the length of the longest sentence, at "
       "most 512"},
      {"training", &Options::training, one_of({"joint", "target", "source"}),
       "the data of the base loss: both languages, only the target, or only the source; without the source there is no "
       "transformation"},
      {"transformation", &Options::transformation, one_of({"none", "fixed", "learned"}),
       "transformation of the source's representations: none, with fixed random weights, or meta-learned"},
      {"bottleneck", &Options::bottleneck, non_negative(),
       "width of the transformation's hidden layer; 0 for a quarter of the channels at the site"},
      {"sites", &Options::sites, any_value(), "the backbone's sites to transform; empty for the last"},
      {"detach", &Options::detach, any_value(),
       "whether the transformation's input is detached, so that the layers below learn only through the residual "
       "connection, as in the reference"},
      {"source_batch_size", &Options::source_batch_size, at_least(1), "sentences of the source per batch"},
      {"target_batch_size", &Options::target_batch_size, at_least(2),
       "sentences of the target per batch, including those of the meta loss"},
      {"portion", &Options::portion, at_least(2),
       "1/portion of each target batch is reserved for the meta loss; with transformation = \"none\" the complete "
       "batch is used for training"},
      {"source_weight", &Options::source_weight, non_negative(), "weight of the source's loss; the target's is 1"},
      {"balanced_source", &Options::balanced_source, any_value(),
       "names: whether all types are drawn equally often from the source"},
      {"head_dropout", &Options::head_dropout, between(0, 0.95), "dropout probability of the classifier's inputs"},
      {"evaluation_batch_size", &Options::evaluation_batch_size, at_least(1), "sentences per batch in evaluation"},
      {"mask_probability", &Options::mask_probability, between(0.01, 0.9),
       "pre-training: probability that a token is to be predicted"},
      {"mask_batch_size", &Options::mask_batch_size, at_least(1), "pre-training: sentences per batch"},
  };
}

}  // namespace metaxl
