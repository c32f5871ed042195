#include <torch/torch.h>

#include <bit>
#include <cmath>

#include "data/images/cifar.hpp"
#include "data/images/idx.hpp"
#include "data/images/image_data.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace data;
using namespace evograd::test;

namespace {

const std::string damaged = "\n  help: the file is damaged or incomplete; download it again";

Bytes cifar_records(const std::vector<Bytes>& labels) {
  Bytes bytes;
  for (const auto& label : labels) {
    bytes.insert(bytes.end(), label.begin(), label.end());
    for (int i = 0; i < 3072; ++i) bytes.push_back(static_cast<std::uint8_t>((i + label.back()) % 256));
  }
  return bytes;
}

}  // namespace

TEST_CASE("idx files are read plain and compressed, in every usual spelling") {
  TemporaryFolder folder;
  folder.write_compressed("train-images-idx3-ubyte.gz", idx_images(3, 2, 4));
  folder.write("train-labels-idx1-ubyte", idx_labels({1, 0, 2}));
  folder.write("t10k-images.idx3-ubyte", idx_images(2, 2, 4));
  folder.write_compressed("t10k-labels.idx1-ubyte.gz", idx_labels({2, 1}));
  const auto training = read_idx_set(folder.path(), "train");
  CHECK(training.images.sizes() == torch::IntArrayRef({3, 1, 2, 4}));
  CHECK(training.images.scalar_type() == torch::kUInt8);
  CHECK(training.images[2][0][1][3].item<int>() == 7 * 23 % 251);
  CHECK(torch::equal(training.labels, torch::tensor({1, 0, 2}, torch::kInt64)));
  CHECK(read_idx_set(folder.path(), "t10k").size() == 2);
}

TEST_CASE("damaged idx files are refused by name, cause and remedy") {
  TemporaryFolder folder;
  const auto missing = (folder.path() / "no").string();
  CHECK(message_of([&] { read_idx_images(missing, "fetch it"); }) == missing + ": no such file\n  help: fetch it");
  CHECK(message_of([&] { read_idx_images(folder.path()); }) == folder.path().string() + ": not a regular file");

  const auto labels = folder.write("labels", idx_labels({1, 2}));
  CHECK(
      message_of([&] { read_idx_images(labels); }) ==
      labels.string() +
          ": is an array of unsigned bytes of shape {2}, but images have 3 dimension(s)\n  help: check that images and "
          "labels are not swapped");
  const auto text = folder.write("text", {'a', 'b', 'c', 'd', 'e'});
  CHECK(message_of([&] { read_idx_images(text); }) ==
        text.string() +
            ": starts with the number 1633837924, which is not that of an idx file\n  help: check that this is an idx "
            "file: images start with 2051, labels with 2049");

  auto bytes = idx_images(3, 2, 4);
  bytes.pop_back();
  const auto cut = folder.write("cut", bytes);
  CHECK(message_of([&] { read_idx_images(cut); }) == cut.string() + ": ends after 23 of 24 bytes of images" + damaged);
  const auto short_header = folder.write("short", Bytes(bytes.begin(), bytes.begin() + 9));
  CHECK(message_of([&] { read_idx_images(short_header); }) ==
        short_header.string() + ": ends after 5 of 12 bytes of the header" + damaged);
  const auto empty = folder.write("empty", {});
  CHECK(message_of([&] { read_idx_images(empty); }) ==
        empty.string() + ": ends after 0 of 4 bytes of the magic number" + damaged);

  bytes = idx_images(3, 2, 4);
  bytes.push_back(0);
  const auto longer = folder.write("longer", bytes);
  CHECK(message_of([&] { read_idx_images(longer); }) ==
        longer.string() + ": contains more data than its header declares" + damaged);

  // A header that asks for 2^32 - 1 images must fail on what is there, not on memory.
  bytes = idx_images(1, 28, 28);
  for (int i = 4; i < 8; ++i) bytes[static_cast<std::size_t>(i)] = 0xff;
  const auto huge = folder.write("huge", bytes);
  CHECK(message_of([&] { read_idx_images(huge); }) ==
        huge.string() + ": ends after 784 of 3367254359280 bytes of images" + damaged);
}

