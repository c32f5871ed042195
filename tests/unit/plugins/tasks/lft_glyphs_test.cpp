#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <set>

#include "evograd/error.hpp"
#include "tasks/lft/glyphs/font_files.hpp"
#include "tasks/lft/glyphs/glyph_domain.hpp"
#include "tasks/lft/glyphs/jitter.hpp"
#include "tasks/lft/glyphs/make_domains.hpp"
#include "tasks/lft/glyphs/master_cache.hpp"
#include "tasks/lft/glyphs/master_file.hpp"
#include "tasks/lft/glyphs/raster.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace lft;
using evograd::test::CapturedLog;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;

namespace {

constexpr std::array splits = {Split::base, Split::validation, Split::novel};

std::vector<std::filesystem::path> installed_fonts() { return font_files(default_font_folders()); }

/// Enough to see every step of drawing, and drawn in a fraction of a second.
const std::vector<ScriptGroup>& small_groups() {
  static const std::vector<ScriptGroup> groups = {
      {"lao", Style::print, {{"Lao", {{0x0E81, 0x0EAE}}}}},
      {"latin", Style::chalk, {{"Latin", {{'C', 'C'}, {'c', 'c'}, {'e', 'e'}}}}},
  };
  return groups;
}

/// `classes` letters of three masters each: a bar in the middle, 4, 8 or 12 pixels wide and 24 high.
MasterSet bars(std::int64_t classes) {
  MasterSet set;
  for (std::int64_t i = 0; i < classes; ++i) {
    set.classes.push_back({static_cast<char32_t>('a' + i), "Bars", 3 * i, 3});
    for (const std::size_t half : {2, 4, 6}) {
      for (std::size_t at = 0; at < master_bytes; ++at) {
        const auto x = at % 48;
        const auto y = at / 48;
        const bool ink = x >= 24 - half && x < 24 + half && y >= 12 && y < 36;
        set.pixels.push_back(ink ? 255 : 0);
      }
    }
  }
  return set;
}

/// Sixty-four pictures with a square of ink in the middle, and the square's pixels.
struct Squares {
  explicit Squares(std::int64_t size) : ink(torch::zeros({64, 1, size, size})) {
    middle(ink).fill_(1);
    inside = ink.gt(0.5);
  }

  static torch::Tensor middle(const torch::Tensor& images, std::int64_t margin_of_32 = 8) {
    const auto size = images.size(3);
    const auto margin = margin_of_32 * size / 32;
    return images.narrow(2, margin, size - 2 * margin).narrow(3, margin, size - 2 * margin);
  }

  torch::Tensor ink;
  torch::Tensor inside;
};

double average(const torch::Tensor& values) { return values.mean().item<double>(); }

torch::Tensor styled_squares(Style style, const Squares& squares) {
  InstanceRandomness random(RandomKey(3), squares.ink.size(0));
  return styled(squares.ink, style, random);
}

std::vector<Sample> some_samples(const Domain& domain, Split split) {
  std::vector<Sample> samples;
  for (std::int64_t i = 0; i < 20; ++i) samples.push_back({i % domain.class_count(split), i});
  return samples;
}

}  // namespace

TEST_CASE("resizing keeps an even grey, a ramp's slope, and the total ink of a picture that has a margin") {
  Raster even(17, 23);
  std::ranges::fill(even.pixels, 77);
  CHECK(std::ranges::all_of(resized(even, 40, 9).pixels, [](auto value) { return value == 77; }));

  Raster ramp(60, 4);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 60; ++x) ramp.at(x, y) = static_cast<std::uint8_t>(4 * x);
  }
  const auto shorter = resized(ramp, 20, 4);
  for (int x = 4; x < 16; ++x) CHECK(std::abs(shorter.at(x, 1) - (12 * x + 4)) <= 1);  // pixel x is the old 3x + 1

  Raster square(60, 60);
  for (int y = 20; y < 40; ++y) {
    for (int x = 20; x < 40; ++x) square.at(x, y) = 200;
  }
  const auto ink = [](const Raster& picture) {
    return std::accumulate(picture.pixels.begin(), picture.pixels.end(), 0.0);
  };
  // Cutting the sinc's undershoot off at 0 adds about a tenth along the edge.
  CHECK(ink(resized(square, 30, 30)) == Approx(ink(square) / 4).epsilon(0.1));
  CHECK(cropped(square).width == 20);
  CHECK(cropped(Raster(5, 5)).pixels.empty());
}

