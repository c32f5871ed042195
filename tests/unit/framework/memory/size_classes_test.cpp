#include "framework/memory/size_classes.hpp"

#include "tests/catch.hpp"

namespace evograd::host {

TEST_CASE("A size class holds the request and wastes at most an eighth of it", "[memory]") {
  for (std::size_t bytes = 1; bytes < (std::size_t{1} << 20); bytes += bytes < 4096 ? 1 : 61) {
    const auto capacity = class_capacity(size_class(bytes));
    REQUIRE(capacity >= bytes);
    REQUIRE(capacity % block_alignment == 0);
    REQUIRE(capacity - bytes < std::max(block_alignment, bytes / 8 + 1));
  }
}

TEST_CASE("Powers of two and the largest block fit their size class without waste", "[memory]") {
  for (std::size_t bytes = block_alignment; bytes <= largest_block; bytes *= 2) {
    CHECK(class_capacity(size_class(bytes)) == bytes);
  }
  CHECK(size_class(largest_block) == size_class_count - 1);
}

TEST_CASE("Size classes are consecutive and grow", "[memory]") {
  std::size_t previous = 0;
  for (std::size_t index = 0; index < size_class_count; ++index) {
    const auto capacity = class_capacity(index);
    REQUIRE(capacity > previous);
    REQUIRE(size_class(capacity) == index);
    REQUIRE(size_class(previous + 1) == index);
    previous = capacity;
  }
}

}  // namespace evograd::host
