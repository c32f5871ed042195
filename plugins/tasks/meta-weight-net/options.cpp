#include "options.hpp"

#include "data/examples/labelled_data.hpp"

namespace meta_weight_net {

Schema<MetaWeightNetOptions> MetaWeightNetOptions::schema() {
  using Options = MetaWeightNetOptions;
  return {
      {"dataset", &Options::dataset, one_of(data::labelled_data_names()),
       "the data set; your own data: images in folders, archives or lists, texts, a table, idx for MNIST-style files"},
      {"data", &Options::data, path(),
       "folder with the files, relative to the manifest; for images, texts and table also an archive or a file; empty "
       "for the Debian package's Fashion-MNIST"},
      {"train", &Options::train, path(),
       "images, texts, table: the training part, relative to data or the manifest: a folder of class folders, an "
       "archive, a list of 'PATH LABEL' lines, or a CSV, TSV or JSON-lines file; empty for the entry of data called "
       "train"},
      {"test", &Options::test, path(),
       "images, texts, table: the test part, likewise; if there is none, a part of the training part is taken out"},
      {"meta", &Options::meta, path(),
       "a clean set of its own, likewise (empty: the entry called meta or clean; none: the meta set is taken out of "
       "the "
       "training part); idx: a folder, or what stands in front of -images-idx3-ubyte; CIFAR: a file"},
      {"validation", &Options::validation, path(),
       "images, texts, table: a validation part, likewise; the best evaluation on it is then the result of the run"},
      {"labels", &Options::labels, path(),
       "file with the labels of the training part, in place of its own: .npy, text with one label a line, lines of "
       "'PATH LABEL', or a table with a label column"},
      {"clean_labels", &Options::clean_labels, path(),
       "file with the clean labels of the training part, for reporting only, in the same forms; \"data\" for those of "
       "the data set itself, where 'labels' replaces them"},
      {"path_column", &Options::path_column, any_value(), "images in CSV files: the column of paths"},
      {"text_column", &Options::text_column, any_value(), "texts: the column of texts"},
      {"label_column", &Options::label_column, any_value(), "CSV, TSV and JSON-lines files: the column of labels"},
      {"separator", &Options::separator, one_of({"auto", "comma", "semicolon", "tab", "bar"}),
       "what separates the columns of a file"},
      {"quotes", &Options::quotes, one_of({"auto", "on", "off"}),
       "whether fields may be quoted; auto: yes, but with tabs only if all quotes are around complete fields"},
      {"header", &Options::header, any_value(),
       "whether the first row has the names of the columns; otherwise they are called 1, 2, 3 and so on"},
      {"features", &Options::features, any_value(),
       "table: the columns to use; empty for all that are useful, which are shown"},
      {"categorical", &Options::categorical, any_value(), "table: columns of numbers that are categories, e.g. codes"},
      {"image_folder", &Options::image_folder, path(),
       "images in lists: the folder or archive that the paths are relative to; empty for data, or the list's folder"},
      {"image_size", &Options::image_size, between(4, 2048),
       "images: height and width to which the short side is resized and the long side cropped, once"},
      {"channels",
       &Options::channels,
       {"1 or 3",
        [](const OptionValue& value) {
          const auto channels = std::get<std::int64_t>(value);
          return channels == 1 || channels == 3;
        },
        {}},
       "images: 3 for colour, 1 for luma"},
      {"cache", &Options::cache, path(),
       "images: the folder for decoded images; empty for $XDG_CACHE_HOME/evograd or ~/.cache/evograd"},
      {"tokenizer", &Options::tokenizer,
       one_of({"auto", "characters", "trained", "wordpiece", "sentencepiece", "xlm-roberta"}),
       "texts: characters, pieces that SentencePiece learns from the training part, or pieces of the file vocabulary; "
       "auto is trained"},
      {"vocabulary", &Options::vocabulary, path(),
       "wordpiece: vocab.txt; sentencepiece and xlm-roberta: the .model file; relative to the manifest"},
      {"vocabulary_size", &Options::vocabulary_size, at_least(16),
       "maximum number of tokens of a trained tokenizer; number of tokens of synthetic texts"},
      {"length", &Options::length, between(4, 100000), "texts: maximum number of tokens; longer ones are cut off"},
      {"skip_damaged", &Options::skip_damaged, any_value(),
       "skip and report images that cannot be read and rows without a text or a label, instead of stopping"},
      {"image_shape", &Options::image_shape, positive(), "synthetic only: [channels, height, width]"},
      {"classes", &Options::classes, between(2, 256), "synthetic data only: number of classes"},
      {"train_size", &Options::train_size, non_negative(),
       "training examples at most, drawn at random from those outside the meta set; 0 for all (synthetic: 10000)"},
      {"test_size", &Options::test_size, non_negative(),
       "test examples at most, taken from the beginning; 0 for all (synthetic: 2000). Without a test part: examples to "
       "take out of the training part, 0 for a fifth"},
      {"meta_size", &Options::meta_size, non_negative(),
       "clean examples of the meta set, taken out of the training part; 0 for 1000, or a tenth of a small training "
       "part. Of a clean set of its own: at most so many, 0 for all"},
      {"meta_classes", &Options::meta_classes, one_of({"balanced", "random"}),
       "the classes of a meta set that is taken out: equally many examples of each, or as they come"},
      {"meta_labels", &Options::meta_labels, one_of({"given", "clean"}),
       "labels of a meta set that is taken out: the given ones, before noise is injected, or those of clean_labels"},
      {"imbalance", &Options::imbalance, between(1, 1e6),
       "long-tailed training set: the largest class has so many times the examples of the smallest, the classes "
       "between "
       "decrease exponentially in their order; 1 leaves the classes as they are"},
      {"batch_size", &Options::batch_size, non_negative(),
       "examples per training batch; 0 for 100, or all of a smaller set"},
      {"meta_batch_size", &Options::meta_batch_size, non_negative(),
       "examples per meta batch; 0 for 100, or all of a smaller set"},
      {"augment", &Options::augment, one_of({"auto", "on", "off"}),
       "shift by up to 4 pixels and mirror training and meta images; auto: for CIFAR"},
      {"noise", &Options::noise, one_of({"auto", "none", "uniform", "flip", "flip-two"}),
       "wrong labels to inject: uniform over all classes, from one other class, or from two other classes; auto: none "
       "for images, texts, a table, or labels of their own, else flip"},
      {"noise_rate", &Options::noise_rate, between(0, 1),
       "probability that a training label is drawn again or flipped"},
      {"reweight", &Options::reweight, any_value(),
       "weight the losses with the weight net; false for plain cross entropy"},
      {"hidden", &Options::hidden, between(1, 1000000),
       "hidden units of the weight net, which has 3 hidden + 1 parameters"},
      {"normalization", &Options::normalization, one_of({"sum", "mean"}),
       "divide the weighted sum of losses by the sum of the weights or by the batch size"},
      {"weight_net_input", &Options::weight_net_input, one_of({"held", "recomputed"}),
       "input losses of the weight net: those at the point of expansion, or those of each evaluation"},
      {"evaluation_batch_size", &Options::evaluation_batch_size, at_least(1), "examples per batch in evaluation"},
  };
}

}  // namespace meta_weight_net
