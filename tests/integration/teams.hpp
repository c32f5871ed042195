#pragma once

#include <filesystem>
#include <string>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"
#include "tests/integration/small_run.hpp"

namespace evograd::test {

/// Where the processes of a run on this machine meet.
inline const std::string kMeet = "export MASTER_ADDR=127.0.0.1 MASTER_PORT=$((20000 + RANDOM % 12000)); ";

/// Starts `size` processes of `arguments` as torchrun does, each with its output in OUT.RANK; $RANK is the rank.
inline std::string start(int size, const std::string& arguments, const std::filesystem::path& out) {
  return kMeet + "for ((RANK = 0; RANK < " + std::to_string(size) +
         "; ++RANK)); do RANK=$RANK WORLD_SIZE=" + std::to_string(size) + " \"$EVOGRAD\" " + arguments + " >'" +
         out.string() + ".'$RANK 2>&1 & ids[RANK]=$!; done; ";
}

/// Waits for all of them; the exit status is the highest.
inline const std::string kWait =
    "worst=0; for id in ${ids[@]}; do wait $id || worst=$((worst > $? ? worst : $?)); done; exit $worst";

/// Runs of one process and of several, each in a folder of its own.
class Teams {
 public:
  Teams() { scratch_.write("small.toml", small_manifest); }

  std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
  std::string manifest() const { return path("small.toml").string(); }
  std::string write(const std::string& name, const std::string& text) const {
    return scratch_.write(name, text).string();
  }

  /// A run of one process; its folder.
  std::filesystem::path alone(const std::string& manifest, const std::string& more) {
    const auto out = path("alone-" + std::to_string(++number_));
    const auto outcome = test::evograd("run " + manifest + " --out " + out.string() + " " + more);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    return out;
  }

  /// A run of `size` processes; its folder.
  std::filesystem::path together(int size, const std::string& manifest, const std::string& more) {
    const auto out = path("team-" + std::to_string(++number_));
    const auto outcome = shell(start(size, "run " + manifest + " --out " + out.string() + " " + more, out) + kWait);
    INFO(content_of(out.string() + ".0") << content_of(out.string() + ".1"));
    REQUIRE(outcome.exit_code == 0);
    CHECK(content_of(out.string() + ".1").empty());  // rank 0 alone tells how it goes
    return out;
  }

 private:
  ScratchFolder scratch_;
  int number_ = 0;
};

}  // namespace evograd::test
