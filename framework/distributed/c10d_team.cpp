// Processes that meet in a TCPStore and talk through c10d: Gloo, or NCCL where this LibTorch has it.

#include <fmt/core.h>
#include <torch/torch.h>
#include <torch/version.h>
#include <unistd.h>

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "framework/distributed/patient_call.hpp"
#include "framework/distributed/rank_watch.hpp"
#include "framework/distributed/stores.hpp"
#include "framework/distributed/team.hpp"
#include "framework/process/host_name.hpp"

namespace evograd::host {
namespace {

using std::chrono::milliseconds;
#if TORCH_VERSION_MAJOR >= 2
using Collectives = c10d::Backend;
#else
using Collectives = c10d::ProcessGroup;
#endif

constexpr std::int64_t kWholeBytes = 1 << 16;  // up to here vectors are sent whole: one exchange instead of two

class C10dTeam : public Team {
 public:
  C10dTeam(const Launch& launch, const DistributedOptions& options, torch::Device device)
      : rank_(launch.rank), size_(launch.size), meeting_point_(fmt::format("{}:{}", launch.host, launch.port)) {
    const auto start = start_timeout_ = in_milliseconds(options.start_timeout);
    const auto timeout = in_milliseconds(options.timeout);
    store_ = first_store(launch, start);
    // An older attempt of the same job, which its launcher has started again, must not be taken for this one.
    const auto attempt = std::getenv("TORCHELASTIC_RESTART_COUNT");
    prefix_ = std::string("evograd/") + (attempt ? attempt : "0") + "/";
    const auto own = fmt::format("{}, process {}", host_name(), getpid());
    for (int other = 1; rank_ == 0 && other < size_; ++other) {
      watch_stores_.push_back(open_watch_store(start));
      set("watch/" + std::to_string(other), std::to_string(watch_stores_.back()->getPort()));
    }
    set("here/" + std::to_string(rank_), own);
    wait_for_all(launch, start);
    auto watched = launch;
    if (rank_ != 0) watched.port = static_cast<std::uint16_t>(std::stoi(wait_for("watch/" + std::to_string(rank_))));
    const auto shared = [stores = watch_stores_, watched, start](int rank) {
      return strings_in(stores.empty() ? open_store(watched, false, start)
                                       : stores[static_cast<std::size_t>(rank - 1)]);
    };
    watch_ = std::make_unique<RankWatch>(rank_, size_, shared, own, timeout);
    connect(launch, options, timeout, device);
  }

