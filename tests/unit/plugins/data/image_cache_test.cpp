#include <sys/wait.h>
#include <torch/torch.h>
#include <unistd.h>

#include <limits>

#include "data/images/files/cache_index.hpp"
#include "data/images/files/open_images.hpp"
#include "evograd/cache_folder.hpp"
#include "image_files.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"

using namespace evograd;
using namespace data;
using namespace evograd::test;

namespace {

/// A domain of two classes on disk, a cache folder, and what was logged while it was opened.
struct CachedDomain {
  TemporaryFolder folder;
  std::filesystem::path domain = folder.path() / "d";
  std::filesystem::path cache = folder.path() / "new/cache";
  CapturedLog log;

  CachedDomain() {
    for (int i = 0; i < 12; ++i) {
      put(domain / (i % 2 == 0 ? "a" : "b") / (std::to_string(i) + ".png"), png_bytes(pattern(3, 20 + i, 30, i)));
    }
  }
  ImageCollection open(ImageSettings settings = {}) {
    log.lines.clear();
    settings.cache_folder = cache;
    return open_image_folder(domain, settings);
  }
  bool logged(const std::string& part) const { return log.have(part); }
  std::vector<std::filesystem::path> cache_files() const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(cache)) files.push_back(entry.path());
    return files;
  }
};

torch::Tensor image(const ImageCollection& images, std::size_t class_index, std::size_t index) {
  return images.image(images.parts[0][class_index].images[index]);
}

}  // namespace

TEST_CASE("The second opening maps the cache and gives the same images", "[images]") {
  CachedDomain domain;
  const auto first = domain.open();
  CHECK(domain.logged("decoding 12 images once for all runs"));
  const auto second = domain.open();
  CHECK(domain.log.lines.empty());
  CHECK(domain.cache_files().size() == 1);
  CHECK(first.image_count() == 12);
  CHECK(second.image_count() == 12);
  CHECK(torch::equal(first.bytes, second.bytes));
  CHECK(torch::equal(image(second, 1, 2), pattern(3, 23, 30, 3)));  // b: 1.png, 11.png, 3.png, …
  CHECK(second.name == "d");
}

TEST_CASE("A cache is not used for other files or settings", "[images]") {
  CachedDomain domain;
  domain.open();
  SECTION("a changed image") {
    put(domain.domain / "a/0.png", png_bytes(pattern(3, 20, 30, 77)));
    CHECK(torch::equal(image(domain.open(), 0, 0), pattern(3, 20, 30, 77)));
  }
  SECTION("an added image") {
    put(domain.domain / "a/99.png", png_bytes(pattern(3, 4, 4)));
    CHECK(domain.open().image_count() == 13);
  }
  SECTION("a class list") {
    put(domain.domain / "novel_classes.txt", std::string("a\n"));
    CHECK(domain.open().parts[2].size() == 1);
  }
  SECTION("another size") { CHECK(image(domain.open({.short_side = 10}), 0, 0).size(1) == 10); }
  SECTION("another number of channels") { CHECK(image(domain.open({.channels = 1}), 0, 0).size(0) == 1); }
  CHECK(domain.cache_files().size() == 2);
}

TEST_CASE("An archive that changed is read again", "[images]") {
  TemporaryFolder folder;
  const ImageSettings settings{.cache_folder = folder.path() / "cache"};
  const auto path = folder.path() / "d.tar.gz";
  put_archive(path, {{"d/a/0.png", png_bytes(pattern(1, 3, 3, 1))}});
  CHECK(torch::equal(image(open_image_folder(path, settings), 0, 0), pattern(1, 3, 3, 1)));
  put_archive(path, {{"d/a/0.png", png_bytes(pattern(1, 3, 3, 2))}, {"d/a/1.png", png_bytes(pattern(1, 3, 3, 3))}});
  CHECK(torch::equal(image(open_image_folder(path, settings), 0, 0), pattern(1, 3, 3, 2)));
}

TEST_CASE("A damaged cache is made again with a log line", "[images]") {
  CachedDomain domain;
  const auto expected = domain.open().bytes.clone();
  const auto path = domain.cache_files().at(0);
  const auto whole = file_bytes(path);
  auto bytes = whole;
  SECTION("cut off") { bytes.resize(whole.size() - 9); }
  SECTION("cut off within its header") { bytes.resize(11); }
  SECTION("empty") { bytes.clear(); }
  SECTION("longer") { bytes.push_back(0); }
  SECTION("of another kind") { bytes[0] ^= 1; }
  SECTION("of another key") { bytes[8] ^= 1; }
  SECTION("with a damaged index") { bytes[whole.size() - 20] ^= 1; }
  SECTION("with absurd lengths") { bytes[23] = 0x7f; }
  put(path, bytes);
  CHECK(torch::equal(domain.open().bytes, expected));
  CHECK(domain.logged("the images are decoded again"));
  CHECK(file_bytes(path) == whole);
  domain.open();
  CHECK(domain.log.lines.empty());
}

TEST_CASE("An index is refused whose images are no pictures or lie outside of the pixels", "[images]") {
  const auto accepted = [](const StoredImage& image) {
    CachedImages images;
    images.collection.parts[0] = {{"a", {image}}};
    return parsed_index(index_text(images), 12).has_value();
  };
  constexpr auto largest = std::numeric_limits<std::int32_t>::max();
  CHECK(accepted({0, 3, 2, 2}));
  CHECK(accepted({8, 1, 2, 2}));
  CHECK_FALSE(accepted({1, 3, 2, 2}));
  CHECK_FALSE(accepted({-1, 1, 2, 2}));
  CHECK_FALSE(accepted({0, 1, -2, -2}));
  CHECK_FALSE(accepted({0, 2, 2, 2}));
  CHECK_FALSE(accepted({0, 1, 0, 2}));
  CHECK_FALSE(accepted({0, 3, largest, largest}));
}

