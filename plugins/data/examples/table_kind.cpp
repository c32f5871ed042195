#include <fmt/core.h>
#include <fmt/ranges.h>
#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <utility>

#include "data/examples/column_encoding.hpp"
#include "data/examples/example_kind.hpp"
#include "data/examples/feature_inputs.hpp"
#include "data/examples/part_rows.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"

namespace data {
namespace {

constexpr std::size_t columns_named = 12;
constexpr std::int64_t fewest_identifiers = 20;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class TableKind : public ExampleKind {
 public:
  explicit TableKind(const LabelledDataRequest& request) : request_(request) {}

  std::string noun() const override { return "rows"; }
  std::string input_name() const override { return "features"; }
  bool may_be_part(const std::filesystem::path& path) const override { return is_records_name(path); }

  RawPart read(const std::filesystem::path& place, const std::string& name) const override {
    RawPart part{.name = name, .place = place};
    part.records = std::make_shared<Records>(read_records(place, request_.format));
    add_rows(part, request_);
    return part;
  }

  std::vector<std::shared_ptr<const ExampleInputs>> inputs(std::vector<RawPart*> parts) override {
    choose_columns(*parts.front());
    std::vector<std::shared_ptr<const ExampleInputs>> all;
    for (const auto* part : parts) all.push_back(encoded(*part));
    return all;
  }

  InputSpecification specification() const override { return {{width_}, 0}; }

 private:
  /// The columns of the training part that are features.
  void choose_columns(const RawPart& training) {
    const auto& records = *training.records;
    const bool commas = has_decimal_commas(training);
    std::vector<std::string> left_out;
    const auto names = request_.features.empty() ? records.columns() : request_.features;
    for (const auto& name : request_.categorical) records.column(name, "categorical");
    for (const auto& name : names) {
      if (name == request_.label_column) {
        if (request_.features.empty()) continue;
        throw Error("'features'", "contains the label column '" + name + "'", "remove it");
      }
      ColumnEncoding encoding(training, records.column(name, "features"), contains(request_.categorical, name), commas);
      if (!encoding.mixture().empty()) {
        logging::warning(
            fmt::format("column '{}' is taken as categories: {}. Correct it, or leave it empty if it is "
                        "missing; if the numbers are codes, list the column in 'categorical'",
                        name, encoding.mixture()));
      }
      const auto first = records.cell(training.rows.at(0), records.column(name, "features"));
      const auto why = request_.features.empty() ? reason_to_leave_out(encoding, name, first) : "";
      if (!why.empty()) {
        left_out.push_back(fmt::format("'{}' ({})", name, why));
        continue;
      }
      if (gives_label_away(training, records.column(name, "features"))) {
        logging::warning(
            fmt::format("{}: column '{}' has one value for each class, and no other: if it is the label "
                        "in other words, list the columns to use in 'features', without it",
                        training.place.string(), name));
      }
      width_ += encoding.width();
      columns_.push_back(std::move(encoding));
      names_.push_back(name);
    }
    tell(training, left_out);
  }

  std::string reason_to_leave_out(const ColumnEncoding& encoding, const std::string& name,
                                  std::string_view first_cell) const {
    if (encoding.constant()) return "the same in all rows";
    if (encoding.counts_rows()) return "it numbers the rows";
    if (contains(request_.categorical, name) || !encoding.categorical()) return "";
    return encoding.present() >= fewest_identifiers && encoding.categories() > encoding.present() / 2
               ? "almost every row has a value of its own, the first " + in_quotes(first_cell)
               : "";
  }

  void tell(const RawPart& training, const std::vector<std::string>& left_out) const {
    const auto place = training.place.string();
    if (!left_out.empty()) {
      logging::warning(fmt::format("{}: left out column(s) {}; list the columns to use in 'features' if you want them",
                                   place, comma_separated(left_out, columns_named)));
    }
    if (columns_.empty()) {
      throw Error(place, "has no column of features beside '" + request_.label_column + "'",
                  "add columns, or list them in 'features'");
    }
    std::vector<std::string> numeric, categorical;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const bool of_categories = columns_[i].categorical();
      (of_categories ? categorical : numeric)
          .push_back(of_categories ? fmt::format("{} ({})", names_[i], columns_[i].categories()) : names_[i]);
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto& written = columns_[i].number_in_groups();
      if (written.empty()) continue;
      auto digits = written;
      std::erase_if(digits, [&](char c) { return c == columns_[i].format().thousands; });
      logging::info(fmt::format("{}: numbers of column '{}' are in groups of three digits: '{}' is {}", place,
                                names_[i], written, digits));
    }
    logging::info(fmt::format("{}: {} numeric columns ({}), {} of categories ({}): {} features", place, numeric.size(),
                              comma_separated(numeric, columns_named), categorical.size(),
                              comma_separated(categorical, columns_named), width_));
  }

  /// Whether some cell has a decimal comma.
  static bool has_decimal_commas(const RawPart& part) {
    for (std::size_t i = 0; i < std::min<std::size_t>(part.size(), 1000); ++i) {
      for (std::size_t column = 0; column < part.records->columns().size(); ++column) {
        if (has_decimal_comma(part.records->cell(part.rows[i], column))) return true;
      }
    }
    return false;
  }

  /// Whether each value of a column is that of one class, and each class has one value.
  static bool gives_label_away(const RawPart& training, std::size_t column) {
    if (std::ssize(training.rows) < fewest_identifiers) return false;
    std::map<std::string_view, std::string_view> label_of, value_of;
    for (std::size_t i = 0; i < training.size(); ++i) {
      const auto cell = training.records->cell(training.rows[i], column);
      const std::string_view label = training.labels[i];
      if (label_of.emplace(cell, label).first->second != label) return false;
      if (value_of.emplace(label, cell).first->second != cell) return false;
    }
    return value_of.size() > 1;
  }

  std::shared_ptr<const ExampleInputs> encoded(const RawPart& part) const {
    std::vector<std::size_t> places;
    for (const auto& name : names_) places.push_back(part.records->column(name, "features"));
    auto features = torch::empty({static_cast<std::int64_t>(part.size()), width_});
    auto* values = features.data_ptr<float>();
    std::vector<std::int64_t> unknown(columns_.size());
    for (std::size_t example = 0; example < part.size(); ++example) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        unknown[i] += columns_[i].encode(part, example, places[i], values) ? 0 : 1;
        values += columns_[i].width();
      }
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (unknown[i] == 0) continue;
      const auto [has, count] = columns_[i].categorical()
                                    ? std::pair("has a category that the training part lacks", "none of the categories")
                                    : std::pair("lacks a number, as no row of the training part does,", "its mean");
      logging::warning(fmt::format("{}: column '{}' {} in {} of {} rows; they count as {}", part.place.string(),
                                   names_[i], has, unknown[i], part.size(), count));
    }
    return std::make_shared<FeatureInputs>(std::move(features), part.keys);
  }

  const LabelledDataRequest& request_;
  std::vector<ColumnEncoding> columns_;
  std::vector<std::string> names_;
  std::int64_t width_ = 0;
};

}  // namespace

std::unique_ptr<ExampleKind> table_kind(const LabelledDataRequest& request) {
  return std::make_unique<TableKind>(request);
}

}  // namespace data
