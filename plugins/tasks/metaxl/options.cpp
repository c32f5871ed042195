#include "options.hpp"

namespace metaxl {

Schema<MetaXlOptions> MetaXlOptions::schema() {
  using Options = MetaXlOptions;
  return {
      {"data", &Options::data, one_of({"names", "conll", "conllu", "synthetic"}),
       "names of places, languages, scripts, currencies and cities from CLDR, to be told apart; entity tags in CoNLL "
       "files; parts of speech in CoNLL-U files; or made-up words that need no data"},
      {"folder", &Options::folder, any_value(),
       "conll and conllu: where the folders of the languages lie, relative to the manifest"},
      {"source", &Options::source, any_value(), "the languages to learn from: of CLDR, or names of folders"},
      {"target", &Options::target, any_value(), "the language to learn for: of CLDR, or the name of a folder"},
      {"spelling", &Options::spelling, one_of({"roman", "raw"}),
       "names: in Latin letters by ICU's transliteration, or as they are written"},
      {"source_size", &Options::source_size, non_negative(),
       "sentences of the source to train on, drawn for each seed; 0 for all. Names: all are used"},
      {"target_size", &Options::target_size, at_least(1),
       "labelled sentences of the target to train on, drawn for each seed; names: a fifth of it of each type"},
      {"development_size", &Options::development_size, non_negative(),
       "sentences of the target to choose the best evaluation on, from the front of the file; 0 for all. Names: a "
       "fifth of it of each type at most, 0 for 20 of each"},
      {"test_size", &Options::test_size, non_negative(),
       "sentences of the target to test on, as development_size; names: 0 for 60 of each type"},
      {"labels", &Options::labels, one_of({"same", "union"}),
       "conll and conllu: whether both sides must have all labels, or the labels of either are taken"},
      {"label_mapping", &Options::label_mapping, any_value(),
       "conll and conllu: labels to rename on both sides, e.g. \"DATE=O\""},
      {"tokenizer", &Options::tokenizer,
       one_of({"auto", "characters", "trained", "wordpiece", "sentencepiece", "xlm-roberta"}),
       "what cuts words into tokens: characters, pieces learned from the training text, or those of the file "
       "vocabulary; auto is characters for names, trained for sentences"},
      {"vocabulary", &Options::vocabulary, any_value(),
       "wordpiece: vocab.txt; sentencepiece and xlm-roberta: the .model file; relative to the manifest"},
      {"vocabulary_size", &Options::vocabulary_size, at_least(16),
       "tokens at most of a trained tokenizer; tokens of the synthetic language"},
      {"length", &Options::length, non_negative(),
       "tokens of a training sentence, longer ones are cut; 0 for 32 with names, 128 with sentences"},
      {"evaluation_length", &Options::evaluation_length, non_negative(),
       "the same in evaluation, where words cut off count as not found; 0 for what the longest needs, 512 at most"},
      {"training", &Options::training, one_of({"joint", "target", "source"}),
       "what the base loss is of: both languages, or the target or the source alone; without the source there is "
       "nothing to transform"},
      {"transformation", &Options::transformation, one_of({"none", "fixed", "learned"}),
       "of the source's representations: without, with the random weights it starts with, or meta-learned"},
      {"bottleneck", &Options::bottleneck, non_negative(),
       "width of the transformation's hidden layer; 0 for a quarter of the channels at its site"},
      {"sites", &Options::sites, any_value(), "the backbone's sites to transform; empty for the last"},
      {"detach", &Options::detach, any_value(),
       "whether the transformation reads the representation without gradient, so that the network below learns "
       "through the residual connection alone, as in the reference"},
      {"source_batch_size", &Options::source_batch_size, at_least(1), "sentences of the source in a batch"},
      {"target_batch_size", &Options::target_batch_size, at_least(2),
       "sentences of the target in a batch, those of the meta loss included"},
      {"portion", &Options::portion, at_least(2),
       "1/portion of each target batch is held for the meta loss; with transformation = \"none\" the whole batch "
       "trains"},
      {"source_weight", &Options::source_weight, non_negative(), "weight of the source's loss; the target's is 1"},
      {"balanced_source", &Options::balanced_source, any_value(),
       "names: whether each type is drawn equally often from the source"},
      {"head_dropout", &Options::head_dropout, between(0, 0.95),
       "probability with which each of the classifier's inputs is dropped"},
      {"evaluation_batch_size", &Options::evaluation_batch_size, at_least(1), "sentences scored at once"},
      {"mask_probability", &Options::mask_probability, between(0.01, 0.9),
       "pre-training: probability with which a token is to be guessed"},
      {"mask_batch_size", &Options::mask_batch_size, at_least(1), "pre-training: sentences in a batch"},
  };
}

}  // namespace metaxl
