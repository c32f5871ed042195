#include "framework/errors/missing_derivative.hpp"

#include <regex>

namespace evograd::host {

std::optional<MissingDerivative> missing_derivative(const std::string& reason) {
  static const std::regex backward(
      "derivative for '?(?:aten::)?_?(\\w+?)(_backward)?(?:\\.\\w+)?'? is not implemented");
  static const std::regex forward("forward AD with (?:aten::)?(\\w+) that does not support it");
  static const std::regex twice("differentiate twice a function|[Dd]ouble backward|second derivative is not");
  std::smatch found;
  if (std::regex_search(reason, found, backward)) return MissingDerivative{found[1], found[2].matched ? 2 : 1};
  if (std::regex_search(reason, found, forward)) return MissingDerivative{found[1], 0};
  if (std::regex_search(reason, twice)) return MissingDerivative{};
  return std::nullopt;
}

}  // namespace evograd::host
