#include "framework/matrix/matrix_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "framework/files/json_text.hpp"
#include "framework/text_table/text_table.hpp"

namespace evograd::host::matrix {
namespace {

void add_new(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

/// The sorted distinct values of a part of all cells.
std::vector<std::string> values(const std::vector<Cell>& cells, std::string Cell::*part) {
  std::vector<std::string> all;
  for (const auto& cell : cells) add_new(all, cell.*part);
  std::sort(all.begin(), all.end());
  return all;
}

/// The reasons why combinations do not run; the table refers to them by number.
class Notes {
 public:
  std::string number(const Cell& cell) {
    auto reason = cell.reason;
    // Row and column already name them.
    for (const auto& known : {"backbone '" + cell.backbone + "': ", "task '" + cell.task + "': "}) {
      if (reason.starts_with(known)) reason.erase(0, known.size());
    }
    auto text = std::string(word(cell.verdict)) + ": " + reason;
    // Name the estimator at fault; a refusal of task and backbone is the same for all.
    if (cell.verdict == Verdict::fails) text = "`" + cell.estimator + "` " + text;
    add_new(texts_, text);
    return fmt::to_string(std::find(texts_.begin(), texts_.end(), text) - texts_.begin() + 1);
  }

  std::string list() const {
    std::string all;
    for (std::size_t i = 0; i < texts_.size(); ++i) all += fmt::format("{}. {}\n", i + 1, texts_[i]);
    return all;
  }

 private:
  std::vector<std::string> texts_;
};

struct Tabulated {
  TextTable table;
  std::string notes;
};

Tabulated tabulated(const std::vector<Cell>& cells) {
  const auto tasks = values(cells, &Cell::task);
  std::vector<std::string> header{"BACKBONE"};
  header.insert(header.end(), tasks.begin(), tasks.end());
  Tabulated made{TextTable(header), {}};
  Notes notes;
  for (const auto& backbone : values(cells, &Cell::backbone)) {
    std::vector<std::string> row{backbone};
    for (const auto& task : tasks) {
      std::size_t all = 0, running = 0;
      std::vector<std::string> numbers;
      for (const auto& cell : cells) {
        if (cell.task != task || cell.backbone != backbone) continue;
        ++all;
        if (cell.verdict == Verdict::runs)
          ++running;
        else
          add_new(numbers, notes.number(cell));
      }
      std::string text = all > 0 && running == all ? fmt::format("all {}", all)
                         : running > 0             ? fmt::format("{} of {}", running, all)
                                                   : "–";
      for (const auto& number : numbers) text += " (" + number + ")";
      row.push_back(text);
    }
    made.table.add(row);
  }
  made.notes = notes.list();
  return made;
}

}  // namespace

std::string matrix_as_text(const std::vector<Cell>& cells) {
  const auto [table, notes] = tabulated(cells);
  return "Estimators that run, by task and backbone:\n\n" + table.text() + (notes.empty() ? "" : "\n" + notes);
}

std::string matrix_as_markdown(const std::vector<Cell>& cells) {
  const auto [table, notes] = tabulated(cells);
  return table.markdown() + (notes.empty() ? "" : "\n" + notes);
}

std::string matrix_as_json(const std::vector<Cell>& cells) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& cell : cells) {
    list.push_back({{"task", cell.task},
                    {"backbone", cell.backbone},
                    {"estimator", cell.estimator},
                    {"verdict", word(cell.verdict)},
                    {"reason", cell.reason},
                    {"seconds", cell.seconds}});
  }
  return json_text(list, 2) + "\n";
}

}  // namespace evograd::host::matrix
