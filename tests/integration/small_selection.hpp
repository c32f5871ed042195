#pragma once

namespace evograd::test {

/// The components of a small run whose result is chosen on a development part; [run] is missing.
inline constexpr const char* small_selection = R"([task]
use = "metaxl"
data = "synthetic"
vocabulary_size = 40
length = 8
source_batch_size = 8
target_batch_size = 8
development_size = 12
test_size = 12
[backbone]
use = "transformer"
hidden = 16
heads = 2
layers = 1
[estimator]
use = "evograd"
[optimizer.base]
use = "adam"
lr = 0.05
)";

}  // namespace evograd::test
