#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace data {

/// `text`, which is UTF-8, cut as BERT cuts it before it looks for pieces (its BasicTokenizer).
///
/// U+0000, U+FFFD and control and format characters (Cc, Cf) vanish, blanks part words, each ideograph and each
/// punctuation mark is a word of its own; ASCII signs such as $ and ^ count as punctuation. `lower_case` also drops
/// accents: what is of category Mn in normal form D.
std::vector<std::string> bert_words(std::string_view text, bool lower_case);

}  // namespace data
