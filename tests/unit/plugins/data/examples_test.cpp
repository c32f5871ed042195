#include <torch/torch.h>

#include <set>

#include "data/examples/class_numbers.hpp"
#include "data/examples/label_file.hpp"
#include "data/examples/labelled_data.hpp"
#include "data/examples/token_inputs.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/plugins/data/labelled_examples.hpp"

using namespace evograd;
using namespace data;
using namespace evograd::test;

TEST_CASE("images lie in class folders, of any size, as folder and as archive", "[examples]") {
  const ScratchFolder folder;
  put_class_folders(folder / "data");
  const auto from_folder = opened(images, folder);
  CHECK(from_folder.classes == std::vector<std::string>{"ape", "bear"});
  CHECK(values(from_folder.training.labels) == Labels{0, 0, 0, 0, 0, 0, 1, 1, 1, 1});
  CHECK(values(from_folder.test.labels) == Labels{0, 1});
  CHECK(from_folder.input.shape == std::vector<std::int64_t>{1, 4, 4});
  CHECK(from_folder.training.inputs->name(7) == "bear/1.png");
  CHECK_FALSE(from_folder.labels_known_clean);
  const auto batch = from_folder.training.inputs->batch(torch::arange(10));
  CHECK(batch.sizes() == torch::IntArrayRef({10, 1, 4, 4}));
  CHECK(std::abs(batch.mean().item<double>()) < 1e-5);  // normalized over the training part
  CHECK((batch[1] - batch[0]).gt(0).all().item<bool>());

  std::map<std::string, Bytes> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "data")) {
    if (entry.is_regular_file()) {
      files["TOP/" + entry.path().lexically_relative(folder / "data").generic_string()] = file_bytes(entry.path());
    }
  }
  put_archive(folder / "data.tar.gz", files);
  auto request = images;
  request.data = "data.tar.gz";
  request.cache = folder / "cache";
  for (int round = 0; round < 2; ++round) {  // the second from the cache
    const auto from_archive = opened(request, folder);
    CHECK(values(from_archive.training.labels) == values(from_folder.training.labels));
    CHECK(torch::equal(from_archive.training.inputs->batch(torch::arange(10)), batch));
  }
}

TEST_CASE("images are scaled to the short side and cropped at the centre", "[examples]") {
  const ScratchFolder folder;
  auto wide = torch::zeros({3, 4, 12}, torch::kUInt8);
  wide.narrow(2, 4, 4).fill_(90);  // the middle third
  for (const char* name : {"train/a/1.png", "train/b/1.png", "test/a/1.png"})
    put(folder / "data" / name, png_bytes(wide));
  auto request = images;
  request.channels = 3;
  const auto data = opened(request, folder);
  const auto image = data.training.inputs->batch(torch::tensor({0}, torch::kInt64));
  CHECK(image.sizes() == torch::IntArrayRef({1, 3, 4, 4}));
  CHECK(torch::equal(image, torch::zeros_like(image)));  // all 90: a constant minus its mean
}

TEST_CASE("lists name images by path, with either slash and without extension", "[examples]") {
  const ScratchFolder folder;
  put_class_folders(folder / "data");
  folder.write("data/train.txt", "train\\ape\\0.png 7\ntrain/bear/1 9\ntrain/ape/2.png 7\n");
  folder.write("data/more.csv", "file,kind\ntest/ape/x.png,9\ntest/bear/y.png,7\n");
  auto request = images;
  request.train = "train.txt";
  request.test = "more.csv";
  request.path_column = "file";
  request.label_column = "kind";
  const auto data = opened(request, folder);
  CHECK(data.classes == std::vector<std::string>{"7", "9"});
  CHECK(values(data.training.labels) == Labels{0, 1, 0});
  CHECK(values(data.test.labels) == Labels{1, 0});
  CHECK(data.training.inputs->name(1) == "train/bear/1");

  folder.write("data/train.txt", "train/ape/0.png 7\nnot/there.png 9\n");
  CHECK(has(refusal(request, folder), "1 of 2 images do not exist in"));
  folder.write("data/train.txt", "ape/0.png 7\nbear/0.png 9\n");
  CHECK(has(refusal(request, folder), "names the image 'ape/0.png', which is in none of"));
  request.image_folder = "train";
  folder.write("data/more.csv", "file,kind\nape/1.png,9\n");
  CHECK(opened(request, folder).training.size() == 2);
}

