#include "input.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace evograd::fuzz {

const std::filesystem::path& folder() {
  struct Folder {
    std::filesystem::path path = "/dev/shm/evograd-fuzz-" + std::to_string(::getpid());
    Folder() {
      std::filesystem::remove_all(path);
      std::filesystem::create_directories(path);
    }
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const Folder folder;
  return folder.path;
}

std::filesystem::path write(const std::string& name, std::string_view bytes) {
  const auto file = folder() / name;
  std::filesystem::create_directories(file.parent_path());
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    require(written > 0, "the folder in memory takes a file");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  close(descriptor);
  return file;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "false: " << what << '\n';
  std::abort();
}

void show(const Error& error) {
  static const bool wanted = std::getenv("EVOGRAD_FUZZ_SHOW") != nullptr;
  if (wanted) std::cerr << error.what() << '\n';
}

}  // namespace evograd::fuzz
