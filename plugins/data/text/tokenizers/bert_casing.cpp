#include "data/text/tokenizers/bert_casing.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "data/text/tokenizers/file_text.hpp"
#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr const char* key = "do_lower_case";

std::optional<bool> configured(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::nullopt;
  const auto configuration = nlohmann::json::parse(file_text(file, "the tokenizer's configuration"), nullptr,
                                                   /*allow_exceptions=*/false);
  const std::string remedy = "copy or download it again, or set explicitly whether to convert text to lower case";
  if (!configuration.is_object()) throw Error(file.string(), "is not a JSON object", remedy);
  const auto found = configuration.find(key);
  if (found == configuration.end() || found->is_null()) return std::nullopt;
  if (!found->is_boolean()) throw Error(file.string(), std::string(key) + " is not true or false", remedy);
  return found->get<bool>();
}

bool has_upper_case(const std::string& piece) {
  const bool is_name = piece.starts_with('[') && piece.ends_with(']');
  const auto points = code_points(piece);
  return !is_name && std::any_of(points.begin(), points.end(), [](char32_t point) {
    const auto letter = static_cast<UChar32>(point);
    return u_tolower(letter) != letter;
  });
}

}  // namespace

bool is_uncased(const std::filesystem::path& vocabulary, const std::vector<std::string>& pieces) {
  const auto said = configured(vocabulary.parent_path() / "tokenizer_config.json");
  return said ? *said : std::none_of(pieces.begin(), pieces.end(), has_upper_case);
}

}  // namespace data
