#include "data/examples/raw_part.hpp"

#include <utility>

namespace data {
namespace {

template <class Value>
std::vector<Value> chosen(std::vector<Value>& values, const std::vector<std::size_t>& kept) {
  std::vector<Value> result;
  result.reserve(kept.size());
  for (const auto at : kept) result.push_back(std::move(values[at]));
  return result;
}

}  // namespace

void RawPart::keep(const std::vector<std::size_t>& kept) {
  labels = chosen(labels, kept);
  if (!clean_labels.empty()) clean_labels = chosen(clean_labels, kept);
  keys = chosen(keys, kept);
  rows = chosen(rows, kept);
}

void RawPart::add(std::string key, std::string label, std::int64_t row) {
  keys.push_back(std::move(key));
  labels.push_back(std::move(label));
  rows.push_back(row);
}

}  // namespace data
