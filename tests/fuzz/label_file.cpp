// Labels in files of their own: NumPy's arrays, lists of paths and labels, tables.
#include "data/examples/label_file.hpp"

#include "data/tables/key_list.hpp"
#include "input.hpp"

using namespace evograd;

namespace {

const char* const names[] = {"labels.npy", "labels.txt", "labels.csv", "labels.jsonl"};

}  // namespace

/// The first byte: the format.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto kind = input.byte() % 4;
  const auto file = fuzz::write(names[kind], input.rest());
  if (kind == 1) {
    fuzz::accepts([&] {
      const auto list = data::read_key_list(file);
      fuzz::require(list.keys.size() == list.labels.size() && list.keys.size() == list.lines.size(),
                    "each line has both");
    });
  }
  fuzz::accepts([&] {
    const data::LabelFile labels(file, "labels", "label", "path", {});
    const std::vector<std::string> keys{"a", "b"};
    auto found = labels.of(keys);
    fuzz::require(found.size() == keys.size(), "each example has a label");
    data::normalize_labels(found);
  });
  return 0;
}