TEST_CASE("the installed fonts give about the recipe's classes and masters, and no letter is in two splits") {
  const TemporaryFolder cache;
  const CapturedLog lines;
  const auto domains = make_glyph_domains({}, cache.path());
  const std::vector<std::pair<std::string, std::int64_t>> expected = {
      {"european", 291}, {"semitic", 203}, {"northindic", 210}, {"southern", 379}, {"syllabic", 1182}};
  REQUIRE(domains.size() == expected.size());
  for (std::size_t i = 0; i < domains.size(); ++i) {
    const auto& domain = *domains[i];
    CHECK(domain.name() == expected[i].first);
    std::set<std::string> names;
    std::int64_t classes = 0;
    for (const auto split : splits) {
      classes += domain.class_count(split);
      for (std::int64_t c = 0; c < domain.class_count(split); ++c) names.insert(domain.class_name(split, c));
    }
    CHECK(static_cast<std::int64_t>(names.size()) == classes);
    const auto recipe = static_cast<double>(expected[i].second);  // fonts gain and lose letters between versions
    CHECK(static_cast<double>(classes) == Approx(recipe).epsilon(0.15));
    CHECK(static_cast<double>(domain.class_count(Split::novel)) == Approx(0.3 * recipe).epsilon(0.2));
    CHECK(domain.sample_count(Split::base, 0) == 40);
  }
  CHECK(domains[2]->class_name(Split::novel, 0).find(" Devanagari") != std::string::npos);
  CHECK(lines.have("glyphs: european "));
}

TEST_CASE("drawing twice gives the same masters: in the middle, distinct, and none for a letter like another") {
  const auto files = installed_fonts();
  const auto sets = draw_masters(small_groups(), files);
  CHECK((sets == draw_masters(small_groups(), files)));

  CHECK(sets[1].classes.size() == 2);  // c is like C, e is not
  for (const auto& set : sets) {
    std::int64_t next = 0;
    for (const auto& glyph : set.classes) {
      CHECK(glyph.first_master == next);
      CHECK(glyph.masters >= 2);
      CHECK(glyph.masters <= 12);
      next += glyph.masters;
    }
    CHECK(set.masters() == next);
    const auto masters = torch::tensor(at::ArrayRef<std::uint8_t>(set.pixels), torch::kUInt8).view({-1, 48, 48});
    CHECK(masters.narrow(1, 4, 40).narrow(2, 4, 40).sum().item<std::int64_t>() == masters.sum().item<std::int64_t>());
    for (std::int64_t a = 0; a + 1 < sets[0].classes[0].masters; ++a) {
      CHECK((masters[a].to(torch::kFloat32) - masters[a + 1]).abs().mean().item<double>() > 2);
    }
  }
}

TEST_CASE("masters from the cache are those drawn; a damaged, cut-off or stale cache is made again") {
  const TemporaryFolder cache;
  const auto path = cache.path() / "inner" / master_cache_name;
  auto files = installed_fonts();
  const auto fresh = draw_masters(small_groups(), files);
  CapturedLog log;
  const auto cached = [&] {
    log.lines.clear();
    return cached_masters(small_groups(), files, path.parent_path());
  };
  CHECK((cached() == fresh));
  CHECK(log.have("drawing"));
  CHECK((cached() == fresh));
  CHECK(log.lines.empty());
  CHECK(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}) == 1);  // no temporary file is left

  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(5000).put('\x7f').put('\x35');
  CHECK((cached() == fresh));
  CHECK(log.have("is damaged"));
  CHECK((cached() == fresh));
  CHECK(log.lines.empty());

  for (const std::uintmax_t length : {0, 10, 30, 2000}) {
    std::filesystem::resize_file(path, length);
    CHECK((cached() == fresh));
    CHECK(log.have("is damaged"));
  }

  files.pop_back();
  CHECK((cached() == draw_masters(small_groups(), files)));
  CHECK(log.have("other fonts"));
}

