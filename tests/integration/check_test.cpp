// `evograd check` as its users run it: on what ships, on components with one defect each, and on hostile files.

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kBinaries = EVOGRAD_BINARY_FOLDER;
const fs::path kBadPlugins = kBinaries / "tests" / "bad_plugins";

Outcome check(const std::string& arguments) { return evograd::test::evograd("check -j2 " + arguments); }

/// What the checks find in the files.
Json findings(const std::string& arguments) {
  const ScratchFolder scratch;
  const auto file = scratch / "findings.json";
  const auto outcome = check(arguments + " --json " + file.string());
  INFO(outcome.err);
  REQUIRE(fs::exists(file));
  return Json::parse(content_of(file))["findings"];
}

bool bad(const Json& finding) {
  return std::set<std::string>{"FAIL", "CRASH", "EXIT", "HANG"}.contains(finding["status"]);
}

/// The checks that fail, by component.
std::map<std::string, std::set<std::string>> failures(const Json& findings) {
  std::map<std::string, std::set<std::string>> all;
  for (const auto& finding : findings) {
    auto& failed = all[finding["component"]];
    if (bad(finding)) failed.insert(finding["check"]);
  }
  return all;
}

std::string with_dash(std::string id) {
  id[id.find('/')] = '-';
  return id;
}

std::vector<std::string> check_ids() {
  std::vector<std::string> ids;
  for (const auto& check : Json::parse(evograd::test::evograd("check --list-json").out)) ids.push_back(check["check"]);
  return ids;
}

}  // namespace

TEST_CASE("every check of components catches its defect, and only that") {
  std::map<std::string, std::set<std::string>> failed;
  for (const char* name : {"bad_estimators.so", "bad_backbones.so", "bad_tasks.so"}) {
    failed.merge(failures(findings((kBadPlugins / name).string() + " --timeout 20")));
  }
  for (const auto& id : check_ids()) {
    if (id.starts_with("plugin/")) continue;
    INFO("tests/bad_plugins needs a component " << with_dash(id) << " with the defect that " << id << " is there for");
    CHECK(failed[with_dash(id)] == std::set<std::string>{id});
  }
  CHECK(failed["estimator-resume-unwritten"] == std::set<std::string>{"estimator/resume"});
  for (const char* good : {"good-estimator", "good-backbone", "good-task"}) CHECK(failed[good].empty());
}

TEST_CASE("every check of libraries catches its defect, and only that") {
  for (const auto& id : check_ids()) {
    if (!id.starts_with("plugin/") || id == "plugin/loads") continue;
    const auto file = kBadPlugins / (with_dash(id) + ".so");
    INFO("the library with the defect that " << id << " is there for: " << file);
    REQUIRE(fs::exists(file));
    CHECK(failures(findings(file.string() + " --strict"))[""] == std::set<std::string>{id});
  }
}

TEST_CASE("what the host refuses to load fails the check of loading") {
  for (const char* name : {"bad_default", "foreign_sdk", "foreign_torch", "malformed_stamp", "no_entry", "no_stamp",
                           "stamp_twice", "throws_in_entry", "throws_in_static_initialiser", "undefined_symbol"}) {
    INFO(name);
    CHECK(failures(findings((kBadPlugins / name).string() + ".so --only plugin/loads"))[""].size() == 1);
  }
}

