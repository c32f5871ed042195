// One run on processes in network namespaces, which tests/network/spaces.py joins over veth, with latency and loss.

#include <string>

#include "tests/catch.hpp"
#include "tests/integration/teams.hpp"

using Catch::Matchers::ContainsSubstring;
using namespace evograd::test;

namespace {

const std::string kSpaces = EVOGRAD_SOURCE_FOLDER "/tests/network/spaces.py";

bool no_spaces() {
  const auto check = shell(kSpaces + " check");
  if (check.exit_code != 0) WARN("skipped: " << check.out << check.err);
  return check.exit_code != 0;
}

/// Namespaces for as long as the scope lasts.
class Network {
 public:
  Network(const std::filesystem::path& folder, int size, const std::string& quality) : folder_(folder.string()) {
    const auto started = shell(kSpaces + " start " + folder_ + " " + std::to_string(size) + " " + quality);
    INFO(started.out << started.err);
    REQUIRE(started.exit_code == 0);
  }
  ~Network() { shell(kSpaces + " stop " + folder_); }
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// Starts a process in each namespace, with its output in OUT.RANK.
  std::string start(int size, const std::string& arguments, const std::filesystem::path& out) const {
    return ". " + folder_ + "/environment; export WORLD_SIZE=" + std::to_string(size) +
           " MASTER_ADDR=${ADDRESSES[0]} MASTER_PORT=29500 GLOO_SOCKET_IFNAME=eth0; for ((RANK = 0; RANK < " +
           std::to_string(size) + "; ++RANK)); do RANK=$RANK ip netns exec ${SPACES[RANK]} \"$EVOGRAD\" " + arguments +
           " >'" + out.string() + ".'$RANK 2>&1 & ids[RANK]=$!; done; ";
  }

  /// The bytes that the kernel has sent from a namespace.
  double sent(int rank) const {
    return std::stod(shell(kSpaces + " sent " + folder_ + " " + std::to_string(rank)).out);
  }

  std::string cut(int rank, const std::string& how) const {
    return kSpaces + " cut " + folder_ + " " + std::to_string(rank) + " " + how + "; ";
  }

 private:
  std::string folder_;
};

}  // namespace

TEST_CASE("processes in network namespaces, with latency and loss, give the bits of one that accumulates",
          "[distributed]") {
  if (no_spaces()) return;
  Teams teams;
  const Network network(teams.path("network"), 3, "--delay 2 --loss 2");
  for (const int size : {2, 3}) {
    const auto parts = teams.alone(teams.manifest(), "--set run.accumulate=" + std::to_string(size));
    const auto out = teams.path("spaces-" + std::to_string(size));
    const auto outcome = shell(network.start(size, "run " + teams.manifest() + " --out " + out.string(), out) + kWait);
    INFO(content_of(out.string() + ".0") << content_of(out.string() + ".1"));
    REQUIRE(outcome.exit_code == 0);
    CHECK(state_of(out) == state_of(parts));
  }
}

TEST_CASE("what a run says that it sends is what the kernel has sent", "[distributed]") {
  if (no_spaces()) return;
  Teams teams;
  const Network network(teams.path("network"), 3, "");
  const auto out = teams.path("counted");
  constexpr int steps = 40;
  const auto arguments = "run " + teams.manifest() + " --out " + out.string() +
                         " --estimator none --set run.evaluate_every=40 --set run.steps=" + std::to_string(steps);
  const auto outcome = shell(network.start(3, arguments, out) + kWait);
  INFO(content_of(out.string() + ".0"));
  REQUIRE(outcome.exit_code == 0);
  const double said = steps * summary_of(out).at("distributed").at("bytes_sent_per_step").get<double>();
  const double sent = network.sent(0);
  INFO(said << " bytes by the program's count, " << sent << " by the kernel's");
  CHECK(sent > said);
  // Frames have headers, what arrives is acknowledged, and at the start rank 0 gives its parameters to the others.
  CHECK(sent < 1.15 * said + (1 << 20));
}

TEST_CASE("a network that is cut ends all processes within the time that is given, with a sentence that names the rank",
          "[distributed]") {
  if (no_spaces()) return;
  Teams teams;
  for (const std::string how : {"", "--silent"}) {
    for (const int size : {2, 3}) {
      const int cut = size - 2;  // 0 of 2, 1 of 3
      INFO("rank " << cut << " of " << size << " " << how);
      const Network network(teams.path("network"), size, "--delay 1 --loss 1");
      const auto out = teams.path("cut-" + std::to_string(size) + how);
      // With the default of start_timeout, which is longer than the test may last.
      const auto arguments = "run " + teams.manifest() + " --out " + out.string() +
                             " --set run.steps=100000 --set run.evaluate_every=20 --set distributed.timeout=6";
      const auto outcome =
          shell(network.start(size, arguments, out) + "while [[ ! -s '" + (out / "metrics.jsonl").string() +
                "' ]]; do sleep 0.1; done; " + network.cut(cut, how) +
                "begin=$SECONDS; for id in ${ids[@]}; do wait $id; echo $?; done; echo $((SECONDS - begin))");
      std::string codes;
      for (int rank = 0; rank < size; ++rank) codes += "1\n";
      REQUIRE_THAT(outcome.out, Catch::Matchers::StartsWith(codes));
      CHECK(std::stoi(outcome.out.substr(codes.size())) <= 20);
      for (int rank = 0; rank < size; ++rank) {
        const auto told = content_of(out.string() + "." + std::to_string(rank));
        INFO("rank " << rank << ": " << told);
        // Who is cut off sees the others, or rank 0, in whose memory the processes meet.
        CHECK_THAT(told, rank == cut ? ContainsSubstring("rank " + std::to_string(cut == 0 ? 1 : 0) + " (")
                                     : ContainsSubstring("rank " + std::to_string(cut) + " ("));
        CHECK_THAT(told, ContainsSubstring("--resume"));
      }
    }
  }
}
