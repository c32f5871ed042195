#include "batches.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <string>

#include "evograd/error.hpp"

namespace metaxl {
namespace {

std::int64_t available(std::int64_t texts, std::int64_t batch_size, const char* option) {
  if (batch_size > texts) {
    throw Error(std::string("[task] ") + option,
                fmt::format("is {}, but there are {} training texts", batch_size, texts),
                "reduce the batch size or use more training texts");
  }
  return texts;
}

}  // namespace

SourceSampler::SourceSampler(RandomKey key, const std::vector<LabelledText>& texts, std::int64_t batch_size,
                             bool balanced)
    : key_(key), batch_size_(batch_size) {
  const auto count = available(static_cast<std::int64_t>(texts.size()), batch_size, "source_batch_size");
  if (!balanced) {
    epochs_.emplace(key, count, batch_size);
    return;
  }
  auto labels = torch::empty({count}, torch::kInt64);
  for (std::int64_t i = 0; i < count; ++i) {
    labels.data_ptr<std::int64_t>()[i] = texts[static_cast<std::size_t>(i)].labels.at(0);
  }
  by_label_ = labels.argsort();
  many_ = labels.bincount();
  many_ = many_.index_select(0, many_.nonzero().squeeze(1));
  first_ = many_.cumsum(0) - many_;
}

torch::Tensor SourceSampler::indices(std::int64_t step) {
  if (epochs_) return epochs_->indices(step);
  auto generator = key_.fold(static_cast<std::uint64_t>(step)).generator();
  const auto label = torch::randint(many_.size(0), {batch_size_}, generator, torch::kInt64);
  const auto many = many_.index_select(0, label);
  const auto share = torch::rand({batch_size_}, generator, torch::kFloat64);
  const auto within = (share * many).to(torch::kInt64);
  return by_label_.index_select(0, first_.index_select(0, label) + within);
}

TargetSampler::TargetSampler(RandomKey key, std::int64_t texts, std::int64_t batch_size, std::int64_t held)
    : held_(held), epochs_(key, available(texts, batch_size, "target_batch_size"), batch_size) {}

torch::Tensor TargetSampler::training(std::int64_t step) {
  const auto both = epochs_.indices(step);
  return both.narrow(0, 0, both.size(0) - held_);
}

torch::Tensor TargetSampler::validation(std::int64_t step) {
  const auto both = epochs_.indices(step);
  return held_ == 0 ? both : both.narrow(0, both.size(0) - held_, held_);
}

}  // namespace metaxl
