#include <iostream>
#include <string>
#include <vector>

#include "framework/cli/command_line.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return evograd::host::run_command_line(arguments, {std::cout, std::cerr});
}
