// Few-shot folders in the layouts that people have.
#include <torch/torch.h>

#include "data/images/files/folder_catalogue.hpp"
#include "data/images/files/open_images.hpp"
#include "data/split_names.hpp"
#include "image_files.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"

using namespace evograd;
using namespace data;
using namespace evograd::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A folder with images of one pixel and with texts.
struct Layout {
  explicit Layout(const std::vector<std::string>& images, const std::map<std::string, std::string>& texts = {}) {
    for (const auto& image : images) put(folder.path() / "d" / image, png_bytes(pattern(1, 2, 2)));
    for (const auto& [name, text] : texts) put(folder.path() / "d" / name, text);
  }
  Catalogue read() const { return folder_catalogue(*open_source(folder.path() / "d"), "d"); }
  std::string refusal() const {
    return message_of([&] { read(); });
  }
  /// "base: a b; novel: c": the classes by part.
  std::string classes() const {
    constexpr std::array<const char*, part_count> titles = {"base:", "validation:", "novel:"};
    const auto catalogue = read();
    std::string text;
    for (std::size_t part = 0; part < part_count; ++part) {
      if (catalogue.parts[part].empty()) continue;
      text += std::string(text.empty() ? "" : "; ") + titles[part];
      for (const auto& one : catalogue.parts[part]) text += " " + one.name;
    }
    return text;
  }
  std::string notes() const {
    std::string text;
    for (const auto& note : read().notes) text += note + "\n";
    return text;
  }

  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("a class is a folder that directly holds images, wherever it lies", "[images]") {
  const Layout alphabets({"Greek/a/0.png", "Greek/b/0.png", "Latin/a/0.png"});
  CHECK(alphabets.classes() == "base: Greek/a Greek/b Latin/a");
  CHECK_THAT(alphabets.notes(), ContainsSubstring("3 classes lie 2 levels deep in d, as 'Greek/a'"));
  const Layout deep({"top/images/x/1.png", "top/images/y/1.png", "top/README.png"}, {{"top/notes/a.txt", "x"}});
  CHECK(deep.classes() == "base: x y");
  CHECK_THAT(deep.notes(), ContainsSubstring("skipped 2 file(s) that are not JPEG or PNG in a class folder: "
                                             "top/README.png, top/notes/a.txt"));
  CHECK(Layout({"n01/images/1.png", "n02/images/1.png"}).classes() == "base: n01 n02");
  CHECK(Layout({"a/x/1.png", "b/1.png"}).classes() == "base: a/x b");
  CHECK(Layout({"only/1.png"}).classes() == "base: only");
}

TEST_CASE("a class folder in a class folder is refused, unless lists name the classes", "[images]") {
  const Layout nested({"b/0.png", "b/more/1.png", "a/9.png"});
  CHECK_THAT(nested.refusal(), ContainsSubstring("d: 'b' holds images, and so does 'b/more' in it") &&
                                   ContainsSubstring("name the classes in class lists"));
  put(nested.folder.path() / "d/base_classes.txt", std::string("a\nb\n"));
  CHECK(nested.classes() == "base: a b");
  CHECK(nested.read().parts[0][1].files.size() == 2);
}

TEST_CASE("lists name classes by path or by the folder's own name, with slashes or backslashes", "[images]") {
  const Layout listed({"train/a/0.png", "train/b/0.png", "x/c/0.png"},
                      {{"base_classes.txt", "a\r\nx\\c\r\n"}, {"novel_classes.txt", "train/b\n"}});
  CHECK(listed.classes() == "base: a x\\c; novel: train/b");
}

TEST_CASE("text files named after parts are class lists if they name class folders", "[images]") {
  const std::vector<std::string> images = {"x/a/0.png", "x/b/0.png", "x/c/0.png"};
  CHECK(Layout(images, {{"train.txt", "a\nb\n"}, {"test_classes.txt", "x\\c\n"}}).classes() ==
        "base: a b; novel: x\\c");
  CHECK(Layout(images, {{"train.txt", "a\nb\n"}, {"test.txt", "d\n"}}).notes().find("test.txt") != std::string::npos);
  // Images, and classes that do not exist.
  for (const auto* list : {"x/a/0.png\nx/b/0.png\n", "a\nd\n", "a 0\nb 1\n", "\n"}) {
    const Layout other(images, {{"train.txt", list}});
    CHECK(other.classes() == "base: a b c");
    CHECK_THAT(other.notes(),
               ContainsSubstring("skipped 1 file(s) that are not JPEG or PNG in a class folder: train.txt"));
  }
  const Layout both(images, {{"train.txt", "a\nb\nc\n"}, {"novel_classes.txt", "a\n"}});
  CHECK(both.classes() == "novel: a");
}

TEST_CASE("images of other formats and folders without files are said", "[images]") {
  const Layout layout({"a/0.png", "b/0.png"}, {{"a/1.webp", "x"}, {"b/2.TIFF", "x"}, {"b/notes.txt", "x"}});
  std::filesystem::create_directories(layout.folder.path() / "d/c/deeper");
  std::filesystem::create_directories(layout.folder.path() / "d/.git/refs");
  put(layout.folder.path() / "d/e/.DS_Store", std::string("x"));
  CHECK(layout.classes() == "base: a b");
  CHECK_THAT(layout.notes(),
             ContainsSubstring("skipped 2 image(s) of other formats: a/1.webp, b/2.TIFF; convert them"));
  CHECK_THAT(layout.notes(),
             ContainsSubstring("skipped 1 file(s) that are not JPEG or PNG in a class folder: b/notes.txt"));
  CHECK_THAT(layout.notes(), ContainsSubstring("has 2 folder(s) without any file, which are no classes: c/deeper, e"));
}

TEST_CASE("folders named like train, val and test are the parts", "[images]") {
  CHECK(Layout({"train/a/0.png", "train/b/0.png", "val/c/0.png", "test/d/0.png"}).classes() ==
        "base: a b; validation: c; novel: d");
  CHECK(Layout({"Training/a/0.png", "development/c/0.png", "Evaluation/d/0.png"}).classes() ==
        "base: a; validation: c; novel: d");
  CHECK(Layout({"images_background/Greek/a/0.png", "images_evaluation/Latin/b/0.png"}).classes() ==
        "base: Greek/a; novel: Latin/b");
  CHECK(Layout({"top/meta-train/a/0.png", "top/meta-test/b/0.png"}).classes() == "base: a; novel: b");
  CHECK(Layout({"test/a/0.png", "test/b/0.png"}).classes() == "novel: a b");
  CHECK(Layout({"train_data/a/0.png", "val-split/b/0.png", "dataset_test/c/0.png"}).classes() ==
        "base: a; validation: b; novel: c");
  CHECK_THAT(Layout({"train/a/0.png", "test/b/0.png"}).notes(),
             ContainsSubstring("test, train are its parts: 1 base, 0 validation and 1 novel classes"));
  CHECK(Layout({"train/0.png", "car/0.png", "bus/0.png"}).classes() == "base: bus car train");  // vehicles
}

TEST_CASE("parts are never classes, and classes are never in two parts", "[images]") {
  CHECK_THAT(Layout({"train/0.png", "val/1.png", "test/2.png"}).refusal(),
             ContainsSubstring("holds images directly in test, train, val, without class folders") &&
                 ContainsSubstring("train.csv"));
  CHECK_THAT(Layout({"train/a/0.png", "test/b/1.png", "more/c/2.png"}).refusal(),
             ContainsSubstring("holds test, train beside more"));
  CHECK_THAT(Layout({"train/a/0.png", "test/a/1.png"}).refusal(),
             ContainsSubstring("the class 'a' is in the base and in the novel part") &&
                 ContainsSubstring("put the images of each class into one folder CLASS"));
  CHECK_THAT(Layout({"train/a/0.png", "val/b/1.png", "test/b/1.png"}).notes(),
             ContainsSubstring("the validation and the novel part share 1 class(es): 'b'"));
}

TEST_CASE("one folder of images with tables of their labels is read", "[images]") {
  const std::vector<std::string> images = {"images/1.png", "images/2.png", "images/3.png", "images/4.png"};
  const Layout mini(images, {{"train.csv", "filename,label\n1.png,n1\n2.png,n1\n"},
                             {"val.csv", "filename,label\n3.png,n2\n"},
                             {"test.csv", "\xef\xbb\xbf\"filename\";\"label\"\r\n\"4.png\";\"n3\"\r\n"}});
  CHECK(mini.classes() == "base: n1; validation: n2; novel: n3");
  CHECK(mini.read().parts[0][0].files == std::vector<std::string>{"images/1.png", "images/2.png"});
  CHECK(mini.notes().empty());

  const Layout one(images, {{"meta.csv",
                             "Class,Image Path,split\na,images\\1.png,train\na,images\\2.png,train\n"
                             "b,/home/me/images/3.png,Valid\nc,4,test\n"}});
  CHECK(one.classes() == "base: a; validation: b; novel: c");
  CHECK(Layout(images, {{"train.csv", "1.png,a\n2.png,b\n"}}).classes() == "base: a b");
  CHECK(Layout(images, {{"train.tsv", "label\tfile\na\t1.png\n"}}).classes() == "base: a");
}

TEST_CASE("tables that do not fit the images are refused by file and row; others do not matter", "[images]") {
  const std::vector<std::string> images = {"images/1.png", "images/2.png"};
  const auto refused = [&](const std::string& table) { return Layout(images, {{"train.csv", table}}).refusal(); };
  CHECK_THAT(refused("filename,label\n1.png,a\n7.png,a\n8.png,a\n"),
             ContainsSubstring("train.csv: lists 2 image(s) that do not exist: '7.png', '8.png'"));
  CHECK_THAT(refused("filename,label\n1.png,a\n1.png,b\n"),
             ContainsSubstring("lists the image 'images/1.png' under 'a' and 'b'"));
  CHECK_THAT(refused("filename,label\n1.png\n"), ContainsSubstring("train.csv:2: has 1 fields, but the header has 2"));
  CHECK_THAT(refused("filename,label\n1.png,\n"), ContainsSubstring("train.csv:2: has no label"));
  CHECK_THAT(refused("id,price,weight\n1,2,3\n"),
             ContainsSubstring("has the columns id, price, weight, none for images"));
  CHECK_THAT(refused("filename,label\n\"1.png,a\n"), ContainsSubstring("train.csv:2: has a quote that is not closed"));
  CHECK_THAT(refused("filename,label\n"),
             ContainsSubstring("train.csv: has a header, but no row below it\n  help: the form"));
  CHECK_THAT(refused("filename,label\n1.png,\xe4\n"), ContainsSubstring("train.csv:2: is not UTF-8"));
  CHECK_THAT(refused("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
             ContainsSubstring("train.csv: is a Git LFS pointer"));
  CHECK_THAT(Layout({"a/1.png", "b/1.png"}, {{"train.csv", "filename,label\n1.png,x\n"}}).refusal(),
             ContainsSubstring("train.csv:2: '1.png' may be a/1.png or b/1.png"));
  CHECK_THAT(Layout(images).refusal(), ContainsSubstring("contains images, but no class folders and no table"));
  CHECK_THAT(Layout({"1.png", "2.png"}).refusal(), ContainsSubstring("contains images, but no class folders"));
  CHECK_THAT(Layout({"train/n1/images/1.png", "train/n2/images/1.png", "val/images/2.png"}).refusal(),
             ContainsSubstring("holds images directly in val, without class folders"));
  // A table beside class folders that lists no images.
  for (const auto* prices : {"id,price\n1,2\n", "id,price\n1,2,3\n", "id,price\n1,\xe4\n", "\n", "PAR1"}) {
    CHECK(Layout({"a/1.png", "b/1.png"}, {{"prices.csv", prices}}).classes() == "base: a b");
  }
  // Rows that spreadsheets append, cells with line ends.
  CHECK(Layout(images, {{"train.csv", "\nfilename,label\n1.png,a\n2.png,\"b\nc\"\n,\n,\n"}}).classes() ==
        "base: a b\nc");
}

TEST_CASE("archives are as their folders, also with backslashes and with folders above", "[images]") {
  TemporaryFolder folder;
  const auto image = png_bytes(pattern(1, 2, 2));
  put_archive(folder.path() / "x.zip", {{"CUB\\images\\a\\0.png", image}, {"CUB\\images\\b\\0.png", image}});
  put_archive(folder.path() / "y.tar.gz",
              {{"CUB/images/a/0.png", image}, {"CUB/images/b/0.png", image}, {"CUB/attributes/a.txt", bytes_of("x")}});
  for (const auto* name : {"x.zip", "y.tar.gz"}) {
    const auto images = open_image_folder(folder.path() / name, ImageSettings{});
    REQUIRE(images.parts[0].size() == 2);
    CHECK(images.parts[0][0].name == "a");
    CHECK(images.parts[0][1].name == "b");
  }
  put(folder.path() / "z.tar.gz", std::string("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"));
  CHECK_THAT(message_of([&] { open_image_folder(folder.path() / "z.tar.gz", ImageSettings{}); }),
             ContainsSubstring("z.tar.gz: is a Git LFS pointer, not the file itself"));
}

TEST_CASE("images that are Git LFS pointers are said to be", "[images]") {
  TemporaryFolder folder;
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
  put(folder.path() / "d/a/0.png", pointer);
  CHECK_THAT(message_of([&] { open_image_folder(folder.path() / "d", ImageSettings{}); }),
             ContainsSubstring("is neither JPEG nor PNG; it is a Git LFS pointer, not the file itself") &&
                 ContainsSubstring("help: run git lfs pull"));
}

TEST_CASE("lists written on Windows or on another machine lead to their images", "[images]") {
  TemporaryFolder folder;
  for (const auto* image : {"images/a/0.png", "images/b/0.png", "images/c/0.png"}) {
    put(folder.path() / image, png_bytes(pattern(1, 2, 2)));
  }
  put(folder.path() / "base.json",
      std::string(
          R"({"label_names": ["a", "b"], "image_names": ["images\\a\\0.png", "C:\\data\\birds\\images\\b\\0.png"],
                      "image_labels": [0, 1]})"));
  const auto c = std::string(
      R"({"label_names": ["a", "b", "c"], "image_names": ["/home/x/images/c/0.png"], "image_labels": [2]})");
  put(folder.path() / "val.json", c);
  put(folder.path() / "novel.json", c);
  const CapturedLog log;
  const auto images = open_image_lists(folder.path(), {});
  CHECK(images.parts[0].size() == 2);
  CHECK(images.parts[2][0].name == "c");
  CHECK(log.have("does not exist, " + (folder.path() / "images/b/0.png").string() + " does"));
  CHECK(log.have("the class 'c' is in val.json (label 2) and in novel.json (label 2)"));
}

TEST_CASE("names of parts are known in their spellings, and others are not", "[images]") {
  for (const auto* name : {"train", "Training", "TRAIN", "base", "meta-train", "images_background", "trainset",
                           "training_set", "train_data", "data_train", "train-images-split"}) {
    CHECK(split_name(name) == SplitName::training);
  }
  for (const auto* name : {"val", "valid", "validation", "dev", "development", "meta_val"}) {
    CHECK(split_name(name) == SplitName::validation);
  }
  for (const auto* name : {"test", "testing", "evaluation", "novel", "metatest"}) {
    CHECK(split_name(name) == SplitName::test);
  }
  for (const auto* name : {"", "trainer", "t", "class1", "images", "tests2", "meta", "database", "dataset", "data_x"})
    CHECK_FALSE(split_name(name));
}
