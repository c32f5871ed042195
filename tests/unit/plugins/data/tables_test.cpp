#include <cstring>

#include "data/tables/key_list.hpp"
#include "data/tables/npy.hpp"
#include "data/tables/records.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace data;
using namespace evograd::test;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const Records& records) {
  Rows rows;
  for (std::int64_t row = 0; row < records.size(); ++row) {
    rows.emplace_back();
    for (std::size_t column = 0; column < records.columns().size(); ++column) {
      rows.back().emplace_back(records.cell(row, column));
    }
  }
  return rows;
}

/// A file that numpy.save would write.
std::string npy(const std::string& type, const std::string& shape, const std::string& values) {
  auto header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize((header.size() + 11 + 63) / 64 * 64 - 11, ' ');
  header += "\n";
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header + values;
}

template <class Value>
std::string bytes_of_values(const std::vector<Value>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

}  // namespace

TEST_CASE("CSV files have quoted fields, line ends in them, blank lines, CRLF and a byte order mark", "[tables]") {
  const ScratchFolder folder;
  const auto file = folder.write("a.csv", "\xef\xbb\xbftext,label\r\n\"a \"\"b\"\",\nc\" , 1\r\n\r\nd,\r\n");
  const auto records = read_records(file);
  CHECK(records.columns() == std::vector<std::string>{"text", "label"});
  CHECK(rows_of(records) == Rows{{"a \"b\",\nc", "1"}, {"d", ""}});
  CHECK(records.place(0) == file.string() + ":2");
  CHECK(records.place(1) == file.string() + ":5");  // after a field of two lines and an empty line
}

TEST_CASE("separators are those of the first row", "[tables]") {
  const ScratchFolder folder;
  const Rows expected{{"1,5", "x"}};
  CHECK(rows_of(read_records(folder.write("a.csv", "n;label\n1,5;x\n"))) == expected);
  CHECK(rows_of(read_records(folder.write("a.tsv", "n\tlabel\n1,5\tx\n"))) == expected);
  CHECK(rows_of(read_records(folder.write("b.csv", "n|label\n1,5|x\n"))) == expected);
  CHECK(rows_of(read_records(folder.write("c.csv", "n;label\n1,5;x\n"), {.separator = "semicolon"})) == expected);
  CHECK(rows_of(read_records(folder.write("d.csv", "one\na b\n"))) == Rows{{"a b"}});
}

TEST_CASE("quotes in files with tabs count only if they are around complete fields throughout", "[tables]") {
  const ScratchFolder folder;
  CHECK(rows_of(read_records(folder.write("quoted.tsv", "a\tb\n\"x\ty\"\tz\n"))) == Rows{{"x\ty", "z"}});
  CHECK(rows_of(read_records(folder.write("tweets.tsv", "a\tb\n\"so\" he said\tz\n\"open\ty\n"))) ==
        Rows{{"\"so\" he said", "z"}, {"\"open", "y"}});
  CHECK(rows_of(read_records(folder.write("off.csv", "a,b\n\"x,y\n"), {.quotes = "off"})) == Rows{{"\"x", "y"}});
}

TEST_CASE("without a header columns are numbered", "[tables]") {
  const ScratchFolder folder;
  const auto records = read_records(folder.write("a.csv", "x,1\ny,2\n"), {.header = false});
  CHECK(records.columns() == std::vector<std::string>{"1", "2"});
  CHECK(rows_of(records) == Rows{{"x", "1"}, {"y", "2"}});
}

TEST_CASE("damaged CSV files are refused with the line and a remedy", "[tables]") {
  const ScratchFolder folder;
  const auto refused = [&](const std::string& text, const RecordFormat& format = {}) {
    return message_of([&] { read_records(folder.write("bad.csv", text), format); });
  };
  const auto place = (folder / "bad.csv").string();
  CHECK(has(refused("a,b\n1,2\n3,4,5\n"), place + ":3: has 3 fields, but the header has 2"));
  CHECK(has(refused("1,2\n3\n", {.header = false}), place + ":2: has 1 fields, but the first row has 2"));
  CHECK(has(refused("a,b\n1,\"2\n3,4\n"), place + ":2: has a quote that is not closed"));
  CHECK(has(refused("a,b\n"), place + ": has a header, but no row below it"));
  CHECK(has(refused("\n\n"), place + ": has no row"));
  CHECK(has(refused(""), place + ": is empty"));
  CHECK(has(refused("a,b\n1,caf\xe9\n"), place + ":2: is not UTF-8"));
  CHECK(has(refused(std::string("a,b\n1,\0\n", 8)), place + ":2: contains a zero byte"));
  CHECK(has(message_of([&] { read_records(folder.path() / "no.csv"); }), "no such file"));
  CHECK(has(message_of([&] { read_records(folder.path()); }), "is a folder"));
  const auto records = read_records(folder.write("twice.csv", "a,a,b\n1,2,3\n"));
  CHECK(has(message_of([&] { records.column("a", "text_column"); }), "has more than one column 'a'"));
  CHECK(message_of([&] { records.column("label", "label_column"); }) ==
        (folder / "twice.csv").string() +
            ": has no column 'label'; its columns are a, a, b\n  help: set 'label_column' to one of them, or header = "
            "false if the first row is not a header");
}

