#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace data {

/// `text`, in UTF-8, split as in BERT before the search for pieces (its BasicTokenizer).
///
/// U+0000, U+FFFD and control and format characters (Cc, Cf) are removed, blanks separate words, each ideograph and
/// each punctuation mark is a separate word; ASCII symbols such as $ and ^ count as punctuation. `lower_case` also
/// removes accents: characters of category Mn in normal form D.
std::vector<std::string> bert_words(std::string_view text, bool lower_case);

}  // namespace data
