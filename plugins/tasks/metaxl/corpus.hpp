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

/// What has a label.
enum class Labelling {
  text,      ///< a text as a whole: the type of a name
  words,     ///< each word: its part of speech
  entities,  ///< each word, and the labels are IOB tags
};

/// A text as words, and a label for each word, or one label under Labelling::text.
struct LabelledText {
  std::vector<std::string> words;
  std::vector<std::int64_t> labels;
};

/// The texts of a transfer from source to target.
struct Corpus {
  Labelling labelling = Labelling::text;
  std::vector<std::string> labels;  ///< by number
  std::vector<LabelledText> source, train, development, test;
  /// Words that may be read without labels: the training parts of both languages as a whole, in the order of the
  /// files; with names, the names to train on.
  std::vector<std::vector<std::string>> unlabelled;
  std::unique_ptr<data::Tokenizer> tokenizer;
  std::string summary;  ///< one line for the user
};

/// Reads or draws what `options` say; what is drawn depends on `key`. Throws Error on data that cannot be read or used.
Corpus open_corpus(const MetaXlOptions& options, const std::filesystem::path& folder, RandomKey key);

}  // namespace metaxl
