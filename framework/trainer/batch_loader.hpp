#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "evograd/training_state.hpp"

namespace evograd::host {

/// Makes the batches of the steps, on demand or one step ahead on a thread of its own.
///
/// Batches are functions of the run's key and the step alone, so that where they are made changes no number. Only for
/// tasks whose traits() say batches_on_another_thread is anything made ahead.
class BatchLoader {
 public:
  /// `state` must outlive the loader. `ahead`: whether a thread of its own is used.
  BatchLoader(TrainingState& state, bool ahead);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// The batches that `request` asks for; waits for them where they are being made. An exception that the task threw
  /// while it made them is thrown here, in the step they belong to.
  StepBatches take(const StepRequest& request);

  /// Has the batches of `request` made on the loader's thread, if it has one, for the take() to come. Another request
  /// that nobody took is dropped.
  void prepare(const StepRequest& request);

  /// Returns when nothing is being made; what has been made is kept.
  void finish();

 private:
  void work();
  bool made(const StepRequest& request) const;

  TrainingState& state_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<StepRequest> wanted_;  // made or being made
  std::optional<StepBatches> batches_;
  std::exception_ptr failure_;
  bool busy_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace evograd::host