TEST_CASE("a file whose letters have no masters, or masters beyond its pixels, is not what was written") {
  const auto read = [](const std::function<void(MasterSet&)>& change) {
    MasterFile file{7, {bars(3)}};
    change(file.sets.front());
    return unpacked(packed(file)).has_value();
  };
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  CHECK(read([](MasterSet&) {}));
  CHECK_FALSE(read([](MasterSet& set) { set.classes[2].first_master = 7; }));
  CHECK_FALSE(read([](MasterSet& set) { set.classes[0].first_master = -1; }));
  CHECK_FALSE(read([](MasterSet& set) { set.classes[0].masters = 0; }));
  CHECK_FALSE(read([](MasterSet& set) { set.classes[1].masters = largest; }));
  CHECK_FALSE(read([](MasterSet& set) { set.classes[1].first_master = largest; }));
  CHECK_FALSE(read([](MasterSet& set) { set.pixels.pop_back(); }));
}

TEST_CASE("a cache with another number of domains is damaged, whatever its key says") {
  const TemporaryFolder cache;
  const auto path = cache.path() / master_cache_name;
  const auto files = installed_fonts();
  const auto fresh = cached_masters(small_groups(), files, cache.path());
  std::ifstream stream(path, std::ios::binary);
  auto file = unpacked(std::string{std::istreambuf_iterator<char>(stream), {}});
  REQUIRE(file);
  file->sets.pop_back();
  const auto fewer = packed(*file);
  std::ofstream(path, std::ios::binary).write(fewer.data(), static_cast<std::streamsize>(fewer.size()));
  const CapturedLog lines;
  CHECK((cached_masters(small_groups(), files, cache.path()) == fresh));
  CHECK(lines.have("is damaged"));
}

TEST_CASE("a cache folder that cannot be made costs a line in the log, nothing else") {
  const TemporaryFolder folder;
  folder.write("file", {1});
  const CapturedLog lines;
  const auto files = installed_fonts();
  const auto sets = cached_masters(small_groups(), files, folder.path() / "file" / "cache");
  CHECK((sets == draw_masters(small_groups(), files)));
  CHECK(lines.have("cannot be written"));
}

TEST_CASE("without fonts, or with too few, the message says what to install; a file that is no font is left out") {
  const TemporaryFolder empty;
  const auto make = [&] { make_glyph_domains({.font_folders = {empty.path()}}, {}); };
  CHECK(message_of(make).find("no .ttf or .otf file in " + empty.path().string()) != std::string::npos);
  CHECK(message_of(make).find("apt install fonts-noto-core") != std::string::npos);

  empty.write("broken.ttf", {1, 2, 3});
  CHECK(message_of(make).find("the fonts have 0 letters for 'european'") != std::string::npos);
  const CapturedLog lines;
  draw_masters(small_groups(), {empty.path() / "broken.ttf"});
  CHECK(lines.have("broken.ttf is skipped"));
  CHECK(message_of([] { style_named("oil"); }).find("use print, chalk, outline, texture or mosaic") !=
        std::string::npos);
}

