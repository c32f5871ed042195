#include <torch/torch.h>

#include "../data/image_files.hpp"
#include "tasks/lft/images/augmented_image.hpp"
#include "tasks/lft/images/image_domains.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"

using namespace evograd;
using namespace lft;
using namespace evograd::test;

namespace {

Pixels view(const torch::Tensor& image) {
  return {image.data_ptr<std::uint8_t>(), image.size(0), image.size(1), image.size(2)};
}

/// [C, S, S] of one image.
torch::Tensor augmented(const torch::Tensor& image, const Augmentation& augmentation, std::int64_t size,
                        std::int64_t channels = 3) {
  auto result = torch::empty({channels, size, size});
  SquareImages(size, channels).augmented(view(image), augmentation, result.data_ptr<float>());
  return result;
}

/// `pixels` [3, H, W] in [0, 255], normalised.
torch::Tensor normalized(const torch::Tensor& pixels) {
  const auto mean = torch::tensor({0.485, 0.456, 0.406}).view({3, 1, 1});
  const auto deviation = torch::tensor({0.229, 0.224, 0.225}).view({3, 1, 1});
  return (pixels.to(torch::kFloat64) / 255 - mean) / deviation;
}

bool near(const torch::Tensor& a, const torch::Tensor& b) {
  return a.to(torch::kFloat64).allclose(b.to(torch::kFloat64), 0, 1e-4);  // single precision of values around 100
}

torch::Tensor scaled(const torch::Tensor& image, std::int64_t height, std::int64_t width) {
  return at::_upsample_bilinear2d_aa(image.to(torch::kFloat64).unsqueeze(0), {height, width}, false)[0];
}

Augmentation whole(const torch::Tensor& image) { return {0, 0, image.size(1), image.size(2)}; }

/// A folder with domains "x" and "y" of two classes with images of many sizes.
void put_domains(const std::filesystem::path& folder) {
  for (const auto* name : {"x", "y"}) {
    for (int i = 0; i < 8; ++i) {
      put(folder / name / (i < 4 ? "a" : "b") / (std::to_string(i) + ".png"),
          png_bytes(pattern(i % 2 == 0 ? 3 : 1, 1 + 9 * i, 1 + 13 * (i % 3), i)));
    }
  }
}

ImageDomainsRequest request(const std::filesystem::path& folder, ImageDomainOptions images) {
  return {.folder = folder, .cache_folder = folder / ".cache", .images = images};
}

const std::vector<Sample> all_samples = {{0, 0}, {0, 1}, {0, 2}, {0, 3}, {1, 0}, {1, 1}, {1, 2}, {1, 3}};

}  // namespace

TEST_CASE("Without changes an augmented image is the normalised image", "[lft]") {
  const auto image = pattern(3, 12, 12);
  CHECK(near(augmented(image, whole(image), 12), normalized(image)));
}

TEST_CASE("A crop is scaled with antialiasing and mirrored", "[lft]") {
  const auto image = pattern(3, 50, 40);
  for (const std::int64_t size : {7, 16, 33}) {  // shrunk and enlarged
    Augmentation crop{5, 8, 28, 21};
    const auto expected = normalized(scaled(image.narrow(1, 5, 28).narrow(2, 8, 21), size, size));
    CHECK(near(augmented(image, crop, size), expected));
    crop.mirrored = true;
    CHECK(near(augmented(image, crop, size), expected.flip({2})));
  }
}

TEST_CASE("A ramp's crop is a ramp between the crop's ends", "[lft]") {
  const auto ramp = torch::arange(100).to(torch::kUInt8).view({1, 1, -1}).expand({3, 100, 100}).contiguous();
  const auto result = augmented(ramp, {10, 20, 40, 60}, 30)[0][15];
  const auto pixels = (result * 0.229 + 0.485) * 255;
  // 60 pixels become 30, each the mean of a symmetric neighbourhood: 20.5, 22.5, … apart from the cut-off ends.
  CHECK(near(pixels.narrow(0, 1, 28), 22.5 + 2 * torch::arange(28)));
}

TEST_CASE("Jitter changes brightness, contrast and colour as PIL's ImageEnhance", "[lft]") {
  const auto image = pattern(3, 16, 16);
  Augmentation jitter = whole(image);
  jitter.brightness = 1.3F;
  jitter.contrast = 0.7F;
  jitter.colour = 1.4F;
  const auto weights = torch::tensor({0.299, 0.587, 0.114}, torch::kFloat64).view({3, 1, 1});
  auto expected = (image.to(torch::kFloat64) * 1.3).clamp(0, 255);
  const auto mean = std::floor((expected * weights).sum(0).mean().item<double>() + 0.5);
  expected = (mean + 0.7 * (expected - mean)).clamp(0, 255);
  const auto grey = (expected * weights).sum(0, true);
  expected = (grey + 1.4 * (expected - grey)).clamp(0, 255);
  CHECK(near(augmented(image, jitter, 16), normalized(expected)));
}