TEST_CASE("labels may be in a file of their own, by path or in order", "[examples]") {
  const ScratchFolder folder;
  put_class_folders(folder / "data");
  folder.write("data/train.txt", "train/ape/0.png\ntrain/ape/1.png\ntrain/bear/0.png\n");
  folder.write("data/meta.txt", "train/bear/1.png\n");
  folder.write("data/test.txt", "test/ape/x.png\n");
  folder.write("data/noisy.kv", "train/bear/0.png 3\ntrain/ape/0.png 5\ntrain/ape/1.png 3\ntest/ape/x.png 3\n");
  folder.write("data/clean.kv", "train/bear/0.png 5\ntrain/bear/1.png 5\ntest/ape/x.png 3\n");
  auto request = images;
  request.train = "train.txt";
  request.test = "test.txt";
  request.meta = "meta.txt";
  CHECK(has(refusal(request, folder), "has no labels"));
  request.labels = "noisy.kv";
  request.clean_labels = "clean.kv";
  const auto data = opened(request, folder);
  CHECK(values(data.training.labels) == Labels{1, 0, 0});
  CHECK(values(data.training.clean_labels) == Labels{-1, -1, 1});  // known for one
  CHECK(values(data.meta->labels) == Labels{1});
  folder.write("data/noisy.kv", "train/bear/0.png 3\n");
  CHECK(has(refusal(request, folder), "noisy.kv: has no label for 'train/ape/0.png'"));
  folder.write("data/noisy.txt", "5\n3\n");
  request.labels = "noisy.txt";
  CHECK(has(refusal(request, folder), "noisy.txt: has 2 labels, but there are 3 examples"));
  folder.write("data/noisy.txt", "5\n3\n3\n");
  CHECK(values(opened(request, folder).training.labels) == Labels{1, 0, 0});
}

TEST_CASE("images that cannot be decoded are refused or skipped, with the labels of the others", "[examples]") {
  const ScratchFolder folder;
  put_class_folders(folder / "data");
  folder.write("data/train/ape/1.png", "broken");
  CHECK(has(refusal(images, folder), "1 image(s) cannot be decoded:"));
  auto request = images;
  request.skip_damaged = true;
  folder.write("data/labels.txt", "a\nb\na\na\na\na\nb\nb\nb\na\n");
  request.labels = "labels.txt";
  const CapturedLog log;
  folder.write("data/test/ape/x.png", "broken");
  std::filesystem::remove_all(folder / "data/test/bear");
  std::filesystem::rename(folder / "data/test/ape", folder / "data/test/a");
  put(folder / "data/test/b/1.png", grey(3));
  const auto data = opened(request, folder);
  CHECK(values(data.training.labels) == Labels{0, 0, 0, 0, 0, 1, 1, 1, 0});
  CHECK(data.training.inputs->name(1) == "ape/2.png");
  CHECK(values(data.test.labels) == Labels{1});
  CHECK(log.have("skipped 1 image(s) that cannot be decoded"));
}

TEST_CASE("parts are found by name, and what is not there is said", "[examples]") {
  const ScratchFolder folder;
  CHECK(has(refusal(images, folder), "data: no such file or folder"));
  folder.write("data/Train.csv", "x,label\n1,a\n2,b\n");
  folder.write("data/dev.tsv", "x\tlabel\n1\ta\n");
  const CapturedLog log;
  CHECK(opened(table, folder).test.size() == 1);
  CHECK(log.have("dev.tsv is the test part"));
  folder.write("data/train.tsv", "x\tlabel\n1\ta\n");
  CHECK(has(refusal(table, folder), "has both Train.csv and train.tsv\n  help: set 'train' to the one to use"));
  std::filesystem::remove(folder / "data/train.tsv");
  auto request = table;
  request.test = "nowhere.csv";
  CHECK(has(refusal(request, folder), "nowhere.csv: no such file or folder"));
  const ScratchFolder other;
  other.write("data/test.csv", "x,label\n1,a\n");
  CHECK(has(refusal(table, other), "has no training part"));
  CHECK(has(refusal({.dataset = "texts"}, other), "'data': is empty, but dataset 'texts' needs files"));
}

