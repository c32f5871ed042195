#pragma once

#include <torch/types.h>

#include <barrier>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "evograd/process_group.hpp"

namespace evograd::test {

/// Threads in place of processes.
class ThreadGroup : public ProcessGroup {
 public:
  /// Calls `work` on `size` threads, each with its own rank, and returns when all are done. `work` must not throw.
  static void run(int size, const std::function<void(ThreadGroup&)>& work) {
    Meeting meeting(size);
    std::vector<std::thread> threads;
    for (int rank = 0; rank < size; ++rank) {
      threads.emplace_back([&, rank] {
        ThreadGroup group(meeting, rank);
        work(group);
      });
    }
    for (auto& thread : threads) thread.join();
  }

  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(meeting_.tensors.size()); }

  std::vector<torch::Tensor> gather(const torch::Tensor& own) override {
    meeting_.tensors[static_cast<std::size_t>(rank_)] = own.detach().clone();
    meet();
    auto all = meeting_.tensors;
    meet();  // before one of them is set again
    meeting_.tensors[static_cast<std::size_t>(rank_)].reset();
    for (const auto& one : all) same_shapes_ = same_shapes_ && one.sizes() == own.sizes();
    return all;
  }

  void sum(torch::Tensor& vector) override {
    const auto all = gather(vector);
    vector.zero_();
    for (const auto& one : all) vector.add_(one);
  }

  void meet() override { meeting_.everyone.arrive_and_wait(); }

  /// Whether all that was gathered had the same shape on every thread, as processes need it.
  bool same_shapes() const { return same_shapes_; }

 private:
  struct Meeting {
    explicit Meeting(int size) : everyone(size), tensors(static_cast<std::size_t>(size)) {}
    std::barrier<> everyone;
    std::vector<torch::Tensor> tensors;
  };

  ThreadGroup(Meeting& meeting, int rank) : meeting_(meeting), rank_(rank) {}

  Meeting& meeting_;
  int rank_;
  bool same_shapes_ = true;
};

}  // namespace evograd::test
