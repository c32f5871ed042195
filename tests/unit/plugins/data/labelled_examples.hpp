#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/examples/labelled_data.hpp"
#include "evograd/random.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/plugins/data/image_files.hpp"

namespace evograd::test {

inline data::LabelledData opened(data::LabelledDataRequest request, const ScratchFolder& folder) {
  request.folder = folder.path();
  return data::open_labelled_data(request, RandomKey(1));
}

inline std::string refusal(const data::LabelledDataRequest& request, const ScratchFolder& folder) {
  return message_of([&] { opened(request, folder); });
}

/// A grey image of one level; its number is the class.
inline Bytes grey(int level, int height = 6, int width = 8) {
  return png_bytes(torch::full({1, height, width}, level, torch::kUInt8));
}

/// data/train/{ape,bear}/N.png with 6 and 4 images, data/test with one of each.
inline void put_class_folders(const std::filesystem::path& data) {
  for (int i = 0; i < 6; ++i) put(data / "train/ape" / (std::to_string(i) + ".png"), grey(40 + i));
  for (int i = 0; i < 4; ++i) put(data / "train/bear" / (std::to_string(i) + ".png"), grey(200 + i, 12, 5));
  put(data / "test/ape/x.png", grey(50));
  put(data / "test/bear/y.png", grey(210));
}

inline std::vector<std::int64_t> values(const torch::Tensor& labels) {
  return {labels.data_ptr<std::int64_t>(), labels.data_ptr<std::int64_t>() + labels.numel()};
}

using Labels = std::vector<std::int64_t>;

inline const data::LabelledDataRequest images{.dataset = "images", .data = "data", .image_size = 4, .channels = 1};
inline const data::LabelledDataRequest table{.dataset = "table", .data = "data"};
inline const data::LabelledDataRequest texts{.dataset = "texts", .data = "data", .tokenizer = "characters"};

}  // namespace evograd::test
