#include "data/text/tokenizers/trained.hpp"

#include <fmt/core.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "data/program.hpp"
#include "data/text/tokenizers/sentencepiece.hpp"
#include "data/text/tokenizers/unicode_text.hpp"
#include "data/work_folder.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr const char* program = "spm_train";
constexpr const char* trained_place = "trained tokenizer";
constexpr const char* texts_name = "texts.txt";
constexpr const char* model_name = "pieces";
constexpr std::int64_t smallest_vocabulary = 6;  // padding, unknown, first, last, a piece, the mask
constexpr std::int64_t greatest_vocabulary = 10'000'000;
constexpr double smallest_coverage = 0.98;  // spm_train accepts no less

bool is_blank_text(const std::string& text) {
  const auto points = code_points(text);
  return std::all_of(points.begin(), points.end(), [](char32_t point) { return u_isUWhiteSpace(UChar32(point)) != 0; });
}

void check_training(const std::vector<std::string>& texts, const TrainedTokenizerOptions& options) {
  if (!(options.character_coverage >= smallest_coverage && options.character_coverage <= 1)) {
    throw Error(trained_place, fmt::format("character_coverage is {}, not in [0.98, 1]", options.character_coverage),
                "with 1 every character of the texts gets a token");
  }
  if (options.vocabulary < smallest_vocabulary || options.vocabulary > greatest_vocabulary) {
    throw Error(trained_place, fmt::format("a vocabulary of {} is out of range", options.vocabulary),
                "use e.g. 8000 for one language, 250000 for a hundred languages");
  }
  for (const auto& text : texts) expect_utf8(text, "a text to learn pieces from");
  if (std::all_of(texts.begin(), texts.end(), is_blank_text)) {
    throw Error(trained_place, fmt::format("the {} texts contain no word", texts.size()),
                "pass the texts of the training data");
  }
}

/// One text per line, in an order that does not depend on that of `texts`.
void write_texts(const std::filesystem::path& file, std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  std::ofstream stream(file, std::ios::binary);
  for (const auto& text : texts) stream << text << '\n';
  stream.close();
  if (!stream) throw Error(file.string(), "cannot be written", "free space, or set EVOGRAD_CACHE to another folder");
}

std::vector<std::string> arguments_for(const TrainedTokenizerOptions& options) {
  return {
      program,
      // Relative to the folder, since a comma in its name would separate two files. The model contains these names.
      fmt::format("--input={}", texts_name),
      fmt::format("--model_prefix={}", model_name),
      "--model_type=unigram",
      fmt::format("--vocab_size={}", options.vocabulary - 1),  // the mask is added when the model is read
      "--hard_vocab_limit=false",                              // few texts have fewer pieces
      fmt::format("--character_coverage={}", options.character_coverage),
      "--normalization_rule_name=nfkc",
      "--split_by_unicode_script=false",
      "--split_by_number=false",
      "--max_sentence_length=1073741824",  // a longer text would be left out
      "--pad_id=0",
      "--unk_id=1",
      "--bos_id=2",
      "--eos_id=3",
      "--num_threads=1",  // sums in floating point depend on the number of threads
      "--minloglevel=1",
  };
}

/// Throws Error for a failure of spm_train.
[[noreturn]] void refuse_training(const ProgramEnd& end, const TrainedTokenizerOptions& options) {
  const auto reason = end.last_output.find("Vocabulary size is smaller than required_chars. ");
  long required = 0;
  if (reason != std::string::npos &&
      std::sscanf(end.last_output.c_str() + reason, "Vocabulary size is smaller than required_chars. %*d vs %ld",
                  &required) == 1) {
    throw Error(
        trained_place,
        fmt::format("a vocabulary of {} has no room for the characters of the texts and 5 special tokens, which "
                    "are {}",
                    options.vocabulary, required + 1),
        fmt::format("set vocabulary_size to at least {}", required + 1));
  }
  throw Error(program, end.failure + (end.last_output.empty() ? "" : "; its last output:\n" + end.last_output),
              "correct what it names, or choose another tokenizer, e.g. \"characters\"; reinstall it if it is damaged: "
              "apt-get install --reinstall sentencepiece");
}

}  // namespace

std::filesystem::path train_sentencepiece(const std::vector<std::string>& texts, const TrainedTokenizerOptions& options,
                                          const std::filesystem::path& folder) {
  check_training(texts, options);
  write_texts(folder / texts_name, texts);
  const auto end = run_program(arguments_for(options), folder);
  if (!end.found) {
    throw Error(program, "is not installed or not in PATH, but trains the pieces of tokenizer \"trained\"",
                "apt-get install sentencepiece, or choose another tokenizer, e.g. \"characters\"");
  }
  if (!end.failure.empty()) refuse_training(end, options);
  return folder / fmt::format("{}.model", model_name);
}

std::unique_ptr<Tokenizer> train_tokenizer(const std::vector<std::string>& texts,
                                           const TrainedTokenizerOptions& options) {
  const WorkFolder folder(program);
  return read_sentencepiece(train_sentencepiece(texts, options, folder.path()), PieceNumbers::as_is);
}

}  // namespace data
