#include <torch/torch.h>

#include "data/images/files/open_images.hpp"
#include "image_files.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"

using namespace evograd;
using namespace data;
using namespace evograd::test;

namespace {

std::vector<std::string> names(const ImageCollection& images, Part part) {
  std::vector<std::string> result;
  for (const auto& one : images.parts[static_cast<std::size_t>(part)]) result.push_back(one.name);
  return result;
}

/// Three classes with 2, 3 and 4 images of differing sizes, and class lists: what a domain consists of.
std::map<std::string, Bytes> domain_files(const std::string& prefix) {
  std::map<std::string, Bytes> files;
  const std::vector<std::string> classes = {"ape", "bär", "cat with blanks"};
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i < k + 2; ++i) {
      files[prefix + classes[static_cast<std::size_t>(k)] + "/" + std::to_string(i) + ".PNG"] =
          png_bytes(pattern(i % 2 == 0 ? 3 : 1, 3 + i, 5 - k, 10 * k + i));
    }
  }
  files[prefix + "train_classes.txt"] = bytes_of(
      "\xef\xbb\xbf"
      "cat with blanks \r\n\r\n");
  files[prefix + "val_classes.txt"] = bytes_of("bär");
  files[prefix + "novel_classes.txt"] = bytes_of("\n\nape\n");
  return files;
}

void put_all(const std::filesystem::path& folder, const std::map<std::string, Bytes>& files) {
  for (const auto& [name, bytes] : files) put(folder / name, bytes);
}

void check_domain(const ImageCollection& images) {
  CHECK(images.name == "animals");
  CHECK(names(images, Part::base) == std::vector<std::string>{"cat with blanks"});
  CHECK(names(images, Part::validation) == std::vector<std::string>{"bär"});
  CHECK(names(images, Part::novel) == std::vector<std::string>{"ape"});
  for (int k = 0; k < 3; ++k) {
    const auto& one = images.parts[static_cast<std::size_t>(2 - k)][0];
    REQUIRE(one.images.size() == static_cast<std::size_t>(k + 2));
    for (int i = 0; i < k + 2; ++i) {
      const auto expected = pattern(i % 2 == 0 ? 3 : 1, 3 + i, 5 - k, 10 * k + i);
      CHECK(torch::equal(images.image(one.images[static_cast<std::size_t>(i)]), expected));
    }
  }
}

}  // namespace

TEST_CASE("A folder of classes is read with its lists, whatever else lies there", "[images]") {
  TemporaryFolder folder;
  const auto place = folder.path() / "animals";
  put_all(place, domain_files(""));
  put(place / "ape/notes.txt", std::string("no image"));
  put(place / "README", std::string("no image"));
  put(place / "ape/.hidden.png", std::string("broken"));
  put(place / "__MACOSX/ape/._0.png", std::string("broken"));
  put(place / "dog/0.png", png_bytes(pattern(1, 2, 2)));
  const CapturedLog log;
  check_domain(open_image_folder(place, {}));
  CHECK(log.have(
      "domain 'animals': skipped 2 file(s) that are not JPEG or PNG in a class folder: README, ape/notes.txt"));
  CHECK(log.have("domain 'animals': skipped 1 class folder(s) not in a class list: 'dog'"));
  check_domain(open_image_folder(place / "", ImageSettings{}));  // with a slash at the end
}

TEST_CASE("Archives of every kind hold what their folder holds", "[images]") {
  TemporaryFolder folder;
  for (const auto* ending : {".tar.gz", ".tgz", ".tar", ".tar.xz", ".zip"}) {
    for (const auto* prefix : {"animals/", "./animals/", "", "other name/"}) {
      CAPTURE(ending, prefix);
      const auto path = folder.path() / (std::string("animals") + ending);
      put_archive(path, domain_files(prefix));
      check_domain(open_image_folder(path, ImageSettings{}));
      std::filesystem::remove(path);
    }
  }
}

