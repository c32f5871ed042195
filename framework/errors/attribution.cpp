#include "framework/errors/attribution.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <exception>

#include "evograd/error.hpp"
#include "framework/errors/reason.hpp"

namespace evograd::host {
namespace {

/// Whether `where` only says that a component is at fault, which the caller can name more precisely.
bool is_generic(const std::string& where) {
  static constexpr std::array words{"", "task", "estimator", "bilevel problem"};
  return std::find(words.begin(), words.end(), where) != words.end();
}

}  // namespace

void throw_attributed(const std::string& component) {
  try {
    throw;
  } catch (const Error& error) {
    if (!is_generic(error.where())) throw;
    throw Error(component, error.cause(), error.help());
  } catch (...) {
    throw Error(component, reason(std::current_exception()));
  }
}

void throw_attributed(std::int64_t step, const std::string& component) {
  const auto place = fmt::format("step {}, {}", step, component);
  try {
    throw;
  } catch (const Error& error) {
    if (error.where().starts_with("step ")) throw;
    throw Error(is_generic(error.where()) ? place : place + ", " + error.where(), error.cause(), error.help());
  } catch (...) {
    throw Error(place, reason(std::current_exception()));
  }
}

}  // namespace evograd::host
