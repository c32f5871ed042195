#include "options.hpp"

#include "data/images/image_data.hpp"

namespace meta_weight_net {

Schema<MetaWeightNetOptions> MetaWeightNetOptions::schema() {
  using Options = MetaWeightNetOptions;
  return {
      {"dataset", &Options::dataset, one_of(data::image_data_names()), "the data set"},
      {"data", &Options::data, any_value(),
       "folder with the files, relative to the manifest; empty for the Debian package's Fashion-MNIST"},
      {"image_shape", &Options::image_shape, positive(), "synthetic only: [channels, height, width]"},
      {"classes", &Options::classes, between(2, 256), "synthetic only: number of classes"},
      {"train_size", &Options::train_size, non_negative(),
       "training images, drawn at random from those outside the meta set; 0 for all (synthetic: 10000)"},
      {"test_size", &Options::test_size, non_negative(),
       "test images, taken from the beginning; 0 for all (synthetic: 2000)"},
      {"meta_size", &Options::meta_size, at_least(1),
       "clean, class-balanced images of the meta set, taken out of the training set"},
      {"batch_size", &Options::batch_size, at_least(1), "images per training batch"},
      {"meta_batch_size", &Options::meta_batch_size, at_least(1), "images per meta batch"},
      {"augment", &Options::augment, one_of({"auto", "on", "off"}),
       "shift by up to 4 pixels and mirror training and meta images; auto: for CIFAR"},
      {"noise", &Options::noise, one_of({"none", "uniform", "flip", "flip-two"}),
       "wrong labels: uniform over all classes, from one other class, or from two other classes"},
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
      {"evaluation_batch_size", &Options::evaluation_batch_size, at_least(1), "images per batch in evaluation"},
  };
}

}  // namespace meta_weight_net
