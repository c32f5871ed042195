// What reading costs: prints the seconds of one pass, without the start of the process.
//
//   benchmark-reading rows FILE.csv
//   benchmark-reading texts FILE.txt MODEL THREADS      one text a line, a SentencePiece model
//   benchmark-reading images FOLDER SIDE THREADS CACHE  decoded, resized, cropped, written to the cache
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "data/images/files/file_source.hpp"
#include "data/images/files/folder_catalogue.hpp"
#include "data/images/files/square_images.hpp"
#include "data/tables/records.hpp"
#include "data/text/tokenizers/encoded_words.hpp"
#include "data/text/tokenizers/sentencepiece.hpp"
#include "evograd/message_receiver.hpp"

namespace {

class Silence : public evograd::logging::Receiver {
 public:
  void message(evograd::logging::Level, std::string_view) override {}

 private:
  evograd::logging::ReceiverScope scope_{*this};
};

template <class Work>
double seconds(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double rows(const char* file) {
  return seconds([&] { data::read_records(file); });
}

double texts(const char* file, const char* model, std::size_t threads) {
  std::vector<std::string> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  const auto tokenizer = data::read_sentencepiece(model, data::PieceNumbers::as_is);
  std::vector<std::vector<std::int64_t>> tokens(lines.size());
  const auto work = [&](std::size_t begin, std::size_t end) {
    for (auto i = begin; i < end; ++i) tokens[i] = data::encode_words(*tokenizer, {lines[i]}, 1 << 20).tokens;
  };
  return seconds([&] {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 0; i < threads; ++i)
      helpers.emplace_back(work, lines.size() * i / threads, lines.size() * (i + 1) / threads);
  });
}

double images(const char* folder, std::int64_t side, std::int64_t threads, const char* cache) {
  std::filesystem::remove_all(cache);
  const auto source = data::open_source(folder);
  std::vector<std::string> files;
  for (const auto& part : data::folder_catalogue(*source, folder).parts) {
    for (const auto& one : part) files.insert(files.end(), one.files.begin(), one.files.end());
  }
  data::ImageSettings settings;
  settings.square = side;
  settings.threads = threads;
  settings.cache_folder = cache;
  return seconds([&] { data::open_square_images(*source, files, folder, settings); });
}

}  // namespace

int main(int count, char** words) try {
  const Silence silence;
  const std::string what = count > 1 ? words[1] : "";
  double result = 0;
  if (what == "rows" && count == 3) {
    result = rows(words[2]);
  } else if (what == "texts" && count == 5) {
    result = texts(words[2], words[3], std::stoul(words[4]));
  } else if (what == "images" && count == 6) {
    result = images(words[2], std::stol(words[3]), std::stol(words[4]), words[5]);
  } else {
    throw std::runtime_error("usage: benchmark-reading rows|texts|images …");
  }
  std::printf("%.6f\n", result);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "benchmark-reading: %s\n", error.what());
  return 1;
}
