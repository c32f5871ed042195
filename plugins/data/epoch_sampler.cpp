#include "data/epoch_sampler.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include "evograd/error.hpp"

namespace data {

EpochSampler::EpochSampler(RandomKey key, std::int64_t examples, std::int64_t batch_size)
    : key_(key), examples_(examples), batch_size_(batch_size) {
  if (batch_size < 1 || batch_size > examples) {
    throw Error("batches", fmt::format("a batch of {} cannot be drawn from {} examples", batch_size, examples),
                "reduce the batch size or use a larger set");
  }
}

torch::Tensor EpochSampler::indices(std::int64_t step) {
  const auto epoch = step / batches_per_epoch();
  if (epoch != epoch_) {
    order_ = torch::randperm(examples_, key_.fold(static_cast<std::uint64_t>(epoch)).generator());
    epoch_ = epoch;
  }
  return order_.narrow(0, (step % batches_per_epoch()) * batch_size_, batch_size_);
}

}  // namespace data
