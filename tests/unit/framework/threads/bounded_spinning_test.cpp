#include "framework/threads/bounded_spinning.hpp"

#include <cstdlib>
#include <string>

#include "tests/catch.hpp"

using evograd::host::set_bounded_spinning;

namespace {

/// The three variables unset, and as they were again at the end.
class WithoutVariables {
 public:
  WithoutVariables() {
    for (std::size_t i = 0; i < 3; ++i) {
      if (const auto* value = std::getenv(names[i])) before_[i] = value;
      unsetenv(names[i]);
    }
  }
  ~WithoutVariables() {
    for (std::size_t i = 0; i < 3; ++i) {
      before_[i].empty() ? unsetenv(names[i]) : setenv(names[i], before_[i].c_str(), 1);
    }
  }

 private:
  static constexpr const char* names[] = {"GOMP_SPINCOUNT", "OPENBLAS_THREAD_TIMEOUT", "OMP_WAIT_POLICY"};
  std::string before_[3];
};

std::string value_of(const char* name) {
  const auto* value = std::getenv(name);
  return value == nullptr ? "unset" : value;
}

}  // namespace

TEST_CASE("variables for short waits are set once, and values of the user's stay", "[threads]") {
  const WithoutVariables guard;
  CHECK(set_bounded_spinning());
  CHECK(value_of("GOMP_SPINCOUNT") == "3000");
  CHECK(value_of("OPENBLAS_THREAD_TIMEOUT") == "10");
  CHECK_FALSE(set_bounded_spinning());  // a program that started itself again does not do so twice

  unsetenv("GOMP_SPINCOUNT");
  setenv("OPENBLAS_THREAD_TIMEOUT", "20", 1);
  setenv("OMP_WAIT_POLICY", "active", 1);
  CHECK_FALSE(set_bounded_spinning());
  CHECK(value_of("GOMP_SPINCOUNT") == "unset");
  CHECK(value_of("OPENBLAS_THREAD_TIMEOUT") == "20");
}
