// The binary files of CIFAR-10 and CIFAR-100 and the list of class names beside them.
#include "data/images/cifar.hpp"

#include <torch/types.h>

#include "input.hpp"

using namespace evograd;

/// The first byte: which CIFAR, and 128 for a folder whose list of names is the part before a border.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto way = input.byte();
  const auto kind = static_cast<data::CifarKind>(way % 128 % 3);
  const auto check = [](const data::ImageSet& set) {
    fuzz::require(set.images.size(0) == set.labels.size(0), "each image has a label");
    set.images.sum().item<std::int64_t>();
  };
  if (way < 128) {
    const auto file = fuzz::write("file.bin", input.rest());
    fuzz::accepts([&] { check(data::read_cifar_file(file, kind, 10)); });
    return 0;
  }
  const auto names = input.part();
  for (const auto* list : {"batches.meta.txt", "fine_label_names.txt", "coarse_label_names.txt"}) {
    fuzz::write(list, names);
  }
  for (const auto* file : {"data_batch_1.bin", "test_batch.bin", "train.bin", "test.bin"}) {
    fuzz::write(file, input.rest());
  }
  fuzz::accepts([&] {
    const auto [training, test] = data::read_cifar_folder(fuzz::folder(), kind);
    check(training);
    check(test);
  });
  return 0;
}
