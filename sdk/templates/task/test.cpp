// Compares the derivatives of the losses with central differences in double precision.
#include <cstdio>

#include "evograd/bilevel_problem.hpp"
#include "plugin.cpp"

namespace {

// A smooth network for numeric input: differences are meaningless at the kinks of a ReLU.
struct Smooth : evograd::Backbone {
  explicit Smooth(const evograd::InputSpecification& input)
      : layer(register_module("layer", torch::nn::Linear(c10::multiply_integers(input.shape), 4))) {}
  torch::Tensor forward(const torch::Tensor& input, evograd::Tap&) override { return layer(input.flatten(1)).tanh(); }
  std::vector<std::int64_t> feature_shape() const override { return {4}; }
  torch::nn::Linear layer;
};

using Loss = std::function<double(const torch::Tensor&)>;

// The derivative of `loss` along `direction` at `point`.
double derivative_along(const Loss& loss, const torch::Tensor& point, const torch::Tensor& direction) {
  const double step = 1e-4;
  return (loss(point + step * direction) - loss(point - step * direction)) / (2 * step);
}

bool agree(const char* what, double derivative, double difference) {
  std::printf("%s: derivative %.10f, difference %.10f\n", what, derivative, difference);
  // The error of the difference is of order step², 1e-8.
  return std::abs(derivative - difference) < 1e-6 * (1 + std::abs(difference));
}

}  // namespace

int main() {
  torch::manual_seed(1);
  TemplateName task({});
  task.open({.randomness = evograd::RandomKey(1), .folder = {}});
  task.build(std::make_shared<Smooth>(task.input()));
  task.model()->to(torch::kFloat64);
  task.meta_model()->to(torch::kFloat64);
  evograd::TrainingState state(task);
  evograd::BilevelProblem problem(state, evograd::make_step(state, {.run = evograd::RandomKey(1)}));

  const auto theta = problem.theta().clone();
  const auto lambda = problem.lambda().clone();
  const auto training = problem.train_gradient(theta).gradient;
  const auto validation = problem.validation_gradient(theta).gradient;
  const auto meta = problem.train_lambda_gradient(theta).lambda_gradient;
  // The derivative along a gradient is its squared norm; padding stays zero.
  bool passed = agree("training loss with respect to the parameters", training.dot(training).item<double>(),
                      derivative_along([&](const auto& point) { return problem.train_loss(point); }, theta, training));
  passed &=
      agree("validation loss with respect to the parameters", validation.dot(validation).item<double>(),
            derivative_along([&](const auto& point) { return problem.validation_loss(point); }, theta, validation));
  const Loss of_lambda = [&](const torch::Tensor& value) {
    const evograd::BilevelProblem::MetaPoint there(problem, value);
    return problem.train_loss(theta);
  };
  passed &= agree("training loss with respect to the meta-parameters", meta.dot(meta).item<double>(),
                  derivative_along(of_lambda, lambda, meta));
  const bool same = task.training_batch(3, 0)["x"].equal(task.training_batch(3, 0)["x"]) &&
                    !task.training_batch(3, 0)["x"].equal(task.training_batch(4, 0)["x"]);
  std::printf("batches are functions of their step: %s\n", same ? "yes" : "NO");
  return passed && same ? 0 : 1;
}