  ~C10dTeam() override {
    if (!broken_) return;
    // Their destructors would wait for processes that do not answer.
    collectives_.release();
    store_.release();
    for (auto& store : watch_stores_) store.release();
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  std::vector<torch::Tensor> gather(const torch::Tensor& own) override {
    const auto mine = own.detach().contiguous().to(device_);
    std::vector<std::vector<torch::Tensor>> all(1);
    for (int i = 0; i < size_; ++i) all[0].push_back(torch::empty_like(mine));
    std::vector<torch::Tensor> inputs{mine};
    count_sent(mine, size_ - 1);
    guarded([&] { return collectives_->allgather(all, inputs); });
    for (auto& one : all[0]) one = one.to(own.device());
    return std::move(all[0]);
  }

  void sum(torch::Tensor& vector) override {
    const torch::NoGradGuard no_grad;
    const bool whole = size_ == 2 || static_cast<std::int64_t>(vector.nbytes()) * (size_ - 1) <= kWholeBytes;
    auto values = vector.to(device_);
    if (whole) {
      add_in_order(gather(values), values);
    } else {
      sum_by_segments(values);
    }
    if (!values.is_same(vector)) vector.copy_(values);
  }

  void broadcast(torch::Tensor& vector) override {
    auto values = vector.to(device_);
    std::vector<torch::Tensor> tensors{values};
    guarded([&] { return collectives_->broadcast(tensors); });
    if (!values.is_same(vector)) vector.copy_(values);
  }

  std::vector<std::string> exchange(const std::string& own) override {
    const auto name = fmt::format("exchange/{}/", exchanges_++);
    set(name + std::to_string(rank_), own);
    // Rank 0 asks the store for each, the others for its list: many processes asking for many would keep it busy.
    if (rank_ != 0) return nlohmann::json::parse(wait_for(name + "all")).get<std::vector<std::string>>();
    std::vector<std::string> all;
    for (int other = 0; other < size_; ++other) all.push_back(wait_for(name + std::to_string(other)));
    set(name + "all", nlohmann::json(all).dump());
    return all;
  }

  void meet() override { exchange("."); }

  std::int64_t bytes_sent() const override { return bytes_sent_; }

  void finish() override {
    set("bye/" + std::to_string(rank_), ".");
    for (int other = 1; rank_ == 0 && other < size_; ++other) wait_for("bye/" + std::to_string(other));
  }

  void leave(const std::string& why) noexcept override {
    broken_ = true;
    watch_->leave(why);
  }

 private:
  /// The result of `use`, which gets the store; if that fails or does not answer, names the process that is lost.
  template <class Use>
  auto with_store(Use use) {
    const auto end = std::chrono::steady_clock::now() + start_timeout_;
    const auto look = [&] {
      require_all_alive();
      if (!watch_ && std::chrono::steady_clock::now() > end) throw std::runtime_error("it does not answer");
    };
    try {
      return call_patiently([store = store_, use = std::move(use)] { return use(*store); }, look);
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      if (watch_) throw lost_contact(error);
      const auto before = missing_.empty() ? "" : fmt::format(" before {} had come", missing_);
      throw failure({}, fmt::format("rank 0 at {} was lost while the processes met{}: {}", meeting_point_, before,
                                    first_line(error)));
    }
  }

  void set(const std::string& name, const std::string& text) {
    with_store([key = prefix_ + name, text](c10d::Store& store) { store.set(key, bytes(text)); });
  }

  /// The string called `name`, as soon as it is there.
  std::string wait_for(const std::string& name) {
    constexpr milliseconds shortest(1);
    constexpr milliseconds longest(200);
    for (auto pause = shortest; !is_set(name); pause = std::min(2 * pause, longest)) {
      require_all_alive();
      std::this_thread::sleep_for(pause);
    }
    const auto value = with_store([key = prefix_ + name](c10d::Store& store) { return store.get(key); });
    return {value.begin(), value.end()};
  }

  bool is_set(const std::string& name) {
    return with_store([key = prefix_ + name](c10d::Store& store) { return store.check({key}); });
  }

  void require_all_alive() {
    if (!watch_) return;
    if (const auto lost = watch_->lost(); !lost.empty()) throw failure(lost, "");
  }

  Error failure(const std::vector<std::string>& lost, const std::string& otherwise) {
    broken_ = true;
    const auto hint = "resume from the last checkpoint with --resume, with the same number of processes";
    std::string text;
    for (const auto& one : lost) text += (text.empty() ? "" : "; ") + one;
    return {"distributed", lost.empty() ? otherwise : text, hint};
  }

  Error lost_contact(const std::exception& error) {
    return failure(watch_->wait_for_lost(), "the processes have lost contact: " + first_line(error));
  }

  /// Starts a collective function and waits for it, or until another process is lost: gloo itself would wait longer.
  template <class Start>
  void guarded(Start&& start) {
    try {
      const auto work = start();
      if (!device_.is_cpu()) {
        work->wait();
        return;
      }
      while (!wait_a_while(*work)) require_all_alive();
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      throw lost_contact(error);
    }
  }

  /// Whether `work` is done; throws its exception.
  static bool wait_a_while(c10d::Work& work) {
    try {
      return work.wait(kLook);
    } catch (const std::exception&) {
      return work.isCompleted() && work.wait();  // its own exception, or the time was over
    }
  }

  /// What a ring or an exchange in pairs sends: `tensor` to `times` others.
  void count_sent(const torch::Tensor& tensor, int times) {
    bytes_sent_ += static_cast<std::int64_t>(tensor.nbytes()) * times;
  }

  static void add_in_order(const std::vector<torch::Tensor>& terms, torch::Tensor& sum) {
    torch::add_out(sum, terms.front(), 0);  // to zeros: −0 becomes 0, as where a process adds its parts itself
    for (std::size_t i = 1; i < terms.size(); ++i) sum.add_(terms[i]);
  }

  /// Each process sums one segment of all vectors and sends it to the others: 2P numbers for each, however many they
  /// are. Gloo needs segments of one length.
  void sum_by_segments(torch::Tensor& values) {
    const auto length = (values.numel() + size_ - 1) / size_;
    auto padded = values;
    if (length * size_ != values.numel()) {
      padded = torch::zeros({length * size_}, values.options());
      padded.slice(0, 0, values.numel()).copy_(values);
    }
    std::vector<std::int64_t> counts(static_cast<std::size_t>(size_), length);
    auto segments = torch::empty_like(padded);
    guarded([&] { return collectives_->alltoall_base(segments, padded, counts, counts); });
    auto sum = torch::empty({length}, values.options());
    add_in_order(segments.split(length), sum);
    count_sent(sum, 2 * (size_ - 1));  // segments of others before, sums now
    auto copies = sum.repeat({size_});
    guarded([&] { return collectives_->alltoall_base(padded, copies, counts, counts); });
    if (!padded.is_same(values)) values.copy_(padded.slice(0, 0, values.numel()));
  }

  void wait_for_all(const Launch& launch, milliseconds start) {
    const auto end = std::chrono::steady_clock::now() + start;
    const auto have_not_come = [&](const std::string& who) {
      broken_ = true;
      return Error(
          "distributed",
          fmt::format("{} of {} processes {} not come to {}:{} within {} s", who, size_,
                      who.starts_with("ranks") ? "have" : "has", launch.host, launch.port, start.count() / 1000),
          "look at the output of these processes; [distributed] start_timeout is the time to wait");
    };
    // Rank 0 looks for each, the others for what it has found.
    std::vector<int> missing;
    for (int other = 1; rank_ == 0 && other < size_; ++other) missing.push_back(other);
    for (auto pause = milliseconds(20); true; pause = std::min(2 * pause, kLook)) {
      if (rank_ == 0) {
        std::erase_if(missing, [&](int other) { return is_set("here/" + std::to_string(other)); });
        if (missing.empty()) return set("met", ".");
        if (std::chrono::steady_clock::now() < end) {
          set("missing", ranks(missing));
        } else {
          set("gave up", ".");
          std::this_thread::sleep_for(5 * kLook);  // in which the others read it
          throw have_not_come(ranks(missing));
        }
      } else {
        if (is_set("met")) return;
        if (is_set("missing")) missing_ = wait_for("missing");
        if (is_set("gave up")) throw have_not_come(missing_);
        if (std::chrono::steady_clock::now() > end + 10 * kLook) throw have_not_come("rank 0");
      }
      std::this_thread::sleep_for(pause);
    }
  }

  void connect(const Launch& launch, const DistributedOptions& options, milliseconds timeout, torch::Device device) {
    const auto store = c10::make_intrusive<c10d::PrefixStore>(prefix_ + "group", store_);
#ifdef USE_C10D_NCCL
    if (device.is_cuda() && options.backend != "gloo") {
      auto nccl = c10d::ProcessGroupNCCL::Options::create();
      nccl->timeout = timeout;
      collectives_ = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank_, size_, nccl);
      device_ = device;
      return;
    }
#endif
    if (options.backend == "nccl") {
      throw Error("[distributed] backend",
                  device.is_cuda() ? "is \"nccl\", which this LibTorch does not have"
                                   : fmt::format("is \"nccl\", which needs GPUs, but the device is {}", device.str()),
                  "set backend = \"auto\"");
    }
    auto gloo = c10d::ProcessGroupGloo::Options::create(timeout);
    const char* wanted = std::getenv("GLOO_SOCKET_IFNAME");
    const auto interface = !options.interface.empty() ? options.interface : wanted ? wanted : "";
    const bool one_machine = launch.host == "localhost" || launch.host.starts_with("127.");
    try {
      gloo->devices.push_back(!interface.empty() ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                              : one_machine      ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                                 : c10d::ProcessGroupGloo::createDefaultDevice());
    } catch (const std::exception& error) {
      throw Error("[distributed] interface",
                  interface.empty() ? "gloo finds no address of this machine: " + first_line(error)
                                    : fmt::format("gloo cannot use \"{}\": {}", interface, first_line(error)),
                  "name the network interface that reaches the other machines; `ip address` lists them");
    }
    try {
      collectives_ = call_patiently(
          [=, rank = rank_, size = size_] {
            return c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, gloo);
          },
          [&] { require_all_alive(); });
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      throw failure(watch_->wait_for_lost(),
                    "the processes met, but cannot connect to each other: " + first_line(error));
    }
  }

  int rank_;
  int size_;
  std::string meeting_point_;  // of the store
  std::string prefix_;
  milliseconds start_timeout_{};
  std::string missing_;  // who had not come when rank 0 last looked
  c10::intrusive_ptr<c10d::TCPStore> store_;
  std::vector<c10::intrusive_ptr<c10d::TCPStore>> watch_stores_;  // of rank 0: of the process i + 1
  std::unique_ptr<RankWatch> watch_;
  c10::intrusive_ptr<Collectives> collectives_;
  torch::Device device_ = torch::kCPU;  // from whose memory tensors travel
  bool broken_ = false;
  std::int64_t exchanges_ = 0;
  std::int64_t bytes_sent_ = 0;
};

}  // namespace

std::unique_ptr<Team> make_team(const Launch& launch, const DistributedOptions& options, torch::Device device) {
  return std::make_unique<C10dTeam>(launch, options, device);
}

}  // namespace evograd::host