TEST_CASE("without a test part each class gives its share of one", "[examples]") {
  const ScratchFolder folder;
  std::string rows = "x,label\n";
  for (int i = 0; i < 50; ++i) rows += std::to_string(i % 7) + (i % 5 == 0 ? ",rare\n" : ",often\n");
  folder.write("data.csv", rows);
  auto request = table;
  request.data = "data.csv";
  const CapturedLog log;
  const auto data = opened(request, folder);
  CHECK(data.training.size() == 40);
  CHECK(values(data.test.labels.bincount()) == Labels{8, 2});
  CHECK(log.have("there is no test part, so 10 of 50 examples were taken out as one"));
  std::set<std::string> names;
  for (std::int64_t i = 0; i < 40; ++i) names.insert(data.training.inputs->name(i));
  for (std::int64_t i = 0; i < 10; ++i) names.insert(data.test.inputs->name(i));
  CHECK(names.size() == 50);
  request.test_size = 50;
  CHECK(has(refusal(request, folder), "too few to take 50 of them out"));
}

TEST_CASE("columns of a table are standardised by the training part, categories one-hot", "[examples]") {
  const ScratchFolder folder;
  folder.write("data/train.csv", "id,age,gap,city,label\n1,10,,Bonn,x\n2,20,4,Ulm,y\n3,30,6,,x\n4,40,NA,Ulm,y\n");
  folder.write("data/test.csv", "city,label,age,gap,id\nTrier,y,50,,9\nBonn,x,,5,9\n");
  const CapturedLog log;
  const auto data = opened(table, folder);
  CHECK(log.have("left out column(s) 'id' (it numbers the rows)"));
  CHECK(log.have("2 numeric columns (age, gap), 1 of categories (city (3)): 6 features"));
  CHECK(log.have("column 'city' has a category that the training part lacks in 1 of 2 rows"));
  CHECK(data.input.shape == std::vector<std::int64_t>{6});
  // age: mean 25, deviation √125; gap: mean 5, deviation 1, missing or not; city: Bonn, Ulm, missing.
  const float unit = 1 / std::sqrt(125.0F);
  const auto expected = torch::tensor({{-15 * unit, 0.0F, 1.0F, 1.0F, 0.0F, 0.0F},
                                       {-5 * unit, -1.0F, 0.0F, 0.0F, 1.0F, 0.0F},
                                       {5 * unit, 1.0F, 0.0F, 0.0F, 0.0F, 1.0F},
                                       {15 * unit, 0.0F, 1.0F, 0.0F, 1.0F, 0.0F}});
  CHECK(torch::allclose(data.training.inputs->batch(torch::arange(4)), expected, 1e-5, 1e-6));
  const auto test = torch::tensor({{25 * unit, 0.0F, 1.0F, 0.0F, 0.0F, 0.0F}, {0.0F, 0.0F, 0.0F, 1.0F, 0.0F, 0.0F}});
  CHECK(torch::allclose(data.test.inputs->batch(torch::arange(2)), test, 1e-5, 1e-6));

  auto request = table;
  request.features = {"age"};
  CHECK(opened(request, folder).input.shape == std::vector<std::int64_t>{1});
  request.features = {"age", "label"};
  CHECK(has(refusal(request, folder), "contains the label column"));
  request.features = {"years"};
  CHECK(has(refusal(request, folder), "has no column 'years'"));
}

