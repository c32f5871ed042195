#include "framework/run/write_file.hpp"

#include <fstream>
#include <system_error>

#include "evograd/error.hpp"

namespace evograd::host {

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::error_code failure;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failure);
  auto temporary = file;
  temporary += ".tmp";
  std::ofstream stream(temporary, std::ios::binary);
  stream << text;
  stream.close();
  if (stream) std::filesystem::rename(temporary, file, failure);
  if (!stream || failure) {
    throw Error(file.string(), "could not be written",
                "look for space and rights on the disk, or name another folder with --out");
  }
}

}  // namespace evograd::host
