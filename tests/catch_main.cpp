// The main function of every test binary: one thread, so that a test's bits do not depend on the machine.
#define CATCH_CONFIG_RUNNER
#include "tests/catch.hpp"

#include <ATen/Parallel.h>

int main(int argc, char** argv) {
  at::set_num_threads(1);
  return Catch::Session().run(argc, argv);
}
