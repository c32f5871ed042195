#include "framework/trainer/batch_loader.hpp"

#include <utility>

#include "framework/threads/threads.hpp"

namespace evograd::host {

BatchLoader::BatchLoader(TrainingState& state, bool ahead) : state_(state), copies_(state.theta.values().device()) {
  if (ahead && state.traits.batches_on_another_thread) thread_ = std::thread([this] { work(); });
}

BatchLoader::~BatchLoader() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool BatchLoader::made(const StepRequest& request) const {
  return wanted_ && wanted_->step == request.step && wanted_->run == request.run &&
         wanted_->training_batches == request.training_batches && wanted_->validation == request.validation;
}

StepBatches BatchLoader::take(const StepRequest& request) {
  finish();
  const bool ready = made(request);
  const auto failure = std::exchange(failure_, nullptr);
  auto batches = std::exchange(batches_, std::nullopt);
  wanted_.reset();
  if (!ready) return make_batches(state_, request);
  if (failure) std::rethrow_exception(failure);
  copies_.join(*batches);
  return std::move(*batches);
}

void BatchLoader::prepare(const StepRequest& request) {
  if (!thread_.joinable()) return;
  finish();
  {
    const std::lock_guard lock(mutex_);
    wanted_ = request;
    batches_.reset();
    failure_ = nullptr;
    busy_ = true;
  }
  changed_.notify_all();
}

void BatchLoader::finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !busy_; });
}

void BatchLoader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return busy_ || closing_; });
    if (!busy_) return;
    const auto request = *wanted_;
    lock.unlock();
    std::optional<StepBatches> batches;
    std::exception_ptr failure;
    try {
      limit_this_thread_to_itself();
      batches = copies_.make([&] { return make_batches(state_, request); });
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    batches_ = std::move(batches);
    failure_ = failure;
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace evograd::host
