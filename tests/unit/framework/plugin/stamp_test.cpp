#include "framework/plugin/stamp.hpp"

#include <torch/version.h>

#include "framework/plugin/compatibility.hpp"
#include "framework/plugin/plugin_error.hpp"
#include "framework/plugin/sha256.hpp"
#include "tests/catch.hpp"
#include "tests/support/small_elf.hpp"

using namespace evograd::host;
using namespace std::string_literals;
using evograd::test::small_elf;

namespace {

const std::string text =
    "EVOGRAD-STAMP/1 sdk=0.2.0 torch=1.13.1 stdlib=libstdc++/cxx11 compiler=gcc-12 cxx=202002L build=release san=none "
    "plugin=evograd@0.2.0;";

/// `text` with `from` replaced by `to`.
Stamp changed(const std::string& from, const std::string& to) {
  auto copy = text;
  return parse_stamp(copy.replace(copy.find(from), from.size(), to));
}

using Sentences = std::vector<std::string>;

}  // namespace

TEST_CASE("A stamp's fields are read", "[plugin]") {
  const auto stamp = parse_stamp(text);
  CHECK(stamp.sdk == Version{0, 2, 0});
  CHECK(stamp.torch == Version{1, 13, 1});
  CHECK(stamp.standard_library == "libstdc++/cxx11");
  CHECK(stamp.compiler == "gcc-12");
  CHECK(stamp.build == "release");
  CHECK(stamp.sanitizer == "none");
  CHECK(stamp.plugin_name == "evograd");
  CHECK(stamp.plugin_version == "0.2.0");
  CHECK(host_stamp().torch == Version{TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR, TORCH_VERSION_PATCH});
}

TEST_CASE("A stamp without a field or with a bad one cannot be parsed", "[plugin]") {
  CHECK_THROWS_WITH(changed(" torch=1.13.1", ""), "its stamp is malformed: it has no field 'torch'");
  CHECK_THROWS_WITH(changed("1.13.1", "1.13"), "its stamp is malformed: torch=1.13 is not a version such as 1.2.3");
  CHECK_THROWS_WITH(changed("evograd@0.2.0", "evograd"), "its stamp is malformed: plugin=evograd is not name@version");
}

TEST_CASE("Stamps are found anywhere in a file, equal ones once", "[plugin]") {
  const auto noise = "ELF\0\1\2EVOGRAD-STAMP/1 \0; EVOGRAD-STAMP"s;
  CHECK(find_stamps(noise).empty());
  CHECK(find_stamps(noise + text + noise + text) == Sentences{text});
  CHECK(find_stamps(text + "EVOGRAD-STAMP/1 x=y;").size() == 2);
  CHECK(find_stamps("EVOGRAD-STAMP/1 cut off").empty());
}

TEST_CASE("A stamp counts where the dynamic linker would map it", "[plugin]") {
  using Catch::Matchers::ContainsSubstring;
  CHECK(stamp_of("x.so", small_elf("\0\1"s + text + "\0"s)).text == text);
  CHECK_THROWS_WITH(stamp_of("x.so", small_elf("code", text)), ContainsSubstring("it has no stamp"));
  CHECK_THROWS_WITH(stamp_of("x.so", small_elf(text + "EVOGRAD-STAMP/1 x=y;")), ContainsSubstring("was linked twice"));
  CHECK_THROWS_WITH(stamp_of("x.so", text),
                    "x.so is not an evograd plugin\n  note: it is not an ELF library\n"
                    "  help: give the .so file that evograd_add_plugin(…) built");
  CHECK_THROWS_WITH(stamp_of("x.so", small_elf(text).substr(0, 63)), ContainsSubstring("is truncated or damaged"));
}

TEST_CASE("A plugin of the same build fits without a word", "[plugin]") {
  const auto same = compare(parse_stamp(text), parse_stamp(text));
  CHECK(same.errors.empty());
  CHECK(same.warnings.empty());
}

TEST_CASE("What differs is an error or a warning, by field", "[plugin]") {
  const auto host = parse_stamp(text);
  CHECK(compare(changed("sdk=0.2.0", "sdk=0.3.0"), host).errors ==
        Sentences{"was built for SDK 0.3.0, this host has SDK 0.2.0"});
  CHECK(compare(changed("sdk=0.2.0", "sdk=0.2.7"), host).errors.empty());
  CHECK(compare(changed("1.13.1", "2.1.0"), host).errors ==
        Sentences{"was built for torch 2.1.0, this host runs torch 1.13.1"});
  CHECK(compare(changed("1.13.1", "1.13.0"), host).errors.empty());
  CHECK(compare(changed("1.13.1", "1.13.0"), host).warnings ==
        Sentences{"was built for torch 1.13.0, this host runs torch 1.13.1"});
  CHECK(compare(changed("cxx11", "old"), host).errors ==
        Sentences{"was built with standard library libstdc++/old, this host with libstdc++/cxx11"});
  CHECK(compare(changed("san=none", "san=address"), host).errors ==
        Sentences{"was built with sanitizer address, this host with none"});
  CHECK(compare(changed("gcc-12", "clang-14"), host).errors ==
        Sentences{"was compiled by clang-14, this host by gcc-12"});
  CHECK(compare(changed("gcc-12", "gcc-13"), host).warnings ==
        Sentences{"was compiled by gcc-13, this host by gcc-12"});
  CHECK(compare(changed("release", "debug"), host).warnings ==
        Sentences{"has build type debug, this host build type release"});
}

TEST_CASE("From SDK 1.0 on an older minor version fits and a newer one does not", "[plugin]") {
  const auto host = changed("sdk=0.2.0", "sdk=1.2.0");
  CHECK(compare(changed("sdk=0.2.0", "sdk=1.1.0"), host).errors.empty());
  CHECK(compare(changed("sdk=0.2.0", "sdk=1.3.0"), host).errors.size() == 1);
  CHECK(compare(changed("sdk=0.2.0", "sdk=2.0.0"), host).errors.size() == 1);
}

TEST_CASE("SHA-256 is that of FIPS 180-2", "[plugin]") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
