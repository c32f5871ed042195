#include "framework/files/write_file.hpp"

#include <system_error>

#include "evograd/error.hpp"
#include "framework/files/write_durably.hpp"

namespace evograd::host {

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::error_code failure;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failure);
  if (failure) {
    throw Error(file.parent_path().string(), "cannot be created: " + failure.message(),
                "check free space and permissions, or specify another folder with --out");
  }
  write_durably(file, text);
}

}  // namespace evograd::host
