#pragma once

#include <string>
#include <vector>

#include "framework/page/html.hpp"

namespace evograd::host {

/// A table whose first column names the rows. It scrolls in its own box, also with the keyboard, if it is wider than
/// the page.
class HtmlTable {
 public:
  struct Column {
    Html title;
    bool number = false;  ///< right-aligned, with figures of equal width
  };

  /// `caption` is the name that screen readers announce.
  HtmlTable(std::string caption, std::vector<Column> columns);

  /// `kind` is the row's CSS class; may be empty. An empty cell is shown as "–".
  void add(const std::vector<Html>& cells, const std::string& kind = {});

  bool empty() const { return rows_.empty(); }
  Html html() const;

 private:
  std::string caption_;
  std::vector<Column> columns_;
  Html rows_;
};

}  // namespace evograd::host
