// Few-shot lists of images (JSON) and lists of classes (a name a line).
#include "data/images/files/image_lists.hpp"

#include <set>

#include "data/images/files/folder_catalogue.hpp"
#include "data/images/files/folder_source.hpp"
#include "input.hpp"

using namespace evograd;
using namespace data;

namespace {

/// The parts of the input as the files of those names; a part that is empty is a file that is not there.
void write_parts(fuzz::Input& input, const std::filesystem::path& folder, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const auto text = input.part();
    if (text.empty()) {
      std::filesystem::remove(fuzz::folder() / folder / name);
    } else {
      fuzz::write((folder / name).string(), text);
    }
  }
}

void check(const Catalogue& catalogue) {
  std::size_t classes = 0;
  for (const auto& part : catalogue.parts) {
    std::set<std::string> names;
    for (const auto& one : part) {
      fuzz::require(!one.files.empty(), "a class has an image");
      fuzz::require(names.insert(one.name).second, "the classes of a part differ");
      ++classes;
    }
  }
  fuzz::require(classes > 0, "a catalogue has a class");
}

}  // namespace

/// The first byte: 0 for lists of images, else for lists of classes; the lists are parts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  static const bool made = [] {
    for (const auto* file : {"lists/a.png", "lists/b.png", "root/c.png", "classes/ape/1.png", "classes/bear/1.jpg"}) {
      fuzz::write(file, "");
    }
    return true;
  }();
  static_cast<void>(made);
  fuzz::Input input(bytes, count);
  if (input.byte() == 0) {
    write_parts(input, "lists", {"base.json", "val.json", "novel.json"});
    fuzz::accepts([&] { check(list_catalogue(fuzz::folder() / "lists", fuzz::folder() / "root")); });
  } else {
    write_parts(input, "classes", {"train_classes.txt", "base_classes.txt", "val_classes.txt", "novel_classes.txt"});
    const FolderSource source(fuzz::folder() / "classes");
    fuzz::accepts([&] { check(folder_catalogue(source, "classes")); });
  }
  return 0;
}
