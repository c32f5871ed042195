#include "nystrom.hpp"

#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_solve.h>

#include <utility>

#include "evograd/perturbation.hpp"

namespace estimators {

namespace {

// Indices in the state "facts".
constexpr std::int64_t kRank = 0, kNegative = 1, kServed = 2, kFacts = 3;

}  // namespace

Schema<NystromOptions> NystromOptions::schema() {
  using O = NystromOptions;
  return {
      {"validation_point", &O::validation_point, validation_point_words(), validation_point_sentence()},
      {"rank", &O::rank, at_least(1), "k, the number of random directions; one Hessian product and one vector each"},
      {"damping", &O::damping, positive(), "ρ, the curvature of every direction outside the sketch"},
      {"refresh", &O::refresh, at_least(1), "number of meta updates that use one sketch of the Hessian"},
  };
}

Nystrom::Nystrom(const Options& options)
    : options_(options), validation_point_(parse_validation_point(options.validation_point)) {}

EstimatorNeeds Nystrom::needs() const {
  const auto k = options_.rank;
  return {.validation_point = validation_point_,
          .second_order = true,
          .hessian_products = true,
          .state = {{"products", StateOf::theta, {k}},
                    {"core", StateOf::numbers, {k, k}},
                    {"facts", StateOf::numbers, {kFacts}}}};
}

void Nystrom::sketch(BilevelProblem& problem, const torch::Tensor& around) const {
  const auto count = options_.rank;
  const auto key = problem.random_key("nystrom");
  // Column i of Ω is generated twice instead of being stored.
  const auto direction = [&](std::int64_t i) {
    const Perturbation noise(key.fold(static_cast<std::uint64_t>(i)), Noise::gaussian, 1,
                             ranges_with_prefix(problem.layout(), {}));
    return noise.applied_to(torch::zeros_like(around));
  };
  const auto in_double = [](const torch::Tensor& small) { return small.to(torch::kCPU, torch::kFloat64); };

  auto products = problem.state("products");
  for (std::int64_t i = 0; i < count; ++i) products[i] = problem.hessian_product(around, direction(i));
  auto within = torch::empty({count, count}, torch::kFloat64);  // W
  for (std::int64_t i = 0; i < count; ++i) within[i] = in_double(products.mv(direction(i)));

  const auto [eigenvalues, eigenvectors] = at::linalg_eigh((within + within.t()) / 2);
  const double rounding =
      (around.scalar_type() == torch::kFloat64 ? 1e-14 : 1e-6) * eigenvalues.abs().max().item<double>();
  const auto kept = eigenvalues > rounding;
  auto facts = problem.state("facts");
  facts[kRank] = kept.sum();
  facts[kNegative] = (eigenvalues < -rounding).sum();
  facts[kServed] = 0;
  const auto positive = torch::nonzero(kept).squeeze(1);
  const auto root =
      eigenvectors.index_select(1, positive) / eigenvalues.index_select(0, positive).sqrt();  // B = C root
  const auto squares = in_double(products.matmul(products.t()));                              // CᵀC
  const auto inner =
      root.t().matmul(squares).matmul(root) + options_.damping * torch::eye(positive.numel(), torch::kFloat64);
  problem.state("core").copy_(root.matmul(at::linalg_solve(inner, root.t())));
}

MetaGradient Nystrom::estimate(BilevelProblem& problem) {
  auto [around, point] = problem.expand(validation_point_);
  auto facts = problem.state("facts");
  if (problem.state_is_new() || facts[kServed].item<std::int64_t>() % options_.refresh == 0) sketch(problem, around);
  const double age = facts[kServed].item<double>();
  facts[kServed] += 1;
  const auto validation = problem.validation_gradient(std::move(point));

  const auto& v = validation.gradient;
  const auto products = problem.state("products");
  const auto seen = problem.state("core").mv(products.mv(v).to(torch::kCPU, torch::kFloat64));  // S Cᵀ v
  const auto solution = (v - products.t().mv(seen.to(v.options()))).div_(options_.damping);
  return problem.hypergradient(validation, problem.mixed_product(around, solution).neg_(),
                               {{"rank", facts[kRank].item<double>()},
                                {"negative_curvature", facts[kNegative].item<double>()},
                                {"sketch_age", age}});
}

}  // namespace estimators
