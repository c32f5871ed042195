#include "framework/compare/cell_process.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string_view>
#include <thread>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

namespace process = boost::process;
using std::chrono::milliseconds;

/// The prefixes of the variables that say which of how many processes of one run this is.
constexpr std::array<std::string_view, 14> kRanks{
    "RANK=",           "WORLD_SIZE=",  "LOCAL_RANK=",   "LOCAL_WORLD_SIZE=", "GROUP_RANK=",   "MASTER_ADDR=",
    "MASTER_PORT=",    "TORCHELASTIC", "SLURM_PROCID=", "SLURM_NTASKS=",     "SLURM_NPROCS=", "SLURM_LOCALID=",
    "OMPI_COMM_WORLD", "PMI"};

process::environment environment_of_one_process() {
  process::environment environment = boost::this_process::environment();
  for (const auto& entry : boost::this_process::environment()) {
    const auto name = entry.get_name() + "=";
    if (std::any_of(kRanks.begin(), kRanks.end(), [&](auto prefix) { return name.starts_with(prefix); })) {
      environment.erase(entry.get_name());
    }
  }
  return environment;
}

/// Whether the process has said that it was signalled: a second signal would end it without a checkpoint.
bool is_stopping(const std::filesystem::path& log) {
  std::ifstream stream(log, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return text.find("stopping after this step") != std::string::npos;
}

constexpr milliseconds kOthersSignal{500};  ///< within which a signal to all processes has reached each

}  // namespace

ProcessEnd run_cell_process(const std::vector<std::string>& arguments, const std::filesystem::path& log,
                            const std::function<bool()>& stop, const std::function<bool()>& abandon) {
  const auto parent = getpid();
  // Called between fork() and exec().
  const auto end_with_parent = [parent](auto&) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(1);
  };
  try {
    // The same program that is running now, even if its file has been replaced since.
    process::child child("/proc/self/exe", process::args(arguments), environment_of_one_process(),
                         (process::std_out & process::std_err) > log.string(), process::std_in < process::null,
                         process::extend::on_exec_setup = end_with_parent);
    ProcessEnd end;
    milliseconds pause(2);
    milliseconds since_stop(0);
    bool told = false;
    std::error_code ignored;
    while (child.running(ignored)) {
      if (!end.asked && abandon()) {
        end.asked = true;
        kill(child.id(), SIGKILL);
      } else if (stop()) {
        if (!told && since_stop >= kOthersSignal) {
          told = end.asked = true;
          if (!is_stopping(log)) kill(child.id(), SIGTERM);
        }
        since_stop += pause;
      }
      std::this_thread::sleep_for(pause);
      pause = std::min(2 * pause, milliseconds(50));
    }
    end.killed = !end.asked && WIFSIGNALED(child.native_exit_code());
    return end;
  } catch (const process::process_error& error) {
    throw Error(log.string(), "the process of this run could not be started: " + error.code().message(),
                "check free memory, free space and permissions");
  }
}

}  // namespace evograd::host
