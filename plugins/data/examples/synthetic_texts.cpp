#include "data/examples/synthetic_texts.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <memory>

#include "evograd/error.hpp"

namespace data {
namespace {

constexpr std::int64_t first_token = 1;
constexpr std::int64_t last_token = 2;
constexpr std::int64_t special_tokens = 3;

}  // namespace

std::pair<std::shared_ptr<const ExampleInputs>, torch::Tensor> synthetic_texts(const SyntheticTexts& kind,
                                                                               std::int64_t count, RandomKey key,
                                                                               std::string_view part) {
  if (kind.length < 4) throw Error("'length'", "is too small for a text", "set it to at least 4");
  if (kind.vocabulary < special_tokens + kind.classes) {
    throw Error("'vocabulary_size'", fmt::format("is {}, too few for {} classes", kind.vocabulary, kind.classes),
                fmt::format("set it to at least {}", special_tokens + kind.classes));
  }
  auto generator = key.fold(part).generator();
  const auto draw = [&](std::int64_t end) {
    return torch::randint(end, {1}, generator, torch::kInt64).item<std::int64_t>();
  };
  std::vector<std::vector<std::int64_t>> texts;
  auto labels = torch::empty({count}, torch::kInt64);
  const auto words = kind.vocabulary - special_tokens;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto label = i % kind.classes;
    labels.data_ptr<std::int64_t>()[i] = label;
    std::vector<std::int64_t> text{first_token};
    const auto inner = kind.length / 2 + draw(kind.length - kind.length / 2 + 1) - 2;
    for (std::int64_t j = 0; j < std::max<std::int64_t>(inner, 1); ++j) {
      const bool of_class = draw(2) == 0;
      const auto of = (words - label + kind.classes - 1) / kind.classes;  // words of the class
      text.push_back(special_tokens + (of_class ? label + kind.classes * draw(of) : draw(words)));
    }
    text.push_back(last_token);
    texts.push_back(std::move(text));
  }
  return {std::make_shared<TokenInputs>(texts, 0, std::vector<std::string>()), labels};
}

}  // namespace data