TEST_CASE("every style stays in [-1, 1], uses the range, and looks as its name says, at every size") {
  for (const std::int64_t size : {16, 32, 84}) {
    const Squares squares(size);
    const auto outside = squares.inside.logical_not();
    for (const auto style : {Style::print, Style::chalk, Style::outline, Style::texture, Style::mosaic}) {
      const auto images = styled_squares(style, squares);
      CHECK(images.sizes() == squares.ink.sizes());
      CHECK(images.min().item<double>() >= -1);
      CHECK(images.max().item<double>() <= 1);
      CHECK(images.std().item<double>() > 0.2);
    }
    const auto brightness = [&](Style style, const torch::Tensor& where) {
      return average(styled_squares(style, squares).masked_select(where));
    };
    CHECK(brightness(Style::print, squares.inside) < -0.3);
    CHECK(brightness(Style::print, outside) > 0.9);
    CHECK(brightness(Style::chalk, squares.inside) > 0.2);
    CHECK(brightness(Style::chalk, outside) < -0.6);
    CHECK(brightness(Style::mosaic, squares.inside) < -0.3);
    CHECK(brightness(Style::mosaic, outside) > 0.5);

    const auto hollow = styled_squares(Style::outline, squares);
    CHECK(average(Squares::middle(hollow)) > 0.9);             // no ink inside …
    CHECK(average(hollow.masked_select(outside)) < 0.9);       // … but around it
    CHECK(average(hollow.narrow(2, 0, 3 * size / 32)) > 0.9);  // and not far from it

    const auto letter = Squares::middle(styled_squares(Style::texture, squares)).mean({1, 2, 3});
    CHECK(letter.gt(0.5).sum().item<int>() > 16);   // lighter than the ground in one half of the 64 …
    CHECK(letter.lt(-0.4).sum().item<int>() > 16);  // … darker in the other
  }
}

TEST_CASE("a mosaic of 36 pixels has 12 x 12 even tiles but for the specks") {
  const Squares squares(36);
  const auto tiles = styled_squares(Style::mosaic, squares).view({-1, 12, 3, 12, 3}).permute({0, 1, 3, 2, 4});
  const auto pixels = tiles.reshape({-1, 9});
  const auto middle = std::get<0>(pixels.median(1, true));
  const auto odd = pixels.ne(middle).to(torch::kFloat64);
  CHECK(average(odd) < 0.13);  // 6 % black, 6 % white
  CHECK(average(odd) > 0.05);  // on white only the black ones are seen
}

TEST_CASE("jitter of strength 0 keeps a master of the same size, and its middle at others") {
  const auto pixels = bars(1).pixels;
  const auto masters =
      torch::tensor(at::ArrayRef<std::uint8_t>(pixels), torch::kUInt8).view({3, 1, 48, 48}).to(torch::kFloat32) / 255;
  InstanceRandomness random(RandomKey(1), 3);
  CHECK(torch::allclose(jittered(masters, 0, 48, random), masters, 0, 1e-4));
  for (const std::int64_t size : {8, 16, 28, 32, 64, 84}) {
    const auto images = jittered(masters, 0, size, random);
    CHECK(torch::allclose(images, images.flip({2, 3}), 0, 1e-4));  // a bar in the middle is its own half turn
    // And keeps its share of the picture but for what falls between two samples: at 28 pixels the bar of width 4 has
    // samples at ±0.86 and at ±2.57, which see nothing, so 2 instead of 2.33 pixels, 0.86 of it.
    const auto share = images.mean({1, 2, 3}) / masters.mean({1, 2, 3});
    INFO("size " << size << ", shares " << share[0].item<double>() << ", " << share[1].item<double>());
    CHECK(torch::allclose(share, torch::ones(3), 0, 0.15));
  }
}

TEST_CASE("jitter makes strokes thicker and thinner, moves and turns, but rarely out of the picture") {
  const auto pixels = bars(1).pixels;
  const auto bar =
      torch::tensor(at::ArrayRef<std::uint8_t>(pixels), torch::kUInt8).view({3, 1, 48, 48}).narrow(0, 1, 1);
  const auto masters = (bar.to(torch::kFloat32) / 255).expand({500, 1, 48, 48}).contiguous();
  InstanceRandomness random(RandomKey(1), 500);
  const auto images = jittered(masters, 1, 32, random);
  CHECK(images.min().item<double>() >= 0);
  CHECK(images.max().item<double>() <= 1);
  const auto share = images.mean({1, 2, 3}) / average(masters);
  // Stretching by U(.85, 1.25) both ways and U(.85, 1.18) one way more leaves 0.941 * 0.994 of the area on average; a
  // quarter of the bars grows from 8 x 24 to 10 x 26, and of a quarter all but 6 x 22 fades to 0.3: 0.936 * 1.034.
  CHECK(average(share) == Approx(0.968).margin(0.05));  // four deviations of the mean of 500
  CHECK(share.min().item<double>() < 0.6);
  CHECK(share.max().item<double>() > 1.2);
  const auto place = (images.sum({1, 2}) * torch::arange(32)).sum(1) / images.sum({1, 2, 3});
  CHECK(average(place) == Approx(15.5).margin(0.3));
  CHECK(place.std().item<double>() > 0.5);
}

