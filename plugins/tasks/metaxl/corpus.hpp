#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"
#include "evograd/random.hpp"
#include "options.hpp"

namespace metaxl {

using namespace evograd;

/// The units that have a label.
enum class Labelling {
  text,      ///< the complete text: the type of a name
  words,     ///< each word: its part of speech
  entities,  ///< each word, and the labels are IOB tags
};

/// A text as words, with a label for each word, or one label with Labelling::text.
struct LabelledText {
  std::vector<std::string> words;
  std::vector<std::int64_t> labels;
};

/// The texts of a transfer from source to target.
struct Corpus {
  Labelling labelling = Labelling::text;
  std::vector<std::string> labels;  ///< by number
  std::vector<LabelledText> source, train, development, test;
  /// Words that may be used without labels: the complete training parts of both languages, in the order of the files;
  /// with names, the training names.
  std::vector<std::vector<std::string>> unlabelled;
  std::unique_ptr<data::Tokenizer> tokenizer;
  std::string summary;  ///< one line for the user
};

/// Reads or draws the data that `options` define; draws depend on `key`. Throws Error on data that cannot be read or
/// used.
Corpus open_corpus(const MetaXlOptions& options, const std::filesystem::path& folder, RandomKey key);

}  // namespace metaxl