TEST_CASE("damaged gzip streams are refused") {
  TemporaryFolder folder;
  const auto whole = folder.write_compressed("whole.gz", idx_images(50, 28, 28));
  std::ifstream stream(whole, std::ios::binary);
  Bytes bytes{std::istreambuf_iterator<char>(stream), {}};
  const auto cut = folder.write("cut.gz", Bytes(bytes.begin(), bytes.begin() + static_cast<long>(bytes.size() / 2)));
  CHECK(message_of([&] { read_idx_images(cut); }).find("of 39200 bytes of images") != std::string::npos);
  const auto without_end = folder.write("without_end.gz", Bytes(bytes.begin(), bytes.end() - 5));
  CHECK(message_of([&] { read_idx_images(without_end); }) ==
        without_end.string() + ": ends before the checksum of its contents" + damaged);
  bytes[bytes.size() - 6] ^= 0xff;  // in the checksum
  const auto flipped = folder.write("flipped.gz", bytes);
  CHECK(message_of([&] { read_idx_images(flipped); }).find(flipped.string()) == 0);
}

TEST_CASE("idx images and labels must be equally many") {
  TemporaryFolder folder;
  const auto images = folder.write("train-images-idx3-ubyte", idx_images(3, 2, 2));
  folder.write("train-labels-idx1-ubyte", idx_labels({0, 1}));
  CHECK(message_of([&] { read_idx_set(folder.path(), "train"); }) ==
        images.string() +
            ": contains 3 images, but train-labels-idx1-ubyte contains 2 labels\n  help: take both files from the same "
            "data set");
}

TEST_CASE("missing Fashion-MNIST names the package") {
  TemporaryFolder folder;
  CHECK(message_of([&] { open_image_data({.name = "fashion-mnist", .folder = folder.path()}, RandomKey(0)); }) ==
        (folder.path() / "train-images-idx3-ubyte.gz").string() +
            ": no such file\n  help: apt install dataset-fashion-mnist, or set 'data' to a folder that contains the "
            "files");
  CHECK(message_of([&] { open_image_data({.name = "idx"}, RandomKey(0)); }) ==
        "'data': is empty, but dataset 'idx' needs a folder\n  help: set it to the folder with the files");
}

TEST_CASE("classes are numbered without gaps and the test set's must occur in training") {
  TemporaryFolder folder;
  folder.write("train-images-idx3-ubyte", idx_images(4, 3, 3));
  folder.write("train-labels-idx1-ubyte", idx_labels({9, 1, 4, 1}));
  folder.write("t10k-images-idx3-ubyte", idx_images(2, 3, 3));
  folder.write("t10k-labels-idx1-ubyte", idx_labels({4, 9}));
  const ImageDataRequest request{.name = "idx", .folder = folder.path()};
  const auto data = open_image_data(request, RandomKey(0));
  CHECK(data.classes == 3);
  CHECK(torch::equal(data.training.labels, torch::tensor({2, 0, 1, 0}, torch::kInt64)));
  CHECK(torch::equal(data.test.labels, torch::tensor({1, 2}, torch::kInt64)));
  const auto normalized = data.normalization(data.training.images);
  CHECK(std::abs(normalized.mean().item<double>()) < 1e-5);
  CHECK(normalized.std(false).item<double>() == Approx(1).epsilon(1e-5));

  folder.write("t10k-labels-idx1-ubyte", idx_labels({4, 7}));
  CHECK(message_of([&] { open_image_data(request, RandomKey(0)); }) ==
        folder.path().string() + ": the test set has label 7, which is not in the training set");
  folder.write("t10k-images-idx3-ubyte", idx_images(2, 3, 4));
  CHECK(message_of([&] { open_image_data(request, RandomKey(0)); }) ==
        folder.path().string() +
            ": training images are {1, 3, 3}, test images {1, 3, 4}\n  help: use both sets from the same data");
}

TEST_CASE("idx files with something in front of their names are read, and several are asked about") {
  TemporaryFolder folder;
  for (const char* set : {"emnist-letters-", "emnist-digits-"}) {
    const std::string front = set;
    folder.write(front + "train-images-idx3-ubyte", idx_images(2, 3, 3));
    folder.write(front + "train-labels-idx1-ubyte", idx_labels({1, 2}));
    folder.write_compressed(front + "test-images-idx3-ubyte.gz", idx_images(1, 3, 3));
    folder.write_compressed(front + "test-labels-idx1-ubyte.gz", idx_labels({2}));
  }
  const auto data = open_image_data({.name = "idx", .folder = folder.path() / "emnist-letters"}, RandomKey(0));
  CHECK(data.training.size() == 2);
  CHECK(data.class_names == std::vector<std::string>{"1", "2"});
  const auto message = message_of([&] { open_image_data({.name = "idx", .folder = folder.path()}, RandomKey(0)); });
  CHECK(has(message, "has several files with images: emnist-digits-train-images-idx3-ubyte, emnist-letters-train-"));
  CHECK(has(message, "data = \"" + (folder.path() / "emnist-digits").string() + "\""));
}

