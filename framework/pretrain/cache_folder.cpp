#include "framework/pretrain/cache_folder.hpp"

#include "evograd/cache_folder.hpp"
#include "evograd/error.hpp"

namespace evograd::host {

std::filesystem::path cache_folder() {
  auto folder = evograd::cache_folder();
  if (!folder.empty()) return folder;
  throw Error("EVOGRAD_CACHE", "is not set, and neither is HOME: there is no cache folder",
              "set EVOGRAD_CACHE to a folder, or specify a [pretrain] file");
}

}  // namespace evograd::host
