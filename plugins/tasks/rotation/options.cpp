#include "options.hpp"

#include "data/images/image_data.hpp"

namespace rotation {

Schema<RotationOptions> RotationOptions::schema() {
  using Options = RotationOptions;
  return {
      {"dataset", &Options::dataset, one_of(data::image_data_names()), "the data set"},
      {"data", &Options::data, path(),
       "folder with the files, relative to the manifest; empty for the Debian package's Fashion-MNIST"},
      {"image_shape", &Options::image_shape, positive(), "synthetic only: [channels, height, width]"},
      {"classes", &Options::classes, between(2, 256), "synthetic only: number of classes"},
      {"train_size", &Options::train_size, non_negative(),
       "upright training images, drawn at random; 0 for all outside the validation set (synthetic: 10000)"},
      {"validation_size", &Options::validation_size, at_least(1),
       "rotated validation images, taken out of the training set"},
      {"test_size", &Options::test_size, non_negative(),
       "test images, taken from the beginning; 0 for all (synthetic: 2000)"},
      {"batch_size", &Options::batch_size, at_least(1), "images per training batch"},
      {"validation_batch_size", &Options::validation_batch_size, at_least(1), "images per validation batch"},
      {"angle", &Options::angle, between(-180, 180),
       "rotation of validation and test images in degrees, counter-clockwise"},
      {"transform", &Options::transform, any_value(),
       "rotate training images by the learned angle; false for plain training on upright images"},
      {"outside", &Options::outside, one_of({"mean", "black"}),
       "fill value of the learned rotation outside the image: black, as in validation and test images, or 0 after "
       "normalisation (mean), as in the reference"},
      {"evaluation_batch_size", &Options::evaluation_batch_size, at_least(1), "images per batch in evaluation"},
  };
}

}  // namespace rotation
