#include "framework/files/appended_file.hpp"

#include "evograd/error.hpp"
#include "framework/files/file_lock.hpp"
#include "framework/files/json.hpp"
#include "framework/files/write_durably.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::ManifestFolder;

namespace {}  // namespace

TEST_CASE("an appended file is there at once, and is cut to where it goes on") {
  const ManifestFolder folder;
  const auto path = folder.path() / "lines";
  {
    AppendedFile file(path, 0);
    file.append("one\n");
    CHECK(content_of(path) == "one\n");
    file.append("two\n");
    file.sync();
    CHECK(file.size() == 8);
  }
  AppendedFile again(path, 4);
  CHECK(content_of(path) == "one\n");
  again.append("2\n");
  CHECK(content_of(path) == "one\n2\n");
  CHECK(AppendedFile(path, 1000).size() == 6);
  CHECK_THROWS_WITH(AppendedFile(folder.path() / "no" / "lines", 0),
                    ContainsSubstring("cannot be opened: No such file or directory"));
}

TEST_CASE("a file that cannot be written to its end is not there, and the one before it is") {
  const ManifestFolder folder;
  const auto path = folder.path() / "file";
  write_durably(path, "before");
  CHECK_THROWS_WITH(write_durably(path,
                                  [](const ByteSink& sink) {
                                    sink("half");
                                    throw Error("", "stops here");
                                  }),
                    ContainsSubstring("stops here"));
  CHECK(content_of(path) == "before");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "file.tmp"));
  CHECK_THROWS_WITH(write_durably("/dev/full/x", "text"), ContainsSubstring("could not be written"));
}

TEST_CASE("a lock that is taken is seen without waiting") {
  const ManifestFolder folder;
  const auto path = folder.path() / "lock";
  {
    const auto first = FileLock::if_free(path);
    REQUIRE(first);
    CHECK_FALSE(FileLock::if_free(path));
    CHECK(std::filesystem::exists(path));
  }
  CHECK(FileLock::if_free(path));
}

TEST_CASE("numbers keep their bits in JSON, also those that are not finite") {
  for (const double number : {0.1 + 0.2, -0.0, 5e-324, 1e308, std::numeric_limits<double>::infinity(),
                              -std::numeric_limits<double>::infinity()}) {
    const auto read = exact_number(Json::parse(exact_json(number).dump()));
    CHECK(read == number);
    CHECK(std::signbit(read) == std::signbit(number));
  }
  CHECK(std::isnan(exact_number(Json::parse(exact_json(std::nan("")).dump()))));
}
