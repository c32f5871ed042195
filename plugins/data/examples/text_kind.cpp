#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "data/examples/example_kind.hpp"
#include "data/examples/part_rows.hpp"
#include "data/examples/token_inputs.hpp"
#include "data/text/tokenizers/encoded_words.hpp"
#include "data/text/tokenizers/open_tokenizer.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"

namespace data {
namespace {

class TextKind : public ExampleKind {
 public:
  explicit TextKind(const LabelledDataRequest& request) : request_(request) {}

  std::string noun() const override { return "texts"; }
  std::string input_name() const override { return "tokens"; }
  bool may_be_part(const std::filesystem::path& path) const override { return is_records_name(path); }

  RawPart read(const std::filesystem::path& place, const std::string& name) const override {
    RawPart part{.name = name, .place = place};
    part.records = std::make_shared<Records>(read_records(place, request_.format));
    part.records->column(request_.text_column, "text_column");
    add_rows(part, request_);
    return part;
  }

  std::vector<std::shared_ptr<const ExampleInputs>> inputs(std::vector<RawPart*> parts) override {
    for (auto* part : parts) expect_texts(*part);
    std::vector<std::string> training;
    for (std::size_t i = 0; i < parts.front()->size(); ++i) training.emplace_back(text(*parts.front(), i));
    tokenizer_ = open_tokenizer({.kind = request_.tokenizer == "auto" ? "trained" : request_.tokenizer,
                                 .vocabulary = request_.vocabulary.empty() ? "" : request_.folder / request_.vocabulary,
                                 .vocabulary_size = request_.vocabulary_size},
                                training);
    std::vector<std::shared_ptr<const ExampleInputs>> all;
    for (const auto* part : parts) all.push_back(encoded(*part));
    return all;
  }

  InputSpecification specification() const override {
    return {{longest_}, tokenizer_->vocabulary(), tokenizer_->special().padding};
  }

 private:
  /// Warns if the vocabulary does not cover the texts.
  void tell_unknown(const RawPart& part, const std::vector<std::vector<std::int64_t>>& tokens) const {
    std::int64_t unknown = 0;
    std::int64_t all = 0;
    for (const auto& one : tokens) {
      unknown += std::count(one.begin(), one.end(), tokenizer_->special().unknown);
      all += std::ssize(one);
    }
    if (5 * unknown <= all) return;
    logging::warning(fmt::format(
        "{}: {:.0f} % of the tokens of the {} part are not in the vocabulary: is it that of these texts' language?",
        part.place.string(), 100 * static_cast<double>(unknown) / static_cast<double>(all), part.name));
  }

  std::string_view text(const RawPart& part, std::size_t example) const {
    return part.records->cell(part.rows[example], part.records->column(request_.text_column, "text_column"));
  }

  void expect_texts(RawPart& part) const {
    std::vector<std::size_t> kept;
    std::string first;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (text(part, i).find_first_not_of(" \t\r\n") != std::string_view::npos) {
        kept.push_back(i);
      } else if (first.empty()) {
        first = part.keys[i];
      }
    }
    if (kept.size() == part.size()) return;
    const auto what = fmt::format("{} text(s) are empty", part.size() - kept.size());
    if (!request_.skip_damaged || kept.empty()) {
      throw Error(first,
                  fmt::format("has no text in column '{}'; {} of the {} part", request_.text_column, what, part.name),
                  "add or remove them, or set skip_damaged = true to skip them");
    }
    logging::warning(fmt::format("{}: skipped {}, the first is {}", part.place.string(), what, first));
    part.keep(kept);
  }

  std::shared_ptr<const ExampleInputs> encoded(const RawPart& part) {
    std::vector<std::vector<std::int64_t>> tokens(part.size());
    const auto work = [&](std::size_t begin, std::size_t end) {
      for (auto i = begin; i < end; ++i)
        tokens[i] = encode_words(*tokenizer_, {std::string(text(part, i))}, request_.length + 1).tokens;
    };
    const auto threads =
        std::clamp<std::size_t>(part.size() / 1000, 1, std::max(1U, std::thread::hardware_concurrency()));
    {
      std::vector<std::jthread> helpers;
      for (std::size_t i = 1; i < threads; ++i)
        helpers.emplace_back(work, part.size() * i / threads, part.size() * (i + 1) / threads);
      work(0, part.size() / threads);
    }
    const auto whole = tokens.size();
    std::size_t cut = 0;
    for (auto& one : tokens) {
      if (std::ssize(one) <= request_.length) continue;
      // The last token, if it is special, stays: what is cut off is in front of it.
      one.erase(one.end() - (tokenizer_->special().last >= 0 ? 2 : 1));
      ++cut;
    }
    if (cut > 0) {
      logging::info(fmt::format("{}: {} of {} texts are longer than {} tokens and were cut off (option 'length')",
                                part.place.string(), cut, whole, request_.length));
    }
    tell_unknown(part, tokens);
    auto inputs = std::make_shared<TokenInputs>(tokens, tokenizer_->special().padding, part.keys);
    longest_ = std::max(longest_, inputs->longest());
    return inputs;
  }

  const LabelledDataRequest& request_;
  std::unique_ptr<Tokenizer> tokenizer_;
  std::int64_t longest_ = 0;
};

}  // namespace

std::unique_ptr<ExampleKind> text_kind(const LabelledDataRequest& request) {
  return std::make_unique<TextKind>(request);
}

}  // namespace data