TEST_CASE("Grey images are repeated, and colour becomes luma for one channel", "[lft]") {
  const auto grey = pattern(1, 9, 9);
  CHECK(near(augmented(grey, whole(grey), 9), normalized(grey.expand({3, 9, 9}))));
  CHECK(near(augmented(grey, whole(grey), 9, 1), (grey.to(torch::kFloat64) / 255 - 0.449) / 0.226));
  const auto colour = pattern(3, 9, 9);
  const auto weights = torch::tensor({0.299, 0.587, 0.114}, torch::kFloat64).view({3, 1, 1});
  const auto luma = (colour.to(torch::kFloat64) * weights).sum(0, true);
  CHECK(near(augmented(colour, whole(colour), 9, 1), (luma / 255 - 0.449) / 0.226));
}

TEST_CASE("Draws have the distributions of RandomResizedCrop and of the jitter", "[lft]") {
  constexpr int count = 20000;
  double area = 0;
  double mirrored = 0;
  double brightness = 0;
  double colour_square = 0;
  double left = 0;
  bool inside = true;
  for (int i = 0; i < count; ++i) {
    const auto drawn = drawn_augmentation(300, 400, RandomKey(5).fold(static_cast<std::uint64_t>(i % 50)),
                                          static_cast<std::uint64_t>(i / 50));
    const double ratio = static_cast<double>(drawn.width) / static_cast<double>(drawn.height);
    inside &= drawn.top >= 0 && drawn.left >= 0 && drawn.top + drawn.height <= 300 && drawn.left + drawn.width <= 400;
    inside &= ratio > 0.74 && ratio < 1.35;  // 3/4 … 4/3 but for rounding to pixels
    inside &= drawn.brightness >= 0.6F && drawn.brightness <= 1.4F && drawn.contrast >= 0.6F && drawn.contrast <= 1.4F;
    area += static_cast<double>(drawn.width * drawn.height) / 120000 / count;
    mirrored += drawn.mirrored ? 1.0 / count : 0;
    brightness += drawn.brightness / count;
    colour_square += (drawn.colour - 1) * (drawn.colour - 1) / count;
    if (drawn.width < 400) left += static_cast<double>(drawn.left) / static_cast<double>(400 - drawn.width) / count;
  }
  CHECK(inside);
  // An area a and ratio r fit when a <= 3 r / 4, and are drawn again otherwise. With log r uniform on ± log 4/3 the
  // mean of those that fit is ∫(9 r²/16 − 0.08²)/2 d log r / ∫(3 r/4 − 0.08) d log r = 0.1691 / 0.3915.
  CHECK(area == Approx(0.4319).margin(0.006));
  CHECK(mirrored == Approx(0.5).margin(0.015));  // 4 deviations of a mean of 20000
  CHECK(brightness == Approx(1).margin(0.007));  // the same
  CHECK(colour_square == Approx(0.16 / 3).epsilon(0.05));
  CHECK(left == Approx(0.5).margin(0.01));
}

TEST_CASE("Where no crop fits, the largest central one that is no more oblong than 4:3 is taken", "[lft]") {
  const auto check_crop = [](std::int64_t height, std::int64_t width, std::vector<std::int64_t> expected) {
    const auto drawn = drawn_augmentation(height, width, RandomKey(1), 0);
    CHECK(std::vector<std::int64_t>{drawn.top, drawn.left, drawn.height, drawn.width} == expected);
  };
  check_crop(3, 1000, {0, 498, 3, 4});
  check_crop(1000, 3, {498, 0, 4, 3});
}

TEST_CASE("Evaluation scales the short side to 1.15 S and cuts out the centre", "[lft]") {
  const auto image = pattern(3, 60, 90);
  auto result = torch::empty({3, 20, 20});
  SquareImages(20, 3).centred(view(image), result.data_ptr<float>());
  CHECK(near(result, normalized(scaled(image, 23, 34).narrow(1, 2, 20).narrow(2, 7, 20))));  // (23 − 20)/2 → 2: even
}

TEST_CASE("Training images are a function of sample, key and position alone", "[lft]") {
  TemporaryFolder folder;
  put_domains(folder.path());
  const auto domain = make_image_domains(request(folder.path(), {.image_size = 12})).at(0);
  const auto first = domain->training_images(Split::base, all_samples, RandomKey(3));
  CHECK(first.sizes() == torch::IntArrayRef({8, 3, 12, 12}));
  CHECK(first.isfinite().all().item<bool>());
  CHECK(torch::equal(first, domain->training_images(Split::base, all_samples, RandomKey(3))));
  CHECK_FALSE(torch::equal(first, domain->training_images(Split::base, all_samples, RandomKey(4))));
  auto others = all_samples;
  others[0] = {1, 3};
  const auto second = domain->training_images(Split::base, others, RandomKey(3));
  CHECK(torch::equal(first.narrow(0, 1, 7), second.narrow(0, 1, 7)));
  const auto twice = domain->training_images(Split::base, {{1, 2}, {1, 2}}, RandomKey(3));
  CHECK_FALSE(torch::equal(twice[0], twice[1]));
  CHECK(domain->training_images(Split::base, {}, RandomKey(3)).size(0) == 0);
}

