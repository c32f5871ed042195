#include "evograd/file_kind.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <fstream>
#include <utility>

#include "evograd/error.hpp"

namespace evograd {
namespace {

using namespace std::string_view_literals;

constexpr const char* to_safetensors =
    "convert it in Python: safetensors.torch.save_file(torch.load(FILE, map_location=\"cpu\"), \"model.safetensors\")";
constexpr const char* decompress = "decompress it first";
constexpr const char* to_utf8 = "convert it: iconv -f utf-16 -t utf-8 OLD > NEW";
constexpr const char* export_table = "export it as CSV in UTF-8";
constexpr const char* download_again =
    "the download gave a page instead of the file; download it again, e.g. with curl -L";

struct Signature {
  std::string_view bytes;
  const char* what;
  const char* remedy;
  bool weights = false;
};

// Without text and zip archives, which need a closer look.
constexpr std::array signatures{
    Signature{"\x80\x02\x8a\nl\xfc\x9c"
              "F\xf9"sv,
              "a file of torch.save() in the format before version 1.6", to_safetensors, true},
    Signature{"\x80\x02"sv, "a Python pickle", to_safetensors, true},
    Signature{"\x80\x03"sv, "a Python pickle", to_safetensors, true},
    Signature{"\x80\x04"sv, "a Python pickle", to_safetensors, true},
    Signature{"\x80\x05"sv, "a Python pickle", to_safetensors, true},
    Signature{"\x93NUMPY"sv, "a NumPy array", ""},
    Signature{"\x89HDF\r\n\x1a\n"sv, "an HDF5 file", "export the weights from the framework that wrote it", true},
    Signature{"\x89PNG\r\n\x1a\n"sv, "a PNG image", ""},
    Signature{"\xff\xd8\xff"sv, "a JPEG image", ""},
    Signature{"GIF8"sv, "a GIF image", "convert it to PNG"},
    Signature{"\x1f\x8b"sv, "gzip-compressed", decompress},
    Signature{"\x1f\x9d"sv, "compressed by compress", decompress},
    Signature{"BZh"sv, "bzip2-compressed", decompress},
    Signature{"\xfd"
              "7zXZ\0"sv,
              "xz-compressed", decompress},
    Signature{"\x28\xb5\x2f\xfd"sv, "zstd-compressed", decompress},
    Signature{"7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive", "extract it first"},
    Signature{"Rar!\x1a\x07"sv, "a RAR archive", "extract it first"},
    Signature{"%PDF-"sv, "a PDF document", ""},
    Signature{"\x7f"
              "ELF"sv,
              "a program or a library", ""},
    Signature{"PAR1"sv, "a Parquet table", export_table},
    Signature{"ARROW1"sv, "an Arrow table", export_table},
    Signature{"SQLite format 3\0"sv, "an SQLite database", ""},
    Signature{"\xd0\xcf\x11\xe0"sv, "a document of Microsoft Office before 2007", export_table},
    Signature{"\xff\xfe\0\0"sv, "text in UTF-32", "convert it: iconv -f utf-32 -t utf-8 OLD > NEW"},
    Signature{"\xff\xfe"sv, "text in UTF-16", to_utf8},
    Signature{"\xfe\xff"sv, "text in UTF-16", to_utf8},
};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// Text without a byte order mark and blanks in front.
std::string_view trimmed(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

bool is_web_page(std::string_view text) {
  std::string lower(text.substr(0, 512));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower.starts_with("<!doctype html") || lower.starts_with("<html") || lower.starts_with("<head") ||
         (lower.starts_with("<?xml") && (contains(lower, "<html") || contains(lower, "<error>")));
}

/// A zip archive by the name of its first file.
FileKind zip_kind(std::string_view bytes) {
  constexpr std::size_t length_at = 26;
  constexpr std::size_t name_at = 30;
  std::string_view name;
  if (bytes.size() > name_at) {
    const auto length =
        static_cast<unsigned char>(bytes[length_at]) + 256U * static_cast<unsigned char>(bytes[length_at + 1]);
    name = bytes.substr(name_at, length);
  }
  const auto ends = [&](std::string_view ending) { return name.ends_with(ending); };
  if (ends("/data.pkl") || ends("/constants.pkl") || ends("/byteorder") || ends("/.format_version")) {
    return {"a file of torch.save() or torch.jit.save()", to_safetensors, false, true};
  }
  if (ends(".npy")) return {"an archive of NumPy arrays", ""};
  if (contains(name, "[Content_Types].xml") || name.starts_with("xl/") || name == "mimetype") {
    return {"a spreadsheet or another office document", export_table};
  }
  return {"a zip archive", "extract it first"};
}

bool is_safetensors(std::string_view bytes) {
  return bytes.size() > 9 && bytes[8] == '{' && bytes[7] == 0 && bytes[6] == 0 && bytes[5] == 0 && bytes[9] != 0;
}

/// ONNX: field 1 of the model, its version, then field 2, the producer's name.
bool is_onnx(std::string_view bytes) {
  return bytes.size() > 4 && bytes[0] == 0x08 && bytes[1] > 0 && bytes[1] < 32 && bytes[2] == 0x12 &&
         contains(bytes.substr(0, 64), "torch");
}

/// Every second byte of the first ones is 0: Latin letters of UTF-16 without a byte order mark.
std::optional<FileKind> unmarked_utf16(std::string_view bytes) {
  constexpr std::size_t examined = 16;
  if (bytes.size() < examined) return std::nullopt;
  for (const std::size_t zero : {0U, 1U}) {
    bool all = true;
    for (std::size_t i = 0; i < examined; ++i) {
      const bool printable =
          bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t' || (bytes[i] >= 0x20 && bytes[i] < 0x7f);
      all &= (i % 2 == zero) ? bytes[i] == 0 : printable;
    }
    if (all) return FileKind{"text in UTF-16", to_utf8};
  }
  return std::nullopt;
}

std::string beginning_of(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return {};  // reading a pipe would take what its reader needs
  std::string bytes(file_kind_bytes, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(stream.bad() ? 0 : static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

}  // namespace

std::optional<FileKind> file_kind(std::string_view beginning) {
  const auto text = trimmed(beginning.substr(0, file_kind_bytes));
  if (text.starts_with("version https://git-lfs.github.com/spec/") ||
      text.starts_with("version https://hawser.github.com/spec/")) {
    return FileKind{"a Git LFS pointer, not the file itself", "run git lfs pull in the clone: it brings the file",
                    true};
  }
  if (is_web_page(text)) return FileKind{"a web page", download_again, true};
  if (beginning.starts_with("PK\x03\x04")) return zip_kind(beginning);
  for (const auto& [bytes, what, remedy, weights] : signatures) {
    if (beginning.starts_with(bytes)) return FileKind{what, remedy, false, weights};
  }
  if (beginning.starts_with("RIFF") && beginning.substr(0, 16).ends_with("WEBPVP8"))
    return FileKind{"a WebP image", "convert it to PNG"};
  if (beginning.size() >= 262 && beginning.substr(257, 5) == "ustar")
    return FileKind{"a tar archive", "extract it first"};
  if (is_safetensors(beginning)) return FileKind{"a safetensors file", ""};
  if (is_onnx(beginning)) return FileKind{"an ONNX model", "export the model in its own framework", false, true};
  return unmarked_utf16(beginning);
}

std::optional<FileKind> file_kind_of(const std::filesystem::path& file) { return file_kind(beginning_of(file)); }

void throw_unexpected_content(const std::filesystem::path& file, const std::string& cause, const std::string& help) {
  const auto bytes = beginning_of(file);
  std::error_code error;
  const bool empty = std::filesystem::is_regular_file(file, error) && std::filesystem::file_size(file, error) == 0;
  if (empty && !error) throw Error(file.string(), "is empty", "copy or download it again");
  const auto kind = file_kind(bytes);
  if (!kind) throw Error(file.string(), cause, help);
  const auto hint = kind->remedy.empty() ? help : kind->remedy;
  if (kind->placeholder) throw Error(file.string(), "is " + kind->what, hint);
  throw Error(file.string(), cause + "; it is " + kind->what, hint);
}

void refuse_other_kind(std::string_view beginning, const std::string& place, const std::string& help) {
  const auto kind = file_kind(beginning);
  if (kind) throw Error(place, "is " + kind->what, kind->remedy.empty() || kind->weights ? help : kind->remedy);
}

void refuse_placeholder(std::string_view beginning, const std::string& place) {
  const auto kind = file_kind(beginning);
  if (kind && kind->placeholder) throw Error(place, "is " + kind->what, kind->remedy);
}

void refuse_placeholder(const std::filesystem::path& file) { refuse_placeholder(beginning_of(file), file.string()); }

}  // namespace evograd
