#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace data {

/// Whether the model with the vocab.txt `vocabulary` and these `pieces` was trained on lower case, by the rule of
/// LowerCase::automatic. Throws Error if tokenizer_config.json exists and is damaged.
bool is_uncased(const std::filesystem::path& vocabulary, const std::vector<std::string>& pieces);

}  // namespace data
