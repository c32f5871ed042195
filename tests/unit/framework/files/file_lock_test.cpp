#include "framework/files/file_lock.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "framework/pretrain/cache_folder.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"
#include "tests/unit/framework/pretrain/environment.hpp"

using evograd::host::cache_folder;
using evograd::host::FileLock;
using evograd::test::ManifestFolder;
using evograd::test::Variable;

TEST_CASE("Only one holds the lock at a time, and its file goes with the last", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.pt.lock";
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> turns = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 50; ++turn) {
        const FileLock lock(file);
        most = std::max<int>(most, ++inside);
        std::this_thread::yield();
        --inside;
        ++turns;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(most == 1);
  CHECK(turns == 200);
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("A lock file that was left behind is in nobody's way", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.write("kept.pt.lock", "");
  bool waited = false;
  {
    const FileLock lock(file, [&] { waited = true; });
  }
  CHECK_FALSE(waited);
  CHECK_THROWS_WITH(FileLock(folder.path() / "gone" / "lock"),
                    Catch::Matchers::ContainsSubstring("cannot be created: No such file or directory"));
}

TEST_CASE("Another process's lock is seen, and is free once that process is killed", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "lock";
  std::array<int, 2> held{};
  REQUIRE(pipe(held.data()) == 0);
  const auto process = fork();
  REQUIRE(process >= 0);
  if (process == 0) {
    try {
      const FileLock lock(file);
      if (write(held[1], "!", 1) == 1) pause();
    } catch (...) {
    }
    _exit(1);
  }
  close(held[1]);
  char byte = 0;
  REQUIRE(read(held[0], &byte, 1) == 1);
  CHECK_FALSE(FileLock::if_free(file));
  kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
  CHECK(FileLock::if_free(file));
  close(held[0]);
}

TEST_CASE("The cache folder is where the environment says", "[pretrain]") {
  const Variable home("HOME", "/home/somebody");
  const Variable shared("XDG_CACHE_HOME", "/var/cache/somebody");
  {
    const Variable own("EVOGRAD_CACHE", "/scratch/evograd");
    CHECK(cache_folder() == "/scratch/evograd");
  }
  const Variable own("EVOGRAD_CACHE", std::nullopt);
  CHECK(cache_folder() == "/var/cache/somebody/evograd");
  {
    const Variable relative("XDG_CACHE_HOME", "cache");
    CHECK(cache_folder() == "/home/somebody/.cache/evograd");
    const Variable nobody("HOME", std::nullopt);
    CHECK_THROWS_WITH(cache_folder(), Catch::Matchers::StartsWith("EVOGRAD_CACHE: is not set"));
  }
}
