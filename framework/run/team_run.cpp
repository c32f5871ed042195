#include "framework/run/team_run.hpp"

#include <fmt/core.h>

#include <csignal>
#include <exception>

#include "evograd/error.hpp"
#include "evograd/message_receiver.hpp"
#include "framework/distributed/agreement.hpp"
#include "framework/errors/reason.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/run/follow_run.hpp"
#include "framework/threads/thread_choice.hpp"

namespace evograd::host {
namespace {

/// Passes on what a process other than rank 0 has to say: warnings and errors, with its rank.
class FollowerLog : public logging::Receiver {
 public:
  explicit FollowerLog(int rank) : rank_(rank) {}

  bool reads(logging::Level level) const override { return level >= logging::Level::warning; }
  void message(logging::Level level, std::string_view text) override {
    if (reads(level) && scope_.before()) scope_.before()->message(level, fmt::format("rank {}: {}", rank_, text));
  }

 private:
  int rank_;
  logging::ReceiverScope scope_{*this};
};

std::optional<FoundCheckpoint> checkpoint_of_leader(const std::filesystem::path& folder, std::int64_t step) {
  if (step < 0) return std::nullopt;
  auto found = CheckpointFolder(folder / RunFolder::kCheckpoints).newest();
  if (found && found->checkpoint.state.at("step") == step) return found;
  throw Error(folder.string(),
              found ? fmt::format("has a checkpoint of step {}, but rank 0 resumes from step {}",
                                  found->checkpoint.state.at("step").get<std::int64_t>(), step)
                    : fmt::format("has no checkpoint, but rank 0 resumes from one of step {}", step),
              "all machines need to see the run's folder under the same path");
}

RunOutcome follow(ResolvedManifest manifest, const Launch& launch, Team& team, torch::Device device) {
  const FollowerLog log(launch.rank);
  const auto start = Json::parse(team.exchange("").front());
  RunOutcome outcome;
  if (start.at("finished").get<bool>()) return outcome;
  const auto folder = start.at("folder").get<std::string>();
  const auto found = checkpoint_of_leader(folder, start.at("step").get<std::int64_t>());
  manifest.run.options.device = device.str();
  Session session(manifest, found ? Pretrain::never : Pretrain::as_manifest_says, &team);
  outcome.signal = follow_run(manifest, session, team, found);
  return outcome;
}

}  // namespace

std::string starting_point(const RunFolder& folder, const std::optional<FoundCheckpoint>& found, bool finished) {
  const Json start = {{"folder", std::filesystem::absolute(folder.path()).string()},
                      {"step", found ? found->checkpoint.state.at("step").get<std::int64_t>() : -1},
                      {"finished", finished}};
  return start.dump();
}

RunOutcome execute_team_run(const ResolvedManifest& shared, const RunRequest& request, const Launch& launch) {
  auto manifest = shared;
  manifest.processes = launch.size;
  share_cores(launch.local_size);
  const auto& word = manifest.run.options.device;
  const bool own_gpu = launch.local_rank > 0 && (word == "cuda" || (word == "auto" && choose_device(word).is_cuda()));
  const auto device = choose_device(own_gpu ? fmt::format("cuda:{}", launch.local_rank) : word);
  // Kept if the run fails: its threads may wait for processes that do not answer.
  auto team = make_team(launch, manifest.distributed.options, device);
  try {
    require_agreement(*team, manifest, device);
    logging::debug(fmt::format("rank {} of {}, started by {}", launch.rank, launch.size, launch.launcher));
    auto outcome = launch.rank == 0 ? lead_run(manifest, request, team.get()) : follow(manifest, launch, *team, device);
    team->finish();
    return outcome;
  } catch (...) {
    const auto why = reason(std::current_exception());
    // A launcher that ends all processes must not keep this one from saying why it ends, a second or two from now.
    std::signal(SIGTERM, SIG_IGN);
    team->leave(why.substr(0, why.find('\n')));
    [[maybe_unused]] auto* const kept = team.release();
    throw Error(fmt::format("rank {}", launch.rank), why);
  }
}

}  // namespace evograd::host
