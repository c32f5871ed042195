#include "evograd/file_kind.hpp"

#include <fstream>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;

namespace {

std::string kind(const std::string& bytes) {
  const auto found = file_kind(bytes);
  return found ? found->what : "";
}

std::string zip_of(const std::string& name) {
  std::string header = "PK\x03\x04" + std::string(26, '\0');
  header[26] = static_cast<char>(name.size());
  return header + name + "content";
}

}  // namespace

TEST_CASE("a file is told by its first bytes") {
  CHECK(kind("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n") ==
        "a Git LFS pointer, not the file itself");
  CHECK(kind("\xef\xbb\xbf  <!DOCTYPE HTML>\n<html>") == "a web page");
  CHECK(kind("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>") == "a web page");
  CHECK(kind(std::string("\x80\x02}q\0", 5)) == "a Python pickle");
  CHECK(kind("\x80\x02\x8a\nl\xfc\x9c"
             "F\xf9 j\xa8P") == "a file of torch.save() in the format before version 1.6");
  CHECK(kind(zip_of("archive/data.pkl")) == "a file of torch.save() or torch.jit.save()");
  CHECK(kind(zip_of("arr_0.npy")) == "an archive of NumPy arrays");
  CHECK(kind(zip_of("[Content_Types].xml")) == "a spreadsheet or another office document");
  CHECK(kind(zip_of("a/b.txt")) == "a zip archive");
  CHECK(kind("\x93NUMPY\x01") == "a NumPy array");
  CHECK(kind("\x89HDF\r\n\x1a\n") == "an HDF5 file");
  CHECK(kind("\x1f\x8b\x08") == "gzip-compressed");
  CHECK(kind("\x89PNG\r\n\x1a\n") == "a PNG image");
  CHECK(kind("\xff\xd8\xff\xe0") == "a JPEG image");
  CHECK(kind("PAR1....") == "a Parquet table");
  CHECK(kind(std::string("\xff\xfe"
                         "a\0b\0",
                         6)) == "text in UTF-16");
  CHECK(kind(std::string("a\0b\0c\0d\0e\0f\0g\0h\0", 16)) == "text in UTF-16");
  CHECK(kind(std::string(257, 'n') + "ustar") == "a tar archive");
  CHECK(kind(std::string("\x40\0\0\0\0\0\0\0{\"a\":", 12)) == "a safetensors file");
  CHECK(kind(std::string("\x08\x07\x12\x07pytorch", 11)) == "an ONNX model");
}

TEST_CASE("text, and what a reader expects, is of no kind that matters") {
  for (const std::string text : {"", "Paris B-LOC\n", "[PAD]\n[UNK]\n", "{\"a\": 1}", "version 2 of the text\n",
                                 "seed = 1\n", "\xef\xbb\xbfname = \"x\"\n", "<unk>\n<s>\n"}) {
    CHECK(kind(text) == "");
  }
  CHECK(kind(std::string("\0\0\x08\x03", 4)) == "");
}

TEST_CASE("the error of unexpected content says what the file is and how to get what was meant") {
  const TemporaryFolder folder;
  const auto message = [&](const std::string& bytes) {
    const auto file = folder.write("f", {bytes.begin(), bytes.end()});
    return message_of([&] { throw_unexpected_content(file, "is no X", "give an X"); }).substr(file.string().size());
  };
  CHECK(message("abc") == ": is no X\n  help: give an X");
  CHECK(message("") == ": is empty\n  help: copy or download it again");
  CHECK(message("version https://git-lfs.github.com/spec/v1\n") ==
        ": is a Git LFS pointer, not the file itself\n  help: run git lfs pull in the clone: it brings the file");
  CHECK(message("\x1f\x8b\x08").starts_with(": is no X; it is gzip-compressed\n  help: decompress it first"));
  CHECK(message("\x89PNG\r\n\x1a\n") == ": is no X; it is a PNG image\n  help: give an X");
  const auto refusal = [](const std::string& bytes) {
    return message_of([&] { refuse_other_kind(bytes, "data.csv", "give a table"); });
  };
  CHECK(refusal("a,b\n") == "");
  CHECK(refusal("\x80\x04\x95") == "data.csv: is a Python pickle\n  help: give a table");
  CHECK(refusal("\x89PNG\r\n\x1a\n") == "data.csv: is a PNG image\n  help: give a table");
  CHECK(refusal("PAR1") == "data.csv: is a Parquet table\n  help: export it as CSV in UTF-8");
  CHECK(message_of([&] { refuse_placeholder(folder.path() / "none"); }) == "");
  CHECK(message_of([&] { refuse_placeholder("<html>", "place"); }).starts_with("place: is a web page"));
  CHECK_FALSE(file_kind_of("/dev/zero").has_value());
}
