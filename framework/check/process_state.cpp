#include "framework/check/process_state.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/types.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <mutex>

namespace evograd::host::check {
namespace {

std::string environment() {
  std::string all;
  for (char** variable = environ; *variable != nullptr; ++variable) all += std::string(*variable) + "\n";
  return all;
}

std::size_t threads() {
  std::error_code failure;
  const std::filesystem::directory_iterator tasks("/proc/self/task", failure);
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

torch::Tensor generator_state() {
  auto generator = at::globalContext().defaultGenerator(torch::kCPU);
  const std::lock_guard lock(generator.mutex());
  return generator.get_state();
}

std::size_t operators() { return c10::Dispatcher::singleton().getAllOpNames().size(); }

}  // namespace

ProcessState::ProcessState()
    : folder_(std::filesystem::current_path()),
      environment_(environment()),
      threads_(threads()),
      computing_threads_(at::get_num_threads()),
      gradients_(torch::GradMode::is_enabled()),
      dtype_(torch::get_default_dtype()),
      generator_((torch::rand({1}), generator_state())),  // drawn from, else seeding again as before would not show
      operators_(operators()) {}

std::vector<std::string> ProcessState::changes() const {
  std::vector<std::string> all;
  const auto changed = [&](bool differs, const char* what) {
    if (differs) all.emplace_back(what);
  };
  changed(folder_ != std::filesystem::current_path(), "the working folder");
  changed(environment_ != environment(), "the environment variables");
  changed(threads_ < threads(), "the number of threads of the process");
  changed(computing_threads_ != at::get_num_threads(), "LibTorch's number of threads");
  changed(gradients_ != torch::GradMode::is_enabled(), "LibTorch's grad mode");
  changed(dtype_ != torch::get_default_dtype(), "LibTorch's default dtype");
  changed(!torch::equal(generator_, generator_state()), "LibTorch's global generator");
  changed(operators_ != operators(), "LibTorch's list of operators");
  return all;
}

}  // namespace evograd::host::check