TEST_CASE("a table says what its columns cannot be", "[examples]") {
  const ScratchFolder folder;
  const auto with = [&](const std::string& train, const std::string& test) {
    folder.write("data/train.csv", train);
    folder.write("data/test.csv", test);
  };
  with("a,label\n1,x\n3,y\n2,x\n", "a,label\nmany,x\n");
  CHECK(has(refusal(table, folder), "test.csv:2: column 'a' is 'many', but is a number in the training part"));
  with("a,label\n1,x\ninf,y\n2,x\n", "a,label\n1,x\n");
  CHECK(has(refusal(table, folder), "train.csv:3: column 'a' is 'inf', which is not a finite number"));
  with("a,label\n1,x\n3,y\n2,x\n", "b,label\n1,x\n");
  CHECK(has(refusal(table, folder), "test.csv: has no column 'a'"));
  with("a,label\n1,x\n3,y\n2,\n", "a,label\n1,x\n");
  CHECK(has(refusal(table, folder), "train.csv:4: has no label; 1 of 3 rows of the training part have none"));
  with("a,label\n1,x\n3,x\n2,x\n", "a,label\n1,x\n");
  CHECK(has(refusal(table, folder), "has 1 class: all labels are 'x'"));
  with("a,label\n1,x\n3,y\n2,y\n", "a,label\n1,z\n");
  CHECK(has(refusal(table, folder),
            "test.csv:2 has the label 'z', which is not a class of the training part\n  help: its "
            "2 classes are x, y"));
  with("a,label\n5,x\n5,y\n5,y\n", "a,label\n5,x\n");
  CHECK(has(refusal(table, folder), "has no column of features beside 'label'"));
  with("a;label\n1,5;x\n2,5;y\n0,5;x\n", "a;label\n1,5;x\n");  // decimal commas
  CHECK(torch::allclose(opened(table, folder).test.inputs->batch(torch::arange(1)), torch::zeros({1, 1})));
  std::string prices = "a,label\n";
  for (int i = 0; i < 40; ++i) prices += std::to_string(i % 3) + "," + std::to_string(100 + 7 * i) + "\n";
  with(prices, "a,label\n1,100\n");
  CHECK(has(refusal(table, folder), "has 40 different labels in 40 examples (100, 107, 114"));
}

TEST_CASE("texts are tokens of at most some length", "[examples]") {
  const ScratchFolder folder;
  folder.write("data/train.csv", "text,label\nabc,x\ncab,y\nabcabcabc,x\n");
  folder.write("data/test.jsonl", "{\"text\": \"b?\", \"label\": \"y\"}\n");
  auto request = texts;
  request.length = 5;
  const CapturedLog log;
  const auto data = opened(request, folder);
  CHECK(data.input.shape == std::vector<std::int64_t>{5});
  CHECK(data.input.vocabulary == 6);  // padding, unknown, a, b, c, mask
  const auto batch = data.training.inputs->batch(torch::tensor({1, 0}, torch::kInt64));
  CHECK(torch::equal(batch, torch::tensor({{4, 2, 3}, {2, 3, 4}}, torch::kInt64)));
  CHECK(data.training.inputs->batch(torch::tensor({0, 2}, torch::kInt64)).size(1) == 5);
  CHECK(torch::equal(data.test.inputs->batch(torch::arange(1)), torch::tensor({{3, 1}}, torch::kInt64)));
  CHECK(log.have("50 % of the tokens of the test part are not in the vocabulary"));
  CHECK(log.have("1 of 3 texts are longer than 5 tokens and were cut off"));

  folder.write("data/train.csv", "text,label\nabc,x\n\" \",y\ncab,y\n");
  CHECK(has(refusal(texts, folder),
            "train.csv:3: has no text in column 'text'; 1 text(s) are empty of the training part"));
  request.skip_damaged = true;
  CHECK(values(opened(request, folder).training.labels) == Labels{0, 1});
  folder.write("data/train.csv", "sentence,label\nabc,x\n");
  CHECK(has(refusal(texts, folder), "has no column 'text'; its columns are sentence, label"));
}

