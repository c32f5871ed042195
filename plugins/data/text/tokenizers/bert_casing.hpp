#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace data {

/// Whether the model whose vocab.txt is `vocabulary`, with these `pieces`, was trained on lower case: what
/// LowerCase::automatic says. Throws Error when tokenizer_config.json is there and damaged.
bool is_uncased(const std::filesystem::path& vocabulary, const std::vector<std::string>& pieces);

}  // namespace data
