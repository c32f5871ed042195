#include "evograd/estimator_state.hpp"

#include <algorithm>

#include "evograd/error.hpp"

namespace evograd {
namespace {

bool is_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
  });
}

torch::Tensor made(const StateDeclaration& declaration, const torch::Tensor& theta, const torch::Tensor& lambda) {
  auto shape = declaration.rows;
  if (declaration.of == StateOf::numbers) return torch::zeros(shape, torch::kFloat64);
  const auto& like = declaration.of == StateOf::theta ? theta : lambda;
  shape.push_back(like.numel());
  return torch::zeros(shape, like.options().requires_grad(false));
}

}  // namespace

EstimatorState::EstimatorState(const std::vector<StateDeclaration>& declarations, const torch::Tensor& theta,
                               const torch::Tensor& lambda) {
  for (const auto& declaration : declarations) {
    const auto& name = declaration.name;
    if (!is_name(name)) {
      throw Error("estimator", "declares the invalid state name '" + name + "'",
                  "use lower-case letters, digits and '_'");
    }
    const bool twice = std::any_of(entries_.begin(), entries_.end(),
                                   [&](const Entry& entry) { return entry.declaration.name == name; });
    if (twice) throw Error("estimator", "declares the state '" + name + "' twice", "give each its own name");
    entries_.push_back({declaration, made(declaration, theta, lambda)});
  }
}

torch::Tensor& EstimatorState::operator[](std::string_view name) {
  std::string declared;
  for (auto& entry : entries_) {
    if (entry.declaration.name == name) return entry.tensor;
    declared += (declared.empty() ? "" : ", ") + entry.declaration.name;
  }
  throw Error("estimator", "uses the state '" + std::string(name) + "', which needs() does not declare",
              declared.empty() ? "declare it in EstimatorNeeds::state" : "the declared states are: " + declared);
}

void EstimatorState::copy_from(const EstimatorState& other) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < entries_.size(); ++i) entries_[i].tensor.copy_(other.entries_[i].tensor);
  is_new_ = other.is_new_;
}

}  // namespace evograd