TEST_CASE("idx files may lie in folders of their own names") {
  TemporaryFolder folder;
  for (const std::string part : {"train", "t10k"}) {
    for (const auto& [kind, bytes] :
         {std::pair{"-images-idx3-ubyte", idx_images(2, 3, 3)}, {"-labels-idx1-ubyte", idx_labels({0, 1})}}) {
      std::filesystem::create_directory(folder.path() / (part + kind));
      folder.write(part + kind + "/" + part + kind, bytes);
    }
  }
  CHECK(open_image_data({.name = "idx", .folder = folder.path()}, RandomKey(0)).training.size() == 2);
}

TEST_CASE("a missing idx file is told with those that there are") {
  TemporaryFolder folder;
  folder.write("pictures-idx3-ubyte", idx_images(2, 3, 3));
  CHECK(has(
      message_of([&] { open_image_data({.name = "idx", .folder = folder.path()}, RandomKey(0)); }),
      "no such file\n  help: set 'data' to a folder that contains train-images-idx3-ubyte, train-labels-idx1-ubyte, "
      "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each with or without .gz; the folder contains "
      "pictures-idx3-ubyte"));
}

TEST_CASE("idx files of floats, of integers and of colour images are read") {
  TemporaryFolder folder;
  const auto array = [](std::uint8_t type, const std::vector<std::uint32_t>& shape, const std::vector<float>& values) {
    Bytes bytes{0, 0, type, static_cast<std::uint8_t>(shape.size())};
    for (const auto length : shape) append_big_endian(bytes, length);
    for (const auto value : values) {
      append_big_endian(bytes, type == 0x0d ? std::bit_cast<std::uint32_t>(value)
                                            : static_cast<std::uint32_t>(static_cast<std::int32_t>(value)));
    }
    return bytes;
  };
  folder.write("train-images-idx3-ubyte", array(0x0d, {2, 1, 2}, {0, 0.25F, 0.5F, 1}));
  folder.write("train-labels-idx1-ubyte", array(0x0c, {2}, {700, 3}));
  folder.write("t10k-images-idx3-ubyte", array(0x0d, {1, 1, 2}, {0.2F, 2}));
  folder.write("t10k-labels-idx1-ubyte", array(0x0d, {1}, {3}));
  const auto data = open_image_data({.name = "idx", .folder = folder.path()}, RandomKey(0));
  CHECK(torch::equal(data.training.images.flatten(), torch::tensor({0, 64, 128, 255}, torch::kUInt8)));
  CHECK(torch::equal(data.test.images.flatten(), torch::tensor({51, 255}, torch::kUInt8)));  // clamped like training
  CHECK(torch::equal(data.training.labels, torch::tensor({1, 0}, torch::kInt64)));
  CHECK(data.class_names == std::vector<std::string>{"3", "700"});

  folder.write("t10k-images-idx3-ubyte", array(0x0d, {1, 1, 2}, {20, 200}));
  CHECK(has(message_of([&] { open_image_data({.name = "idx", .folder = folder.path()}, RandomKey(0)); }),
            "the pixels of the training part are from 0 to 1, those of another part from 20 to 200"));
  folder.write("train-images-idx3-ubyte", array(0x0d, {2, 1, 2}, {-1, 0, 1, 3}));  // standardised
  CHECK(torch::equal(open_image_data({.name = "idx", .folder = folder.path()}, RandomKey(0)).training.images.flatten(),
                     torch::tensor({0, 64, 128, 255}, torch::kUInt8)));
  const auto file = folder.write("nan", array(0x0d, {1, 1, 1}, {std::nanf("")}));
  CHECK(has(message_of([&] { read_idx_images(file); }), "contains values that are not finite"));
  const auto half = folder.write("half", array(0x0d, {1}, {0.5F}));
  CHECK(has(message_of([&] { read_idx_labels(half); }), "label 0 is 0.5, not an integer from 0 on"));
  const auto colour = folder.write("colour", array(0x0c, {1, 2, 1, 3}, {1, 2, 3, 4, 5, 6}));
  CHECK(torch::equal(read_idx_images(colour).flatten(), torch::tensor({1, 4, 2, 5, 3, 6}, torch::kInt32)));
}

