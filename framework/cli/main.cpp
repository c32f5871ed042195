#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "framework/cli/command_line.hpp"
#include "framework/memory/cpu_allocator.hpp"

int main(int argc, char** argv) {
  evograd::host::install_cpu_allocator();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return evograd::host::run_command_line(
      arguments, {.out = std::cout, .err = std::cerr, .interactive = isatty(STDERR_FILENO) != 0, .own_process = true});
}
