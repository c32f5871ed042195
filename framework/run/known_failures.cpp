#include "framework/run/known_failures.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <regex>

#include "evograd/text.hpp"
#include "framework/errors/missing_derivative.hpp"
#include "framework/log/silence.hpp"

namespace evograd::host {
namespace {

/// The installed estimators that differentiate at most once through the network.
std::vector<std::string> first_order_estimators(const ResolvedManifest& manifest) {
  const Silence silence;
  std::vector<std::string> names;
  if (!manifest.catalog) return names;
  manifest.catalog->load_all();
  for (const auto& component : manifest.catalog->registry().all<EstimatorEntry>()) {
    try {
      const auto made = component.entry.make(component.entry.description.small);
      const auto needs = made->needs();
      const bool first = !needs.second_order && !needs.hessian_products && made->estimand() != Estimand::none;
      if (first && component.entry.name != manifest.estimator.entry->name) names.push_back(component.entry.name);
    } catch (const std::exception&) {  // one that cannot be made is no remedy
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<Error> without_derivative(const Error& failure, const ResolvedManifest& manifest) {
  const auto missing = missing_derivative(failure.cause());
  if (!missing) return std::nullopt;
  const auto operator_name =
      missing->operator_name.empty() ? "an operator of the network" : "the operator '" + missing->operator_name + "'";
  if (missing->order == 1) {
    return Error(failure.where(), operator_name + " has no derivative in LibTorch",
                 "replace the operator, or detach() its input if no gradient is meant to pass it");
  }
  const auto which = missing->order == 2
                         ? "second derivative, which the estimator '{}' needs"
                         : "derivative in forward mode, by which the estimator '{}' takes second derivatives";
  return Error(failure.where(),
               operator_name + " has no " + fmt::format(fmt::runtime(which), manifest.estimator.entry->name) +
                   ": LibTorch does not implement it",
               "choose an estimator that needs first derivatives only: " +
                   comma_separated(first_order_estimators(manifest)) + "; or replace the operator");
}

/// "[task] meta_batch_size = 1", for each option of the task that makes batches of one example.
std::vector<std::string> batches_of_one(const ResolvedManifest& manifest) {
  std::vector<std::string> options;
  for (const auto& [name, value] : manifest.task.values) {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number != nullptr && *number == 1 && name.find("batch_size") != std::string::npos) {
      options.push_back("[task] " + name + " = 1");
    }
  }
  if (const auto parts = manifest.run.options.accumulate; parts > 1) {
    options.push_back(fmt::format("[run] accumulate = {}, which divides each batch", parts));
  }
  return options;
}

std::optional<Error> batch_norm_of_one(const Error& failure, const ResolvedManifest& manifest) {
  if (failure.cause().find("Expected more than 1 value per channel when training") == std::string::npos) {
    return std::nullopt;
  }
  const auto options = batches_of_one(manifest);
  const auto help = options.empty() ? "increase the batch sizes of [task] so that each batch has at least 2 examples"
                                    : "a batch has one example because of " + comma_separated(options) +
                                          ": at least 2 are needed; or choose a backbone without batch normalisation";
  return Error(failure.where(), "batch normalisation cannot train on a batch of one example", help);
}

}  // namespace

std::optional<Error> explained(const Error& failure, const ResolvedManifest& manifest) {
  if (auto error = without_derivative(failure, manifest)) return error;
  return batch_norm_of_one(failure, manifest);
}

}  // namespace evograd::host