TEST_CASE("Images of any size become squares, also of one pixel and one channel", "[lft]") {
  TemporaryFolder folder;
  put_domains(folder.path());
  for (const std::int64_t size : {1, 5, 84}) {
    for (const std::int64_t channels : {1, 3}) {
      const auto domain = make_image_domains(request(folder.path(), {.image_size = size, .channels = channels})).at(1);
      const auto training = domain->training_images(Split::base, all_samples, RandomKey(0));
      const auto evaluation = domain->evaluation_images(Split::base, all_samples);
      CHECK(training.sizes() == torch::IntArrayRef({8, channels, size, size}));
      CHECK(evaluation.sizes() == training.sizes());
      CHECK((training.abs().max() < 3).item<bool>());  // white is 2.64 at most
      CHECK((evaluation.abs().max() < 3).item<bool>());
    }
  }
}

TEST_CASE("Without augmentation training images are those of evaluation", "[lft]") {
  TemporaryFolder folder;
  put_domains(folder.path());
  const auto domain = make_image_domains(request(folder.path(), {.image_size = 10, .augment = false})).at(0);
  CHECK(torch::equal(domain->training_images(Split::base, all_samples, RandomKey(0)),
                     domain->evaluation_images(Split::base, all_samples)));
}

TEST_CASE("Domains are found by name, in folders and archives", "[lft]") {
  TemporaryFolder folder;
  put_domains(folder.path());
  put_archive(folder.path() / "w.tar.gz",
              {{"w/k/0.png", png_bytes(pattern(1, 3, 3))}, {"w/novel_classes.txt", bytes_of("k")}});
  put_archive(folder.path() / "x.zip", {{"x/k/0.png", png_bytes(pattern(1, 3, 3))}});
  put(folder.path() / "README.md", std::string("no domain"));
  const evograd::test::CapturedLog log;
  auto wanted = request(folder.path(), {.image_size = 8});
  const auto all = make_image_domains(wanted);
  REQUIRE(all.size() == 3);
  CHECK(all[0]->name() == "w");
  CHECK(all[0]->class_count(Split::base) == 0);
  CHECK(all[0]->class_count(Split::novel) == 1);
  CHECK(all[0]->class_name(Split::novel, 0) == "k");
  CHECK(all[0]->sample_count(Split::novel, 0) == 1);
  CHECK(all[1]->name() == "x");
  CHECK(all[1]->class_count(Split::base) == 2);
  CHECK(log.lines.at(0) == (folder.path() / "x.zip").string() + ": skipped, because " + (folder.path() / "x").string() +
                               " is the same domain");
  wanted.names = {"y", "w"};
  const auto some = make_image_domains(wanted);
  REQUIRE(some.size() == 2);
  CHECK(some[0]->name() == "y");
  CHECK(some[1]->name() == "w");
}

TEST_CASE("Domains that are not there are refused with those that are", "[lft]") {
  TemporaryFolder folder;
  auto wanted = request(folder.path(), {.image_size = 8});
  CHECK(message_of([&] { make_image_domains(wanted); }) ==
        folder.path().string() +
            ": contains no domain\n  help: a domain is a folder DOMAIN/CLASS/IMAGE or an archive of one");
  put_domains(folder.path());
  wanted.names = {"x", "z"};
  CHECK(message_of([&] { make_image_domains(wanted); }) ==
        folder.path().string() + ": contains no domain 'z'\n  help: existing domains: x, y");
  wanted.names = {"x", "x"};
  CHECK(message_of([&] { make_image_domains(wanted); }) == "domains: contains 'x' twice");
  wanted.images.channels = 2;
  CHECK(message_of([&] { make_image_domains(wanted); }) ==
        "channels: is 2, must be 1 or 3\n  help: use 3 for colour, 1 for grey");
  wanted.folder = folder.path() / "none";
  CHECK(message_of([&] {
          make_image_domains(request(wanted.folder, {}));
        }).starts_with(wanted.folder.string() + ": cannot be listed: "));
}

TEST_CASE("Domains are made from file lists", "[lft]") {
  TemporaryFolder folder;
  put(folder.path() / "pictures/0.png", png_bytes(pattern(3, 9, 9)));
  put(folder.path() / "lists/birds/novel.json",
      std::string(R"({"label_names": ["wren"], "image_names": ["0.png"], "image_labels": [0]})"));
  auto wanted = request(folder.path() / "lists", {.image_size = 8});
  wanted.layout = "lists";
  wanted.images_root = folder.path() / "pictures";
  const auto domains = make_image_domains(wanted);
  REQUIRE(domains.size() == 1);
  CHECK(domains[0]->name() == "birds");
  CHECK(domains[0]->class_name(Split::novel, 0) == "wren");
  CHECK(domains[0]->evaluation_images(Split::novel, {{0, 0}}).size(3) == 8);
}
