#include "evograd/system_data.hpp"

#include <cstdlib>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;

TEST_CASE("shared data is found along XDG_DATA_DIRS, and below /usr/share else") {
  const char* set = std::getenv("XDG_DATA_DIRS");
  const std::string before = set ? set : "";
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "b" / "some-data");
  setenv("XDG_DATA_DIRS", ("relative:" + (folder.path() / "a").string() + ":" + (folder.path() / "b").string()).c_str(),
         1);
  CHECK(system_data("some-data") == folder.path() / "b" / "some-data");
  CHECK(system_data("other-data") == "/usr/share/other-data");
  unsetenv("XDG_DATA_DIRS");
  CHECK(system_data("some-data") == "/usr/share/some-data");
  if (set) setenv("XDG_DATA_DIRS", before.c_str(), 1);
}
