#include "framework/page/html_table.hpp"

#include <utility>

namespace evograd::host {

HtmlTable::HtmlTable(std::string caption, std::vector<Column> columns)
    : caption_(std::move(caption)), columns_(std::move(columns)) {}

void HtmlTable::add(const std::vector<Html>& cells, const std::string& kind) {
  Html row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& content = cells[i].empty() ? Html("–") : cells[i];
    Attributes attributes;
    if (i == 0) attributes.emplace_back("scope", "row");
    if (i < columns_.size() && columns_[i].number) attributes.emplace_back("class", "number");
    row += element(i == 0 ? "th" : "td", attributes, content);
  }
  rows_ += element("tr", kind.empty() ? Attributes{} : Attributes{{"class", kind}}, row);
}

Html HtmlTable::html() const {
  Html head;
  for (const auto& column : columns_) {
    Attributes attributes = {{"scope", "col"}};
    if (column.number) attributes.emplace_back("class", "number");
    head += element("th", attributes, column.title);
  }
  return element("div", {{"class", "scroll"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", caption_}},
                 element("table", element("caption", {{"class", "unseen"}}, caption_) +
                                      element("thead", element("tr", head)) + element("tbody", rows_)));
}

}  // namespace evograd::host
