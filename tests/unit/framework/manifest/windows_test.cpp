// Manifests written on other systems and paths as people write them.
#include <cstdlib>

#include "framework/manifest/written_text.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::ManifestFolder;
using evograd::test::toy_tables;

namespace {

std::string report_of(const std::string& text) {
  const ManifestFolder folder;
  folder.write("m.toml", text);
  return folder.report({"m.toml"});
}

}  // namespace

TEST_CASE("Backslashes in double quotes get the remedy, whether TOML refuses them or takes them for something else",
          "[manifest]") {
  CHECK_THAT(report_of("folder = \"C:\\Users\\nora\"\n"),
             ContainsSubstring("bad TOML") && ContainsSubstring("single quotes as in 'data\\train'"));
  CHECK_THAT(report_of("folder = \"data\\train\"\n" + toy_tables),
             ContainsSubstring("m.toml:1:10: error: 'folder' is \"data\\train\", which contains a control character "
                               "(\\t)") &&
                 ContainsSubstring("single quotes"));
  CHECK_THAT(report_of("extends = \"..\\base.toml\"\n"), ContainsSubstring("control character (\\b)"));
  CHECK_THAT(report_of("folder = 'C:\\Users\\nora'\n" + toy_tables),
             ContainsSubstring("is a path of Windows") && ContainsSubstring("drive C: is /mnt/c"));
  CHECK_THAT(report_of("name = \u201cx\u201d\n"), ContainsSubstring("the quotes are typographic"));
}

TEST_CASE("A manifest may have a byte order mark and carriage returns; other encodings and files are named",
          "[manifest]") {
  std::string crlf = "\xef\xbb\xbfname = \"x\"\n" + toy_tables;
  for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2) crlf.replace(at, 1, "\r\n");
  CHECK(report_of(crlf) == "");
  std::string wide = "\xff\xfe";
  for (const char c : toy_tables) wide += {c, '\0'};
  CHECK_THAT(report_of(wide),
             ContainsSubstring("the manifest 'm.toml' is text in UTF-16") && ContainsSubstring("iconv -f utf-16"));
  CHECK_THAT(report_of("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"),
             ContainsSubstring("is a Git LFS pointer"));
}

TEST_CASE("~ is the home folder, and backslashes are slashes where only that exists", "[manifest]") {
  const ManifestFolder folder;
  folder.write("deep/file", "x");
  folder.write("back\\slash", "x");
  const char* home = std::getenv("HOME");
  const std::string before = home != nullptr ? home : "";
  setenv("HOME", "/home/nora", 1);
  const auto usable = [&](const std::string& text) { return evograd::host::usable_text(text, folder.path()); };
  CHECK(usable("~/data") == "/home/nora/data");
  CHECK(usable("~") == "/home/nora");
  CHECK(usable("~x") == "~x");
  CHECK(usable("a~/b") == "a~/b");
  CHECK(usable("deep\\file") == "deep/file");
  CHECK(usable("deep\\none") == "deep\\none");
  CHECK(usable("back\\slash") == "back\\slash");

  folder.write("m.toml", "folder = '~/data'\n" + toy_tables);
  CHECK(folder.load({"m.toml"}).folder == "/home/nora/data");
  folder.write("child.toml", "extends = 'deep\\base.toml'\n");
  folder.write("deep/base.toml", toy_tables);
  CHECK(folder.report({"child.toml"}) == "");
  setenv("HOME", before.c_str(), 1);
}