TEST_CASE("labels are numbers by value, by name, or by number of the class", "[examples]") {
  const ClassNumbers numbers({"10", "2", "10", "-1"}, "here", "label_column");
  CHECK(numbers.names() == std::vector<std::string>{"-1", "2", "10"});
  const ClassNumbers named({"cat", "dog", "emu"});
  CHECK(values(named.numbers({"emu", "0", "dog"}, {}, "f")) == Labels{2, 0, 1});
  CHECK(has(message_of([&] { named.numbers({"cat", "3"}, {}, "f"); }), "f: example 1 has the label '3'"));
  CHECK(has(message_of([&] { numbers.numbers({"1"}, {}, "f"); }), "has the label '1'"));  // not the second class
  std::vector<std::string> decimals{"1.0", " 2 ", ""};
  normalize_labels(decimals);
  CHECK(decimals == std::vector<std::string>{"1", "2", ""});
  std::vector<std::string> saved{"0.000000000000000000e+00", "1.200000000000000000e+01", "3"};  // by numpy.savetxt
  normalize_labels(saved);
  CHECK(saved == std::vector<std::string>{"0", "12", "3"});
  std::vector<std::string> versions{"1.0", "1.5"};
  normalize_labels(versions);
  CHECK(versions == std::vector<std::string>{"1.0", "1.5"});
}

TEST_CASE("data sets of files with fixed names take other labels too", "[examples]") {
  TemporaryFolder folder;
  std::filesystem::create_directory(folder / "data");
  folder.write("data/train-images-idx3-ubyte", idx_images(4, 3, 3));
  folder.write("data/train-labels-idx1-ubyte", idx_labels({9, 1, 4, 1}));
  folder.write("data/t10k-images-idx3-ubyte", idx_images(2, 3, 3));
  folder.write("data/t10k-labels-idx1-ubyte", idx_labels({4, 9}));
  folder.write("data/clean-images-idx3-ubyte", idx_images(1, 3, 3));
  folder.write("data/clean-labels-idx1-ubyte", idx_labels({4}));
  put(folder / "data/noisy.txt", "1\n1\n4\n9\n");
  LabelledDataRequest request{
      .dataset = "idx", .data = "data", .meta = "clean", .labels = "noisy.txt", .clean_labels = "data"};
  const auto data = opened(request, folder);
  CHECK(data.classes == std::vector<std::string>{"1", "4", "9"});
  CHECK(values(data.training.labels) == Labels{0, 0, 1, 2});
  CHECK(values(data.training.clean_labels) == Labels{2, 0, 1, 0});
  CHECK(values(data.meta->labels) == Labels{1});
  put(folder / "data/noisy.txt", "1\n1\n4\n2\n");
  CHECK(has(refusal(request, folder), "noisy.txt: example 3 has the label '2', which is not a class"));
  request.labels = {};
  request.train = "elsewhere";
  CHECK(has(refusal(request, folder), "'train': is set, but dataset 'idx' has its parts in files of fixed names"));
}

TEST_CASE("synthetic texts are a function of key and part, and can be learned", "[examples]") {
  const LabelledDataRequest request{.dataset = "synthetic-texts",
                                    .vocabulary_size = 40,
                                    .length = 8,
                                    .classes = 4,
                                    .synthetic_training = 40,
                                    .synthetic_test = 8};
  const auto one = open_labelled_data(request, RandomKey(1));
  const auto same = open_labelled_data(request, RandomKey(1));
  const auto other = open_labelled_data(request, RandomKey(2));
  const auto all = torch::arange(40);
  CHECK(torch::equal(one.training.inputs->batch(all), same.training.inputs->batch(all)));
  CHECK_FALSE(one.training.inputs->batch(all).equal(other.training.inputs->batch(all)));
  CHECK(one.training.inputs->batch(all).max().item<std::int64_t>() < 40);
  CHECK(values(one.training.labels.bincount()) == Labels{10, 10, 10, 10});
  CHECK(has(message_of([&] {
              auto few = request;
              few.vocabulary_size = 6;
              open_labelled_data(few, RandomKey(1));
            }),
            "too few for 4 classes"));
}
