#include "tests/integration/program.hpp"

#include <stdlib.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace evograd::test {

Outcome evograd(const std::string& arguments) { return evograd_in("", arguments); }

Outcome evograd_in(const std::string& environment, const std::string& arguments) {
  return shell(environment + " \"$EVOGRAD\" " + arguments);
}

Outcome shell(const std::string& script) {
  const ScratchFolder scratch;
  const auto out = scratch / "out";
  const auto err = scratch / "err";
  const auto lines = scratch.write("script", script + "\n");
  const std::string command = std::string("cd '") + EVOGRAD_SOURCE_FOLDER + "' && EVOGRAD='" + EVOGRAD_BINARY_FOLDER +
                              "/bin/evograd' bash '" + lines.string() + "' >'" + out.string() + "' 2>'" + err.string() +
                              "' </dev/null";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content_of(out), content_of(err)};
}

ScratchFolder::ScratchFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "evograd-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path ScratchFolder::write(const std::string& name, const std::string& content) const {
  std::ofstream(path_ / name, std::ios::binary) << content;
  return path_ / name;
}

std::string content_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace evograd::test
