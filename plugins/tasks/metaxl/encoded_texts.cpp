#include "encoded_texts.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "data/text/tokenizers/encoded_words.hpp"

namespace metaxl {

EncodedTexts::EncodedTexts(const std::vector<LabelledText>& texts, const data::Tokenizer& tokenizer,
                           Labelling labelling, std::int64_t longest) {
  std::vector<data::EncodedWords> encoded;
  encoded.reserve(texts.size());
  std::int64_t width = 0;
  for (const auto& text : texts) {
    encoded.push_back(data::encode_words(tokenizer, text.words, longest));
    width = std::max(width, static_cast<std::int64_t>(encoded.back().tokens.size()));
    words_cut_off_ += static_cast<std::int64_t>(text.words.size()) - encoded.back().kept;
  }

  const auto count = static_cast<std::int64_t>(texts.size());
  const bool whole = labelling == Labelling::text;
  tokens_ = torch::full({count, width}, tokenizer.special().padding, torch::kInt64);
  labels_ = whole ? torch::empty({count}, torch::kInt64) : torch::full({count, width}, no_label, torch::kInt64);
  lengths_ = torch::empty({count}, torch::kInt64);
  auto* labels = labels_.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    const auto& [tokens, first_token, kept] = encoded[i];
    std::copy(tokens.begin(), tokens.end(), tokens_.data_ptr<std::int64_t>() + row * width);
    lengths_.data_ptr<std::int64_t>()[row] = static_cast<std::int64_t>(tokens.size());
    if (whole) {
      labels[row] = texts[i].labels.at(0);
      continue;
    }
    for (std::size_t word = 0; word < first_token.size(); ++word) {
      labels[row * width + first_token[word]] = texts[i].labels.at(word);
    }
  }
}

TokenBatch EncodedTexts::batch(const torch::Tensor& indices) const {
  const auto width = lengths_.index_select(0, indices).max().item<std::int64_t>();
  const auto rows = [&](const torch::Tensor& of) { return of.index_select(0, indices); };
  return {rows(tokens_).narrow(1, 0, width).contiguous(),
          labels_.dim() == 1 ? rows(labels_) : rows(labels_).narrow(1, 0, width).contiguous()};
}

}  // namespace metaxl
