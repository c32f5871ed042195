// Examples as people have them: paths, lists, tables and labellings of other machines and programs.
#include <torch/torch.h>

#include "data/examples/class_numbers.hpp"
#include "data/examples/label_file.hpp"
#include "data/examples/number_format.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/unit/plugins/data/labelled_examples.hpp"

using namespace evograd;
using namespace data;
using namespace evograd::test;

TEST_CASE("numbers of a table are read as its columns write them", "[examples]") {
  using Cells = std::vector<std::string_view>;
  const auto read = [](const Cells& cells, char separator = ',', bool decimal_commas = false) {
    const auto format = number_format(cells, separator, decimal_commas);
    std::vector<double> values;
    for (const auto cell : cells) values.push_back(parsed_number(cell, format).value_or(-1));
    return values;
  };
  using Values = std::vector<double>;
  CHECK(read({"5,123", "999", "+1,234,567", "-1,000"}) == Values{5123, 999, 1234567, -1000});
  CHECK(read({"5,123", "0,5"}) == Values{5.123, 0.5});
  CHECK(read({"5,123.25", "12"}) == Values{5123.25, 12});
  CHECK(read({"5.123,25", "5.123", "0,5"}) == Values{5123.25, 5123, 0.5});
  CHECK(read({"5,123"}, ';') == Values{5.123});
  CHECK(read({"5,123"}, ',', true) == Values{5.123});
  CHECK(read({"5.123"}, ';') == Values{5.123});
  CHECK(read({"5.123"}, ';', true) == Values{5123});
  CHECK(read({"5.123", "1.5"}, ';', true) == Values{5.123, 1.5});
  CHECK(read({"1e3", "1.5", "-2"}) == Values{1000, 1.5, -2});
  CHECK(read({"1,5", "1.5"}) == Values{-1, 1.5});  // both signs are decimal: no format
  CHECK(read({"1,23,456"}) == Values{-1});
  CHECK(has_decimal_comma("3,5"));
  CHECK(has_decimal_comma("-0,125"));
  for (const auto* other : {"1,234", "3", ",5", "5,", "a,5", "1,5,2"}) CHECK_FALSE(has_decimal_comma(other));
}

TEST_CASE("what a table's columns hold that is not what it seems is said", "[examples]") {
  const ScratchFolder folder;
  std::string rows = "id,age,price,kind,label\n";
  for (int i = 0; i < 24; ++i) {
    const auto age = i == 5 ? "n.n." : i == 7 ? "#N/A" : std::to_string(30 + i % 7);
    rows += std::string(i % 2 == 0 ? "k0" : "k1") + "," + age + ",\"" + std::to_string(1 + i % 3) + ",500\"," +
            std::to_string(i % 4) + "," + (i % 2 == 0 ? "x" : "y") + "\n";
  }
  folder.write("data/train.csv", rows);
  folder.write("data/test.csv", "id,age,price,kind,label\nk0,31,900,NA,x\nk1,32,\"1,500\",1,y\n");
  CapturedLog log;
  const auto data = opened(table, folder);
  CHECK(log.have("column 'age' is taken as categories: 'n.n.' (" + (folder / "data/train.csv:7").string() +
                 ") is not a number, as the other 22 are"));
  CHECK(log.have("column 'id' has one value for each class"));
  CHECK(log.have("numbers of column 'price' are in groups of three digits: '1,500' is 1500"));
  CHECK(log.have("test.csv: column 'kind' lacks a number, as no row of the training part does, in 1 of 2 rows"));
  CHECK_FALSE(log.have("column 'kind' has one value"));
  const auto prices =
      data.training.inputs->batch(torch::arange(3)).select(1, 2 + 9);  // after the categories of id and age
  CHECK(torch::allclose(prices, torch::tensor({-1.0F, 0.0F, 1.0F}) * 1.2247449F));  // 1500, 2500, 3500 standardised
}

TEST_CASE("paths of parts, labels and images may be written with backslashes", "[examples]") {
  const ScratchFolder folder;
  put_class_folders(folder / "data/photos");
  folder.write("data/lists/train.txt", "train\\ape\\0.png 0\ntrain\\bear\\1.png 1\n.\\train\\ape\\2.png 0\n");
  folder.write("data/lists/test.txt", "test\\ape\\x.png 0\ntest\\bear\\y.png 1\n");
  folder.write("data/lists/labels.txt", "1\n1\n0\n");
  auto request = images;
  request.train = "lists\\train.txt";
  request.test = "lists\\test.txt";
  request.labels = "lists\\labels.txt";
  request.image_folder = "data\\photos";
  const auto data = opened(request, folder);
  CHECK(values(data.training.labels) == Labels{1, 1, 0});
  CHECK(values(data.test.labels) == Labels{0, 1});
}