TEST_CASE("CIFAR-10 batches of any length make one training set") {
  TemporaryFolder folder;
  const auto inner = folder.path() / "cifar-10-batches-bin";
  std::filesystem::create_directory(inner);
  folder.write("cifar-10-batches-bin/data_batch_1.bin", cifar_records({{3}, {5}, {0}}));
  folder.write("cifar-10-batches-bin/data_batch_2.bin", cifar_records({{9}}));
  folder.write("cifar-10-batches-bin/test_batch.bin", cifar_records({{5}, {3}}));
  for (const auto& place : {folder.path(), inner}) {
    const auto [training, test] = read_cifar_folder(place, CifarKind::ten);
    CHECK(training.images.sizes() == torch::IntArrayRef({4, 3, 32, 32}));
    CHECK(torch::equal(training.labels, torch::tensor({3, 5, 0, 9}, torch::kInt64)));
    CHECK(training.images[1][2][0][1].item<int>() == (2049 + 5) % 256);
    CHECK(test.size() == 2);
  }
}

TEST_CASE("CIFAR-100 has coarse and fine labels") {
  TemporaryFolder folder;
  folder.write("train.bin", cifar_records({{4, 71}, {19, 0}}));
  folder.write("test.bin", cifar_records({{4, 71}}));
  const auto fine = read_cifar_folder(folder.path(), CifarKind::hundred_fine).first;
  CHECK(torch::equal(fine.labels, torch::tensor({71, 0}, torch::kInt64)));
  const auto coarse = read_cifar_folder(folder.path(), CifarKind::hundred_coarse).first;
  CHECK(torch::equal(coarse.labels, torch::tensor({4, 19}, torch::kInt64)));
  CHECK(torch::equal(coarse.images, fine.images));
}

TEST_CASE("damaged CIFAR files are refused by name, cause and remedy") {
  TemporaryFolder folder;
  const auto missing = (folder.path() / "data_batch_1.bin").string();
  CHECK(message_of([&] { read_cifar_folder(folder.path(), CifarKind::ten); }) ==
        missing +
            ": no such file\n  help: the folder must contain data_batch_1.bin and test_batch.bin, from the binary "
            "version of the data set");

  auto bytes = cifar_records({{3}, {5}});
  bytes.pop_back();
  const auto cut = folder.write("cut.bin", bytes);
  const std::string other = "\n  help: the file is incomplete or of the other CIFAR; download it again";
  CHECK(message_of([&] { read_cifar_file(cut, CifarKind::ten, 10); }) ==
        cut.string() + ": is 6145 bytes long, not a multiple of the record size of 3073 bytes" + other);
  const auto empty = folder.write("empty.bin", {});
  CHECK(message_of([&] { read_cifar_file(empty, CifarKind::hundred_fine, 100); }) ==
        empty.string() + ": is 0 bytes long, not a multiple of the record size of 3074 bytes" + other);
  const auto pickle = folder.write("pickle.bin", {0x80, 0x02, '}'});
  CHECK(message_of([&] { read_cifar_file(pickle, CifarKind::ten, 10); }) ==
        pickle.string() +
            ": is 3 bytes long, not a multiple of the record size of 3073 bytes; it is a Python pickle"
            "\n  help: download the binary version of the data set and extract it");

  const auto labels = folder.write("data_batch_1.bin", cifar_records({{3}, {12}}));
  const std::string help = "\n  help: check that this is the right CIFAR and that batches.meta.txt is complete";
  CHECK(message_of([&] { read_cifar_folder(folder.path(), CifarKind::ten); }) ==
        labels.string() + ": record 1 has label 12, expected 0 to 9" + help);
  folder.write("batches.meta.txt", {'a', '\n', 'b', '\n', '\n'});
  CHECK(message_of([&] { read_cifar_folder(folder.path(), CifarKind::ten); }) ==
        labels.string() + ": record 0 has label 3, expected 0 to 1" + help);
}

TEST_CASE("Git LFS pointers in place of CIFAR's records or class names are named") {
  TemporaryFolder folder;
  const std::string text = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 30730000\n";
  const Bytes pointer(text.begin(), text.end());
  const std::string is_pointer =
      ": is a Git LFS pointer, not the file itself\n  help: run git lfs pull in the clone: it brings the file";
  const auto names = folder.write("batches.meta.txt", pointer);
  folder.write("data_batch_1.bin", cifar_records({{0}}));
  folder.write("test_batch.bin", cifar_records({{0}}));
  CHECK(message_of([&] { read_cifar_folder(folder.path(), CifarKind::ten); }) == names.string() + is_pointer);
  std::filesystem::remove(names);
  const auto records = folder.write("data_batch_1.bin", pointer);
  CHECK(message_of([&] { read_cifar_folder(folder.path(), CifarKind::ten); }) == records.string() + is_pointer);
}