TEST_CASE("An archive that was cut off or is none is refused by name", "[images]") {
  TemporaryFolder folder;
  const auto path = folder.path() / "animals.tar.gz";
  put_archive(path, domain_files("animals/"));
  auto bytes = file_bytes(path);
  bytes.resize(bytes.size() / 2);
  put(path, bytes);
  CHECK(message_of([&] { open_image_folder(path, {}); }).starts_with(path.string() + ": cannot be read: "));
  // The beginning of a file of lrzip, a program that libarchive would look for and start.
  put(path, std::string("LRZI") + std::string(60, '\0'));
  CHECK(message_of([&] {
          open_image_folder(path, {});
        }).starts_with(path.string() + ": cannot be read: Unrecognized archive format"));
  put(path, std::string("no archive"));
  CHECK(message_of([&] { open_image_folder(path, {}); }).starts_with(path.string() + ": cannot be read: "));
  CHECK(message_of([&] { open_image_folder(folder.path() / "none", {}); }) ==
        (folder.path() / "none").string() + ": no such folder or archive");
}

TEST_CASE("Without class lists every class is in base, sorted", "[images]") {
  TemporaryFolder folder;
  for (const auto* file : {"b/1.png", "b/0.png", "a/9.png"}) {
    put(folder.path() / "d" / file, png_bytes(pattern(1, 2, 2)));
  }
  const auto images = open_image_folder(folder.path() / "d", {});
  CHECK(names(images, Part::base) == std::vector<std::string>{"a", "b"});
  CHECK(images.parts[0][1].images.size() == 2);
  CHECK(images.parts[1].empty());
  CHECK(images.parts[2].empty());
}

TEST_CASE("Missing validation and novel lists leave those parts empty", "[images]") {
  TemporaryFolder folder;
  put(folder.path() / "a/0.png", png_bytes(pattern(1, 2, 2)));
  put(folder.path() / "base_classes.txt", std::string("a\n"));
  const auto images = open_image_folder(folder.path(), {});
  CHECK(names(images, Part::base) == std::vector<std::string>{"a"});
  CHECK(images.parts[1].empty());
}

TEST_CASE("Contradictory class lists are refused by list, line and class", "[images]") {
  TemporaryFolder folder;
  const auto list = [&](const char* name) { return (folder.path() / name).string(); };
  CHECK(message_of([&] {
          open_image_folder(folder.path(), {});
        }).starts_with(folder.path().string() + ": contains no JPEG or PNG images in class folders"));
  put(folder.path() / "a/0.png", png_bytes(pattern(1, 2, 2)));
  put(list("train_classes.txt"), std::string("a\n"));
  put(list("novel_classes.txt"), std::string("\na\n"));
  CHECK(message_of([&] { open_image_folder(folder.path(), {}); }) ==
        list("novel_classes.txt") +
            ": line 2: class 'a' is already in train_classes.txt line 1\n  help: a class belongs to one list; remove "
            "it from the other");
  put(list("novel_classes.txt"), std::string("b\nc"));
  CHECK(
      message_of([&] { open_image_folder(folder.path(), {}); }) ==
      folder.path().string() +
          ": has no image folder for 2 listed class(es): 'b', 'c'\n  help: correct the class lists, or add the images");
  put(list("base_classes.txt"), std::string("a\n"));
  CHECK(message_of([&] { open_image_folder(folder.path(), {}); }) ==
        list("base_classes.txt") +
            ": exists in addition to train_classes.txt, which has the same meaning\n  help: remove one of them");
}

TEST_CASE("Class lists that are there and name no class are refused, before any image is blamed", "[images]") {
  TemporaryFolder folder;
  put(folder.path() / "a/0.png", png_bytes(pattern(1, 2, 2)));
  put(folder.path() / "train_classes.txt", std::string("\xef\xbb\xbf\n"));
  CHECK(message_of([&] { open_image_folder(folder.path(), {}); }) ==
        folder.path().string() +
            ": has class lists without a class\n  help: write one class per line, or remove the lists: without lists "
            "all classes are in the base part");
}