TEST_CASE("lists of another machine lead to their images, and what they repeat is said", "[examples]") {
  const ScratchFolder folder;
  put_class_folders(folder / "data");
  folder.write("data/train.txt",
               "/home/nora/train/ape/0.png 0\n/mnt/x/data/train/bear/1.png 1\nD:\\d\\train\\ape\\2.png 0\n"
               "/home/nora/train/ape/0.png 0\n/home/nora/train/ape/0.png 1\n");
  folder.write("data/test.txt", "/test/ape/x.png 0\ntest/bear/y.png 1\n");
  auto request = images;
  request.train = "train.txt";
  request.test = "test.txt";
  const CapturedLog log;
  const auto data = opened(request, folder);
  CHECK(values(data.training.labels) == Labels{0, 1, 0, 0, 1});
  CHECK(
      log.have("2 of 5 lines name an image that is listed before, 1 of them with another label; the first is "
               "'/home/nora/train/ape/0.png'"));
  folder.write("data/train.txt", "train/ape/0.png 0 0.93\ntrain/bear/1.png 1 0.95\n");
  CHECK(has(refusal(request, folder), "a line is a path and a label: remove what else it has"));
}

TEST_CASE("parts are found by names around train and test; files that are not read are named", "[examples]") {
  const ScratchFolder folder;
  for (const auto* part : {"train_data", "Test_Images"}) {
    put(folder / "data" / part / "ape/0.png", grey(40));
    put(folder / "data" / part / "bear/0.png", grey(200));
    put(folder / "data" / part / "bear/1.png", grey(210));
  }
  const auto data = opened(images, folder);
  CHECK(data.classes == std::vector<std::string>{"ape", "bear"});
  CHECK(values(data.training.labels) == Labels{0, 1, 1});
  CHECK(values(data.test.labels) == Labels{0, 1, 1});
  // The exact name goes first: train_data may hold the images of train.csv.
  folder.write("data/train.csv", "path,label\ntrain_data/ape/0.png,b\ntrain_data/bear/0.png,a\n");
  folder.write("data/test.csv", "path,label\ntrain_data/ape/0.png,b\ntrain_data/bear/0.png,a\n");
  CHECK(values(opened(images, folder).training.labels) == Labels{1, 0});

  folder.write("json/train.jsonl", "{\"text\": \"a\", \"label\": [\"x\"]}\n");
  auto nested = texts;
  nested.data = "json";
  CHECK(has(refusal(nested, folder), "train.jsonl:1: has the label '[\"x\"]', which is a list"));
  folder.write("other/train.txt", "__label__good fine\n");
  auto request = texts;
  request.data = "other";
  CHECK(has(refusal(request, folder),
            "has no training part; train.txt is not of a kind that is read: texts are in files"));
}

TEST_CASE("a labelling that does not fit the examples is refused with what it looks like", "[examples]") {
  const ScratchFolder folder;
  const auto labels = [&](const std::string& text, const std::vector<std::string>& keys) {
    return message_of([&] { LabelFile(folder.write("labels.txt", text), "labels", "label", "path", {}).of(keys); });
  };
  const std::vector<std::string> no_paths(3);
  CHECK(labels("1\n0\n1\n", no_paths) == "");
  CHECK(has(labels("label\n1\n0\n1\n", no_paths),
            "has 4 labels, but there are 3 examples\n  help: remove its first "
            "line, 'label', if that is a header"));
  CHECK(has(labels("0 1\n1 0\n2 1\n", no_paths), "has a path and a label a line ('"));
  CHECK(has(labels("1\n0\n", no_paths), "'labels' needs one label for each training example"));
  const ClassNumbers counted({"0", "1", "2"}, "f", "");
  CHECK(has(message_of([&] { counted.numbers({"3"}, {}, "f"); }), "if these labels count from 1, subtract 1"));
  CHECK_FALSE(has(message_of([&] { counted.numbers({"4"}, {}, "f"); }), "count from 1"));
  const CapturedLog log;
  ClassNumbers({"cat", "Cat", "dog"}, "f", "");
  CHECK(log.have("f: the classes 'Cat' and 'cat' differ in case only"));
}
