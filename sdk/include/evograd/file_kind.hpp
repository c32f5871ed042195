#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "evograd/export.hpp"

namespace evograd {

/// What a file is, as far as its first bytes tell.
struct FileKind {
  std::string what;    ///< "a Git LFS pointer, not the file itself"
  std::string remedy;  ///< how to get what was meant; may be empty
  bool placeholder{};  ///< whether it stands in place of the file that was meant: a pointer, a page of a server
  bool weights{};      ///< whether the remedy is about weights, of no use where data were meant
};

/// The number of bytes that file_kind() needs.
constexpr std::size_t file_kind_bytes = 1024;

/// The kind of a file that begins with `beginning`; nothing if it is none of those that are often mistaken for another:
/// Git LFS pointers, web pages, files of torch.save(), NumPy, HDF5, ONNX, Parquet and Arrow, archives, compressed
/// files, images, spreadsheets, text in UTF-16, programs.
EVOGRAD_API std::optional<FileKind> file_kind(std::string_view beginning);

/// The same for a file; nothing if it cannot be read.
EVOGRAD_API std::optional<FileKind> file_kind_of(const std::filesystem::path& file);

/// Throws Error(`file`, `cause`, `help`), the error of a reader that finds something unexpected. If the file's kind is
/// known, the error is of the kind and of its remedy instead: "is a Git LFS pointer, not the file itself".
[[noreturn]] EVOGRAD_API void throw_unexpected_content(const std::filesystem::path& file, const std::string& cause,
                                                       const std::string& help = {});

/// Throws Error if `beginning`, the first bytes of `place`, is of a kind that is known, so for readers of text: "is an
/// HDF5 file", with the kind's remedy, or `help` if it has none or is about weights.
EVOGRAD_API void refuse_other_kind(std::string_view beginning, const std::string& place, const std::string& help = {});

/// Throws Error if `beginning`, the first bytes of `place`, is a placeholder, which many readers would take for text.
EVOGRAD_API void refuse_placeholder(std::string_view beginning, const std::string& place);

/// The same for a file; a file that cannot be read is left to its reader.
EVOGRAD_API void refuse_placeholder(const std::filesystem::path& file);

}  // namespace evograd
