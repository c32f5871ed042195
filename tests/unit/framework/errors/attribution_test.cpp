#include "framework/errors/attribution.hpp"

#include <stdexcept>

#include "evograd/error.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::StartsWith;

namespace {

template <class Thrown>
std::string message_of(const Thrown& thrown) {
  try {
    attributed("task 'few-shot'", [&] { throw thrown; });
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("what a component throws names it, unless it names a place of its own") {
  CHECK_THAT(message_of(std::runtime_error("open file failed")), StartsWith("task 'few-shot': open file failed"));
  CHECK_THAT(message_of(Error("task", "has no data")), StartsWith("task 'few-shot': has no data"));
  CHECK_THAT(message_of(Error("images.idx", "is empty")), StartsWith("images.idx: is empty"));
}
