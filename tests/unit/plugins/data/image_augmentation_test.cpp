#include "data/images/augmentation.hpp"

#include <torch/torch.h>

#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace data;
using evograd::test::message_of;

TEST_CASE("augmentation is a crop of the reflected image, mirrored or not") {
  const auto images = torch::randint(0, 256, {40, 3, 9, 11}, RandomKey(1).generator(), torch::kUInt8);
  const auto augmented = shifted_and_mirrored(images, RandomKey(7));
  CHECK(augmented.sizes() == images.sizes());
  CHECK(augmented.scalar_type() == torch::kUInt8);
  CHECK(torch::equal(augmented, shifted_and_mirrored(images, RandomKey(7))));
  CHECK_FALSE(torch::equal(augmented, shifted_and_mirrored(images, RandomKey(8))));

  const auto padded = torch::reflection_pad2d(images.to(torch::kFloat32), {4, 4, 4, 4}).to(torch::kUInt8);
  int mirrored = 0;
  for (int i = 0; i < 40; ++i) {
    int plain_matches = 0;
    int mirror_matches = 0;
    for (int row = 0; row <= 8; ++row) {
      for (int column = 0; column <= 8; ++column) {
        const auto crop = padded[i].narrow(1, row, 9).narrow(2, column, 11);
        plain_matches += torch::equal(crop, augmented[i]);
        mirror_matches += torch::equal(crop.flip(2), augmented[i]);
      }
    }
    CHECK(plain_matches + mirror_matches == 1);
    mirrored += mirror_matches;
  }
  CHECK(mirrored > 8);
  CHECK(mirrored < 32);
  CHECK(message_of([&] { shifted_and_mirrored(images.narrow(2, 0, 4), RandomKey(0)); }) ==
        "augmentation: images of 4x11 pixels cannot be padded by 4 reflected pixels");
}
