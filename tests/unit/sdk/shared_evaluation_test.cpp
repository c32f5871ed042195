#include "evograd/shared_evaluation.hpp"

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>

#include <barrier>
#include <thread>

#include "tests/catch.hpp"

using namespace evograd;

namespace {

/// Threads in place of processes.
struct Meeting {
  explicit Meeting(int size) : everyone(size), tensors(static_cast<std::size_t>(size)) {}
  std::barrier<> everyone;
  std::vector<torch::Tensor> tensors;
};

class ThreadGroup : public ProcessGroup {
 public:
  ThreadGroup(Meeting& meeting, int rank) : meeting_(meeting), rank_(rank) {}
  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(meeting_.tensors.size()); }
  std::vector<torch::Tensor> gather(const torch::Tensor& own) override {
    meet();
    meeting_.tensors[static_cast<std::size_t>(rank_)] = own;
    meet();
    auto all = meeting_.tensors;
    for (const auto& one : all) lengths_agree = lengths_agree && one.sizes() == own.sizes();
    return all;
  }
  void sum(torch::Tensor&) override {}
  void meet() override { meeting_.everyone.arrive_and_wait(); }

  bool lengths_agree = true;

 private:
  Meeting& meeting_;
  int rank_;
};

/// A part of its own length.
torch::Tensor part(std::int64_t i) { return at::full({i % 3 + 1, 2}, static_cast<double>(i)); }

}  // namespace

TEST_CASE("parts of an evaluation come in order, whoever computed them") {
  for (const int size : {2, 3}) {
    for (const std::int64_t count : {0, 1, 3, 7}) {
      INFO(size << " processes, " << count << " parts");
      Meeting meeting(size);
      std::vector<std::vector<std::int64_t>> computed(static_cast<std::size_t>(size));
      std::vector<std::vector<torch::Tensor>> results(static_cast<std::size_t>(size));
      std::vector<char> agree(static_cast<std::size_t>(size));
      std::vector<std::thread> threads;
      for (int rank = 0; rank < size; ++rank) {
        threads.emplace_back([&, rank, slot = static_cast<std::size_t>(rank)] {
          ThreadGroup group(meeting, rank);
          SharedEvaluation evaluation;
          evaluation.share_evaluation(&group);
          results[slot] = evaluation.evaluated_parts(count, [&](std::int64_t i) {
            computed[slot].push_back(i);
            return part(i);
          });
          agree[slot] = group.lengths_agree;
        });
      }
      for (auto& thread : threads) thread.join();
      std::size_t work = 0;
      for (std::size_t rank = 0; rank < results.size(); ++rank) {
        work += computed[rank].size();
        CHECK(agree[rank]);
        REQUIRE(results[rank].size() == static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) {
          CHECK(at::equal(results[rank][static_cast<std::size_t>(i)], part(i)));
        }
      }
      // Fewer parts than processes: each computes all of them.
      CHECK(work == static_cast<std::size_t>(count < size ? count * size : count));
    }
  }
}