TEST_CASE("Processes that open a domain at once each get all of it, and one cache is left", "[images]") {
  CachedDomain domain;
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    const auto child = ::fork();
    if (child == 0) {
      int status = 1;
      try {
        const auto images = domain.open({.threads = 1});
        status = images.image_count() == 12 && torch::equal(image(images, 0, 0), pattern(3, 20, 30, 0)) ? 0 : 2;
      } catch (...) {
        status = 3;
      }
      ::_exit(status);
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(domain.cache_files().size() == 1);
  domain.open();
  CHECK(domain.log.lines.empty());
}

TEST_CASE("Where no cache can be written the images stay in memory", "[images]") {
  CachedDomain domain;
  put(domain.folder.path() / "file", std::string("in the way"));
  domain.cache = domain.folder.path() / "file/cache";
  CHECK(torch::equal(image(domain.open(), 0, 0), pattern(3, 20, 30, 0)));
  CHECK(domain.logged("cannot be written"));
}

TEST_CASE("Corrupt images are listed by name, or skipped when that is wanted", "[images]") {
  CachedDomain domain;
  for (int i = 0; i < 11; ++i) put(domain.domain / "c" / ("bad" + std::to_string(10 + i) + ".jpg"), std::string("x"));
  put(domain.domain / "a/z.png", std::string("x"));
  for (const int repetition : {0, 1}) {  // decoded, and from the cache
    CAPTURE(repetition);
    const auto message = message_of([&] { domain.open(); });
    CHECK(message.starts_with(domain.domain.string() + ": 12 image(s) cannot be decoded:\n    " +
                              (domain.domain / "a/z.png").string() + ": is neither JPEG nor PNG\n    " +
                              (domain.domain / "c/bad10.jpg").string() + ": is neither JPEG nor PNG\n"));
    CHECK(message.find("bad18.jpg: is neither JPEG nor PNG\n    and 2 more\n  help: repair or remove") !=
          std::string::npos);
  }
  const auto images = domain.open({.skip_corrupt = true});
  CHECK(images.image_count() == 12);
  CHECK(images.parts[0].size() == 2);
  CHECK(domain.logged("skipped " + (domain.domain / "c/bad20.jpg").string() + ": is neither JPEG nor PNG"));
  CHECK(domain.logged("skipped class 'c', because none of its images can be decoded"));
  put(domain.domain / "a/z.png", png_bytes(pattern(1, 2, 2)));
  std::filesystem::remove_all(domain.domain / "c");
  CHECK(domain.open().image_count() == 13);  // mended
}

TEST_CASE("Images are shrunk to the short side with antialiasing, and never enlarged", "[images]") {
  TemporaryFolder folder;
  const auto large = pattern(3, 40, 70, 5);
  put(folder.path() / "a/0.png", png_bytes(large));
  put(folder.path() / "a/1.png", png_bytes(pattern(3, 50, 9)));
  put(folder.path() / "a/2.png", png_bytes(pattern(1, 1, 1)));
  const auto images = open_image_folder(folder.path(), {.short_side = 16});
  const auto expected = at::_upsample_bilinear2d_aa(large.to(torch::kFloat64).unsqueeze(0), {16, 28}, false)[0];
  REQUIRE(image(images, 0, 0).sizes() == torch::IntArrayRef({3, 16, 28}));
  const auto difference = (image(images, 0, 0) - expected).abs().max().item<double>();
  CHECK(difference <= 0.5 + 1e-3);  // rounding to a grey level; single precision
  CHECK(torch::equal(image(images, 0, 1), pattern(3, 50, 9)));
  CHECK(torch::equal(image(images, 0, 2), pattern(1, 1, 1)));
}

TEST_CASE("The number of decoding threads does not matter", "[images]") {
  CachedDomain domain;
  domain.cache.clear();
  CHECK(torch::equal(domain.open({.short_side = 8, .threads = 1}).bytes,
                     domain.open({.short_side = 8, .threads = 4}).bytes));
}

TEST_CASE("The default cache folder follows the environment", "[images]") {
  const auto with = [](const char* own, const char* general, const char* home) {
    const std::array<const char*, 3> names = {"EVOGRAD_CACHE", "XDG_CACHE_HOME", "HOME"};
    const std::array<const char*, 3> values = {own, general, home};
    std::array<std::optional<std::string>, 3> before;
    for (std::size_t i = 0; i < 3; ++i) {
      if (const char* value = std::getenv(names[i])) before[i] = value;
      values[i] != nullptr ? ::setenv(names[i], values[i], 1) : ::unsetenv(names[i]);
    }
    const auto folder = evograd::cache_folder();
    for (std::size_t i = 0; i < 3; ++i) {
      before[i] ? ::setenv(names[i], before[i]->c_str(), 1) : ::unsetenv(names[i]);
    }
    return folder.string();
  };
  CHECK(with("/own", "/general", "/home/me") == "/own");
  CHECK(with(nullptr, "/general", "/home/me") == "/general/evograd");
  CHECK(with("", "", "/home/me") == "/home/me/.cache/evograd");
  CHECK(with(nullptr, nullptr, nullptr).empty());
}
