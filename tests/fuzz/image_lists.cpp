// Few-shot lists of images (JSON, CSV), lists of classes (a name a line), and layouts of folders.
#include "data/images/files/image_lists.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "data/images/files/folder_catalogue.hpp"
#include "data/images/files/folder_source.hpp"
#include "data/images/files/image_names.hpp"
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

/// Files of the names that an input has, one a line, and one text for those that are tables or lists.
class Names : public FileSource {
 public:
  Names(std::string_view names, std::string text) : text_(std::move(text)) {
    for (std::size_t at = 0; at < names.size();) {
      const auto end = std::min(names.find('\n', at), names.size());
      const auto file =
          std::filesystem::path(names.substr(at, end - at)).lexically_normal().relative_path().generic_string();
      if (!file.empty() && !file.ends_with('/') && !is_hidden(file)) files_.push_back(file);
      at = end + 1;
    }
    std::sort(files_.begin(), files_.end());
    files_.erase(std::unique(files_.begin(), files_.end()), files_.end());
  }
  std::string place(const std::string& file) const override { return file; }
  std::vector<std::string> files() const override { return files_; }
  void identify(Fingerprint&) const override {}
  void read(const std::unordered_set<std::string>& wanted, const Visit& visit) const override {
    for (const auto& file : wanted) visit(file, {text_.begin(), text_.end()});
  }

 private:
  std::vector<std::string> files_;
  std::string text_;
};

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

/// The first byte: 0 for lists of images, 2 for layouts, else for lists of classes. The lists are parts; of a layout,
/// one is a text, the rest names of files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  static const bool made = [] {
    for (const auto* file : {"lists/a.png", "lists/b.png", "root/c.png", "classes/ape/1.png", "classes/bear/1.jpg"}) {
      fuzz::write(file, "");
    }
    return true;
  }();
  static_cast<void>(made);
  fuzz::Input input(bytes, count);
  const auto kind = input.byte();
  if (kind == 2) {
    std::string text(input.part());
    const Names names(input.rest(), std::move(text));
    fuzz::accepts([&] {
      const auto catalogue = folder_catalogue(names, "layout");
      check(catalogue);
      const auto files = names.files();
      for (const auto& part : catalogue.parts) {
        for (const auto& one : part) {
          for (const auto& file : one.files) {
            fuzz::require(has_image_ending(file) && std::binary_search(files.begin(), files.end(), file),
                          "a class has images of the source");
          }
        }
      }
    });
  } else if (kind == 0) {
    write_parts(input, "lists", {"base.json", "val.json", "novel.json"});
    fuzz::accepts([&] { check(list_catalogue(fuzz::folder() / "lists", fuzz::folder() / "root")); });
  } else {
    write_parts(input, "classes", {"train_classes.txt", "base_classes.txt", "val_classes.txt", "novel_classes.txt"});
    const FolderSource source(fuzz::folder() / "classes");
    fuzz::accepts([&] { check(folder_catalogue(source, "classes")); });
  }
  return 0;
}
