#pragma once

#include <torch/types.h>

namespace meta_weight_net {

/// The area under the receiver operating characteristic: the probability that a random positive example has a higher
/// score than a random negative one; ties count one half. O(N log N).
///
/// `scores` [N] floating, `positive` [N] bool. NaN if one of the two classes is absent or a score is NaN. Citation: J.
/// A. Hanley, B. J. McNeil, The meaning and use of the area under a ROC curve, Radiology 1982.
double area_under_roc(const torch::Tensor& scores, const torch::Tensor& positive);

}  // namespace meta_weight_net