TEST_CASE("JSON lines have strings, numbers and missing members", "[tables]") {
  const ScratchFolder folder;
  const auto records = read_records(folder.write(
      "a.jsonl", "{\"text\": \"a\\nb\", \"label\": 1}\n\n{\"label\": null, \"more\": [1, true], \"text\": \"ü\"}\n"));
  CHECK(records.columns() == std::vector<std::string>{"text", "label", "more"});
  CHECK(rows_of(records) == Rows{{"a\nb", "1", ""}, {"ü", "", "[1,true]"}});
  CHECK(records.place(1) == (folder / "a.jsonl").string() + ":3");
  const auto refused = [&](const std::string& text) {
    return message_of([&] { read_records(folder.write("bad.jsonl", text)); });
  };
  CHECK(has(refused("{\"a\": 1}\n{\"a\": \n"), "bad.jsonl:2: is not valid JSON"));
  CHECK(has(refused("[{\"a\": 1},\n{\"a\": 2}]\n"), "write each of its objects on a line"));
  CHECK(has(refused("3\n"), "bad.jsonl:1: is not a JSON object"));
  CHECK(has(refused("{\"a\": " + std::string(100, '[') + std::string(100, ']') + "}\n"), "nested too deeply"));
}

TEST_CASE("what is not a text file is called by its name", "[tables]") {
  const ScratchFolder folder;
  const auto refused = [&](const std::string& bytes) {
    return message_of([&] { read_records(folder.write("a.csv", bytes)); });
  };
  CHECK(has(refused("version https://git-lfs.github.com/spec/v1\noid sha256:1\n"),
            "is a Git LFS pointer, not the file itself\n  help: run git lfs pull"));
  CHECK(has(refused(std::string("PAR1\x15\x00", 6)), "is a Parquet table"));
  CHECK(has(refused("PK\x03\x04" + std::string(22, '\0') + std::string("\x03\0\0\0xl/", 7)),
            "is a spreadsheet or another office document"));
  CHECK(has(refused("\x80\x04\x95"), "is a Python pickle\n  help: write its contents as CSV"));
  CHECK(has(refused("\x89HDF\r\n\x1a\n"), "is an HDF5 file\n  help: write its contents as CSV"));
  CHECK(has(refused("\xd0\xcf\x11\xe0"), "is a document of Microsoft Office before 2007\n  help: export it as CSV"));
  CHECK(has(refused(std::string("\xff\xfe"
                                "a\0",
                                4)),
            "is text in UTF-16"));
}

TEST_CASE("lists of files have a path and a label a line", "[tables]") {
  const ScratchFolder folder;
  const auto list = read_key_list(folder.write("a.txt", "./cats\\1.jpg 0\r\n\n my dog.jpg\t 12 \n"));
  CHECK(list.keys == std::vector<std::string>{"cats/1.jpg", "my dog.jpg"});
  CHECK(list.labels == std::vector<std::string>{"0", "12"});
  CHECK(list.place(1) == (folder / "a.txt").string() + ":3");
  CHECK_FALSE(read_key_list(folder.write("b.txt", "a.jpg\nb.jpg\n")).labelled);
  CHECK(has(message_of([&] { read_key_list(folder.write("c.txt", "a.jpg 1\nb.jpg\n")); }),
            "c.txt:2: has no label, but 1 of 2 lines have one"));
  CHECK(has(message_of([&] { read_key_list(folder.write("d.txt", " \n")); }), "d.txt: has no line"));
}

TEST_CASE("a table of one column that is none gets the remedy", "[tables]") {
  const ScratchFolder folder;
  const auto refused = [&](const std::string& text) {
    return message_of([&] { read_records(folder.write("a.csv", text)).column("label", "label_column"); });
  };
  CHECK(has(refused("age label\n3 x\n"),
            "its columns are age label\n  help: if blanks separate the columns, write commas"));
  CHECK(has(refused("age;city\n3;x\n"), "set 'label_column' to one of them"));
  CHECK(has(refused("# of 2024\nage,label\n3,x\n"),
            "a.csv:2: has 2 fields, but the first row has one: '# of 2024'\n  help: the first row has the names"));
}