TEST_CASE("a plugin of another build is warned of or refused, with the remedy") {
  struct Case {
    std::string field, instead, status, message;
  };
  const ScratchFolder scratch;
  const auto whole = content_of(kBinaries / "plugins" / "none.so");
  const auto stamp = whole.find("EVOGRAD-STAMP/1 ");
  REQUIRE(stamp != std::string::npos);
  const auto of_host = [&](const std::string& field) {  // which was built as this plugin was
    const auto at = whole.find(field, stamp) + field.size();
    return whole.substr(at, whole.find(' ', at) - at);
  };
  const auto other_torch = "9" + of_host("torch=").substr(1);
  for (const auto& [field, instead, status, message] :
       {Case{"compiler=", "compiler=gcc-9 ", "warn", "was compiled by gcc-9, this host by "},
        Case{"compiler=", "compiler=clan-9", "FAIL", "was compiled by clan-9, this host by "},
        Case{"build=", "build=other", "warn", "has build type other, this host build type " + of_host("build=")},
        Case{"sdk=", "sdk=0.9.0", "FAIL", "was built for SDK 0.9.0, this host has SDK"},
        Case{"torch=", "torch=" + other_torch, "FAIL", "was built for torch " + other_torch + ", this host runs torch"},
        Case{"stdlib=", "stdlib=libc++         ", "FAIL", "was built with standard library libc++, this host with"},
        Case{"san=", "san=tsan", "FAIL", "was built with sanitizer tsan, this host with " + of_host("san=")}}) {
    auto other = whole;
    const auto at = whole.find(field, stamp);
    const auto length = whole.find(' ', at) - at;
    auto padded = instead;
    padded.resize(length, ' ');
    INFO(field << " becomes " << padded);
    other.replace(at, length, padded);
    const auto file = scratch.write("other.so", other);
    const auto finding = findings("--only plugin/loads " + file.string())[0];
    CHECK(finding["status"] == status);
    CHECK_THAT(std::string(finding["message"]), ContainsSubstring(message));
    if (status == "FAIL")
      CHECK_THAT(std::string(finding["message"]), ContainsSubstring("rebuild the plugin against this SDK"));
  }
}

TEST_CASE("a crash, an exit and a hang are findings") {
  const auto processes = (kBadPlugins / "bad_processes.so").string();
  const auto only = " --only estimator/finite --timeout 2 --component ";
  const auto crash = findings(processes + only + "crashes")[0];
  CHECK(crash["status"] == "CRASH");
  CHECK_THAT(std::string(crash["message"]), ContainsSubstring("Segmentation fault"));
  const auto exit = findings(processes + only + "exits")[0];
  CHECK(exit["status"] == "EXIT");
  CHECK_THAT(std::string(exit["message"]), ContainsSubstring("exit code 3"));
  CHECK_THAT(std::string(exit["output"]), ContainsSubstring("bye"));
  const auto hang = findings(processes + only + "hangs")[0];
  CHECK(hang["status"] == "HANG");
  CHECK(hang["seconds"] < 10);
}

TEST_CASE("a failure names the contract and the line that repeats it in one process") {
  const auto outcome = check((kBadPlugins / "bad_estimators.so").string() +
                             " --component estimator-scale --only estimator/scale --reproduce 5");
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.out, ContainsSubstring("is 2 times as long"));
  CHECK_THAT(outcome.out, ContainsSubstring("contract: "));
  const std::string again = "again: evograd ";
  const auto begin = outcome.out.find(again);
  REQUIRE(begin != std::string::npos);
  const auto line = outcome.out.substr(begin + again.size(), outcome.out.find('\n', begin) - begin - again.size());
  CHECK_THAT(line, ContainsSubstring("--reproduce 5 --in-process"));
  const auto repeated = evograd::test::evograd(line);
  CHECK(repeated.exit_code == 1);
  CHECK_THAT(repeated.out, ContainsSubstring("is 2 times as long"));
}

TEST_CASE("findings are written for other programs") {
  const ScratchFolder scratch;
  const auto file = scratch / "findings.xml";
  check((kBadPlugins / "bad_estimators.so").string() + " --component estimator-finite --only estimator/finite" +
        " --junit " + file.string());
  const auto xml = content_of(file);
  CHECK_THAT(xml, ContainsSubstring("<testsuite name=\"bad_estimators.so.estimator-finite\">"));
  CHECK_THAT(xml, ContainsSubstring("<failure type=\"FAIL\" message=\"the value is not finite at step 13\">"));
}

