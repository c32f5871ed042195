#include "data/text/tokenizers/file_text.hpp"

#include <fstream>
#include <iterator>

#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace data {

using namespace evograd;

std::string file_text(const std::filesystem::path& file, const std::string& what) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    throw Error(file.string(), "is a folder", "give " + what + " itself, a file");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  if (stream) text.assign(std::istreambuf_iterator<char>(stream), {});
  if (!stream) throw Error(file.string(), "cannot be read", "give " + what + ", a readable file");
  if (text.empty()) throw Error(file.string(), "is empty", "give " + what + "; copy or download it again");
  refuse_other_kind(text, file.string(), "give " + what);
  return text;
}

}  // namespace data
