#include "tests/integration/program.hpp"

#include <sys/wait.h>

#include <cstdlib>

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

}  // namespace evograd::test