TEST_CASE("a class's number decides its split") {
  const GlyphDomain domain("bars", bars(12), {});
  const auto names = [&](Split split) {
    std::string text;
    for (std::int64_t c = 0; c < domain.class_count(split); ++c) text += domain.class_name(split, c) + ' ';
    return text;
  };
  // i times the golden ratio, modulo 1: 0, .62, .24, .85, .47, .09, .71, .33, .94, .56, .18, .80.
  CHECK(names(Split::novel) == "U+0061 Bars U+0063 Bars U+0066 Bars U+006B Bars ");
  CHECK(names(Split::validation) == "U+0068 Bars ");
  CHECK(domain.class_count(Split::base) == 7);
}

TEST_CASE("an image is a function of letter and sample in evaluation, of key and place in training") {
  const GlyphDomain domain("bars", bars(12), {.style = Style::texture, .image_size = 20});
  const auto samples = some_samples(domain, Split::base);
  const auto all = domain.evaluation_images(Split::base, samples);
  CHECK(all.sizes() == at::IntArrayRef({20, 1, 20, 20}));
  CHECK(torch::equal(all, domain.evaluation_images(Split::base, samples)));
  const auto alone = domain.evaluation_images(Split::base, {samples[7], samples[3]});
  CHECK(torch::allclose(alone[0], all[7], 0, 1e-5));  // kernels may round differently by the batch's size
  CHECK(torch::allclose(alone[1], all[3], 0, 1e-5));
  CHECK_FALSE(torch::allclose(all[0], all[7], 0, 0.1));  // another sample of the class

  const auto seen = domain.training_images(Split::base, samples, RandomKey(1));
  CHECK(torch::equal(seen, domain.training_images(Split::base, samples, RandomKey(1))));
  CHECK_FALSE(torch::allclose(seen, domain.training_images(Split::base, samples, RandomKey(2)), 0, 0.1));
  const auto twice = domain.training_images(Split::base, {samples[0], samples[0]}, RandomKey(1));
  CHECK_FALSE(torch::allclose(twice[0], twice[1], 0, 0.1));
  CHECK(domain.training_images(Split::base, {}, RandomKey(1)).size(0) == 0);
}

TEST_CASE("without jitter a training image is the master that its sample names, in the domain's style") {
  const GlyphDomain domain("bars", bars(12), {.style = Style::print, .jitter = 0, .image_size = 48});
  const auto images = domain.training_images(Split::novel, {{0, 0}, {0, 1}, {0, 2}, {0, 4}}, RandomKey(1));
  const auto width = images.select(2, 24).lt(0.6).sum({1, 2});
  CHECK(torch::equal(width, torch::tensor({4, 8, 12, 8}, torch::kInt64)));
}

TEST_CASE("one style for all leaves the letters as they were") {
  const TemporaryFolder cache;
  const auto own = make_glyph_domains({.jitter = 0}, cache.path());
  const auto printed = make_glyph_domains({.style = "print", .jitter = 0}, cache.path());
  for (std::size_t i = 0; i < own.size(); ++i) {
    CHECK(own[i]->class_count(Split::base) == printed[i]->class_count(Split::base));
    const auto samples = some_samples(*own[i], Split::base);
    const auto images = printed[i]->evaluation_images(Split::base, samples);
    CHECK(average(images.select(2, 0)) > 0.9);  // white margins
    CHECK(torch::equal(images, own[i]->evaluation_images(Split::base, samples)) == (i == 0));
  }
}
