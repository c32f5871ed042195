#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "evograd/training_state.hpp"
#include "framework/trainer/copy_stream.hpp"

namespace evograd::host {

/// Makes the batches of the steps, on demand or one step ahead on its own thread.
///
/// Batches are functions of the run's key and the step alone, so the thread that makes them does not affect any number.
/// Batches are made ahead only for tasks whose traits() set batches_on_another_thread; they are then copied to the
/// device beside the computation.
class BatchLoader {
 public:
  /// `state` must outlive the loader. `ahead`: whether to use a separate thread.
  BatchLoader(TrainingState& state, bool ahead);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// The batches that `request` asks for; waits for them if they are still being made. An exception that the task threw
  /// while making them is rethrown here, in the step they belong to.
  StepBatches take(const StepRequest& request);

  /// Starts making the batches of `request` on the loader's thread, if it has one, for the next take(). An earlier
  /// request that nobody took is dropped.
  void prepare(const StepRequest& request);

  /// Waits until nothing is being made; keeps what has been made.
  void finish();

 private:
  void work();
  bool made(const StepRequest& request) const;

  TrainingState& state_;
  CopyStream copies_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<StepRequest> wanted_;  // completed or in progress
  std::optional<StepBatches> batches_;
  std::exception_ptr failure_;
  bool busy_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace evograd::host
