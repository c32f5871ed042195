#include "evograd/shared_evaluation.hpp"

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>

#include "tests/catch.hpp"
#include "tests/support/thread_group.hpp"

using namespace evograd;

namespace {

/// A part of its own length.
torch::Tensor part(std::int64_t i) { return at::full({i % 3 + 1, 2}, static_cast<double>(i)); }

}  // namespace

TEST_CASE("parts of an evaluation come in order, whoever computed them") {
  for (const int size : {2, 3}) {
    for (const std::int64_t count : {0, 1, 3, 7}) {
      INFO(size << " processes, " << count << " parts");
      std::vector<std::vector<std::int64_t>> computed(static_cast<std::size_t>(size));
      std::vector<std::vector<torch::Tensor>> results(static_cast<std::size_t>(size));
      std::vector<char> same_shapes(static_cast<std::size_t>(size));
      test::ThreadGroup::run(size, [&](test::ThreadGroup& group) {
        const auto rank = static_cast<std::size_t>(group.rank());
        SharedEvaluation evaluation;
        evaluation.share_evaluation(&group);
        results[rank] = evaluation.evaluated_parts(count, [&](std::int64_t i) {
          computed[rank].push_back(i);
          return part(i);
        });
        same_shapes[rank] = group.same_shapes();
      });
      std::size_t work = 0;
      for (std::size_t rank = 0; rank < results.size(); ++rank) {
        work += computed[rank].size();
        CHECK(same_shapes[rank]);
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