TEST_CASE("lists of files are split as all of their lines are", "[tables]") {
  const ScratchFolder folder;
  using Strings = std::vector<std::string>;
  const auto check = [&](const std::string& text, const Strings& keys, const Strings& labels) {
    INFO(text);
    const auto list = read_key_list(folder.write("a.txt", text));
    CHECK(list.keys == keys);
    CHECK(list.labels == labels);
  };
  check("a.jpg,3\nb c.JPG, great ape\n", {"a.jpg", "b c.JPG"}, {"3", "great ape"});
  check("a.jpg;3\nb,c.jpg;1\n", {"a.jpg", "b,c.jpg"}, {"3", "1"});
  check("a.jpg\tgreat ape\nb.jpg\tbear\n", {"a.jpg", "b.jpg"}, {"great ape", "bear"});
  check("\"a b.jpg\" 3\n'c.jpg' \"x\"\n", {"a b.jpg", "c.jpg"}, {"3", "x"});
  check("0 a b.png\n1 c.png\n0 d.png\n1 e/f.png\n", {"a b.png", "c.png", "d.png", "e/f.png"}, {"0", "1", "0", "1"});
  check("my dog.jpg\nyour dog.jpg\nno dog.jpg\n", {"my dog.jpg", "your dog.jpg", "no dog.jpg"}, {"", "", ""});
  check("a,b.jpg 3\nc,d.jpg 1\n", {"a,b.jpg", "c,d.jpg"}, {"3", "1"});
  check("a,b.jpg\nc,d.jpg\n", {"a,b.jpg", "c,d.jpg"}, {"", ""});
  check("3,1\n4,1\n", {"3,1", "4,1"}, {"", ""});  // of no image: a label
}

TEST_CASE("labels in NumPy's format", "[tables]") {
  const ScratchFolder folder;
  const auto read = [&](const std::string& bytes) { return read_npy(folder.write("a.npy", bytes)); };
  const std::vector<std::string> expected{"3", "0", "12"};
  CHECK(read(npy("<i8", "(3,)", bytes_of_values<std::int64_t>({3, 0, 12}))) == expected);
  CHECK(read(npy("|u1", "(3,)", bytes_of_values<std::uint8_t>({3, 0, 12}))) == expected);
  CHECK(read(npy("<f4", "(3,)", bytes_of_values<float>({3, 0, 12}))) == expected);
  CHECK(read(npy(">i2", "(3,)", std::string("\0\3\0\0\0\x0c", 6))) == expected);
  CHECK(read(npy("<i8", "(3, 1)", bytes_of_values<std::int64_t>({3, 0, 12}))) == expected);
  CHECK(read(npy("<i4", "(2,)", bytes_of_values<std::int32_t>({-1, 5}))) == std::vector<std::string>{"-1", "5"});
  CHECK(read(npy("<U3", "(2,)", bytes_of_values<char32_t>({U'ü', U'x', 0, U'b', 0, 0}))) ==
        std::vector<std::string>{"üx", "b"});
  CHECK(read(npy("|S2", "(2,)", std::string("ab\0\0", 4))) == std::vector<std::string>{"ab", ""});

  const auto refused = [&](const std::string& bytes) { return message_of([&] { read(bytes); }); };
  CHECK(has(refused(npy("|O", "(3,)", "...")), "is an array of Python objects, a pickle, which is never read"));
  CHECK(has(refused(npy("<i8", "(3, 10)", std::string(240, '\0'))), "has the shape (3, 10), but labels are one row"));
  CHECK(has(refused(npy("<i8", "(3, 10)", "")), "labels.argmax(1) if each row has a value for each class"));
  CHECK(has(refused(npy("<f8", "(1,)", bytes_of_values<double>({0.5}))), "value 0 is 0.5, not an integer"));
  CHECK(has(refused(npy("<c16", "(1,)", std::string(16, '\0'))), "has values of type '<c16'"));
  CHECK(has(refused(npy("<i8", "(9,)", std::string(16, '\0'))), "declares 9 values of 8 bytes, but 16 bytes follow"));
  CHECK(has(refused("PK\x03\x04"), "is a zip archive"));
  CHECK(has(refused("1\n2\n"), "is not an array of NumPy"));
}