TEST_CASE("File lists give classes by label, with paths of every kind", "[images]") {
  TemporaryFolder folder;
  const auto place = folder.path() / "birds";
  put(place / "near.png", png_bytes(pattern(3, 4, 4, 1)));
  put(folder.path() / "root/far.png", png_bytes(pattern(3, 4, 4, 2)));
  put(folder.path() / "absolute.png", png_bytes(pattern(3, 4, 4, 3)));
  const auto absolute = (folder.path() / "absolute.png").string();
  put(place / "base.json", R"({"label_names": ["wren", "owl", "kite"], "image_names": ["near.png", "far.png", ")" +
                               absolute + R"(", "near.png"], "image_labels": [2, 0, 2, 7]})");
  put(place / "novel.json", std::string(R"({"image_names": ["near.png"], "image_labels": [1]})"));
  const auto images = open_image_lists(place, {.images_root = folder.path() / "root"});
  CHECK(images.name == "birds");
  CHECK(names(images, Part::base) == std::vector<std::string>{"wren", "kite", "7"});
  CHECK(names(images, Part::validation).empty());
  CHECK(names(images, Part::novel) == std::vector<std::string>{"1"});
  CHECK(torch::equal(images.image(images.parts[0][0].images[0]), pattern(3, 4, 4, 2)));
  CHECK(torch::equal(images.image(images.parts[0][1].images[1]), pattern(3, 4, 4, 3)));
  CHECK(torch::equal(images.image(images.parts[0][2].images[0]), pattern(3, 4, 4, 1)));
}

TEST_CASE("Broken file lists are refused by file and cause", "[images]") {
  TemporaryFolder folder;
  const auto list = folder.path() / "base.json";
  const auto message = [&](const std::string& text) {
    put(list, text);
    return message_of([&] { open_image_lists(folder.path(), {}); });
  };
  CHECK(message_of([&] {
          open_image_lists(folder.path(), {});
        }).starts_with(folder.path().string() + ": contains none of base.json, val.json and novel.json"));
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(has(message("{\"label_names\": [\n1, }"),
            list.string() + ": is not valid JSON: parse error at line 2, column 4"));
  CHECK(has(message(""), "(byte 1)"));
  CHECK(has(message(R"({"image_labels": [1e999]})"), "is not valid JSON: number overflow"));
  CHECK(has(message("[1]"), "has no array 'image_names'"));
  CHECK(has(message(R"({"image_names": [], "image_labels": 3})"), "has no array 'image_labels'"));
  CHECK(has(message(R"({"image_names": [], "image_labels": []})"), "its lists contain no image"));
  CHECK(has(message(R"({"image_names": ["a"], "image_labels": []})"), "has 1 image_names, but 0 image_labels"));
  CHECK(has(message(R"({"image_names": [4], "image_labels": [0]})"), "image_names[0] is 4, not a path"));
  const std::string long_name(100, 'x');
  CHECK(has(message(R"({"image_names": [[")" + long_name + R"("]], "image_labels": [0]})"),
            "image_names[0] is [\"" + long_name.substr(0, 78) + "…, not a path"));
  const std::string open(100000, '[');
  const std::string close(100000, ']');
  CHECK(has(message(R"({"image_names": [)" + open + close + R"(], "image_labels": [0]})"), "is nested too deeply"));
  put(folder.path() / "a.png", png_bytes(pattern(1, 2, 2)));
  CHECK(
      has(message(R"({"image_names": ["a.png"], "image_labels": [-1]})"), "image_labels[0] is -1, not a non-negative"));
  CHECK(has(message(R"({"image_names": ["a.png"], "image_labels": [0.5]})"),
            "image_labels[0] is 0.5, not a non-negative"));
  CHECK(has(message(R"({"image_names": ["no.png"], "image_labels": [0]})"),
            "names the image 'no.png', which does not exist\n  help: set the option 'list_root'"));
  const std::string good = R"({"label_names": ["x"], "image_names": ["a.png"], "image_labels": [0]})";
  put(folder.path() / "val.json", good);
  CHECK(has(message(good), "val.json: label 0: class 'x' is already in base.json (label 0)"));
}