TEST_CASE("what is asked of the checks is checked") {
  const auto plugin = (kBinaries / "plugins" / "none.so").string();
  const auto unknown = check(plugin + " --only estimator/finit");
  CHECK(unknown.exit_code != 0);
  CHECK_THAT(unknown.err,
             ContainsSubstring("there is no check named 'estimator/finit'") && ContainsSubstring("estimator/finite"));
  CHECK_THAT(check("").err, ContainsSubstring("no plugin given"));
  CHECK_THAT(check(plugin + " --component nobody --only estimator").err, ContainsSubstring("nothing was checked"));
  const auto missing = check("/nowhere/some.so " + plugin + " /nowhere/other.so");
  CHECK(missing.exit_code == 2);
  CHECK_THAT(missing.err, ContainsSubstring("/nowhere/some.so, /nowhere/other.so does not exist"));
  CHECK(missing.out.empty());
}

TEST_CASE("a plugin cut off anywhere is refused with a sentence") {
  const ScratchFolder scratch;
  const auto whole = content_of(kBinaries / "plugins" / "none.so");
  REQUIRE(whole.size() > 20000);
  // Pages, but no more than forty: sanitizers make a plugin large and a process slow.
  const auto step = std::max<std::size_t>(4096, whole.size() / 40);
  for (std::size_t size = 0; size < whole.size(); size += step) {
    const auto file = scratch.write("cut.so", whole.substr(0, size));
    const auto outcome = evograd::test::evograd("check --level 1 " + file.string());
    INFO(size << " bytes: " << outcome.out << outcome.err);
    CHECK(outcome.exit_code == 1);
    CHECK_THAT(outcome.out, ContainsSubstring(size == 0 ? "is not an evograd plugin" : "is truncated or damaged"));
    const auto unprotected = evograd::test::evograd("check --level 1 --in-process " + file.string());
    CHECK(unprotected.exit_code == 1);  // no signal
  }
}

TEST_CASE("a stamp of random bytes is refused with a sentence, or does no harm") {
  const ScratchFolder scratch;
  const auto whole = content_of(kBinaries / "plugins" / "none.so");
  const auto stamp = whole.find("EVOGRAD-STAMP/1 ");
  REQUIRE(stamp != std::string::npos);
  std::uint64_t state = 1;
  const auto random = [&] { return state = state * 6364136223846793005u + 1442695040888963407u, state >> 33; };
  for (int round = 0; round < 25; ++round) {
    auto damaged = whole;
    for (std::uint64_t i = 0, count = 1 + random() % 8; i < count; ++i) {
      damaged[stamp + random() % 120] = static_cast<char>(random());
    }
    const auto file = scratch.write("damaged.so", damaged);
    const auto outcome = evograd::test::evograd("check --level 1 --only plugin/loads " + file.string());
    INFO(round << ": " << outcome.out << outcome.err);
    CHECK((outcome.exit_code == 0 || outcome.exit_code == 1));
    CHECK_THAT(outcome.out, !ContainsSubstring("CRASH") && ContainsSubstring("1 checks: "));
  }
}

TEST_CASE("links that go round and files that are none are refused with a sentence") {
  const ScratchFolder scratch;
  fs::create_symlink(scratch / "b.so", scratch / "a.so");
  fs::create_symlink(scratch / "a.so", scratch / "b.so");
  CHECK_THAT(check("--level 1 " + (scratch / "a.so").string()).out,
             ContainsSubstring("cannot be read: Too many levels"));
  fs::create_directory(scratch / "folder.so");
  CHECK_THAT(check("--level 1 " + (scratch / "folder.so").string()).out, ContainsSubstring("must be a regular file"));
  CHECK_THAT(check("--level 1 /dev/zero").out, ContainsSubstring("must be a regular file"));
}

TEST_CASE("what ships passes all checks") {
  std::string files;
  for (const auto& file : fs::directory_iterator(kBinaries / "plugins")) {
    if (file.path().extension() == ".so") files += file.path().string() + " ";
  }
  const auto outcome = check("--strict " + files);
  INFO(outcome.out);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, ContainsSubstring(" 0 failed"));
}

TEST_CASE("a device that is not there is an error of the command, not of each check") {
  const auto outcome = check((kBinaries / "plugins" / "none.so").string() + " --device cuda:99");
  CHECK(outcome.exit_code != 0);
  CHECK_THAT(outcome.err, ContainsSubstring("--device: is \"cuda:99\", but LibTorch finds "));
  CHECK(outcome.out.empty());
}
