#include "framework/files/create_once.hpp"

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

using evograd::host::create_once;
using evograd::test::content_of;
using evograd::test::ScratchFolder;

TEST_CASE("a file is created once, with all of its bytes, and nothing else is left") {
  const ScratchFolder scratch;
  CHECK(create_once(scratch / "one", "first"));
  CHECK_FALSE(create_once(scratch / "one", "second"));
  CHECK(content_of(scratch / "one") == "first");
  const std::filesystem::directory_iterator files(scratch.path());
  CHECK(std::distance(begin(files), end(files)) == 1);
}

TEST_CASE("of several that create the same file at the same time exactly one succeeds") {
  const ScratchFolder scratch;
  for (int round = 0; round < 50; ++round) {
    const auto file = scratch / std::to_string(round);
    std::atomic<int> created = 0;
    std::atomic<bool> begin = false;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        while (!begin) std::this_thread::yield();
        if (create_once(file, std::string(100, static_cast<char>('a' + i)))) ++created;
      });
    }
    begin = true;
    threads.clear();
    CHECK(created == 1);
    const auto content = content_of(file);
    CHECK(content == std::string(100, content.at(0)));
  }
}

TEST_CASE("a file that cannot be created is an error with the reason") {
  const ScratchFolder scratch;
  CHECK_THROWS_WITH(create_once(scratch / "missing/one", "x"),
                    Catch::Matchers::ContainsSubstring("cannot be created: No such file"));
}
