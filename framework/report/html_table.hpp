#pragma once

#include <string>
#include <vector>

#include "framework/report/html.hpp"

namespace evograd::host {

/// A table whose first column names the rows. It scrolls inside a box of its own where it is wider than the page, also
/// with the keyboard.
class HtmlTable {
 public:
  struct Column {
    Html title;
    bool number = false;  ///< right-aligned, with figures of equal width
  };

  /// `caption` is what a screen reader says of it.
  HtmlTable(std::string caption, std::vector<Column> columns);

  /// `kind` is the row's CSS class; may be empty. An empty cell becomes "–".
  void add(const std::vector<Html>& cells, const std::string& kind = {});

  bool empty() const { return rows_.empty(); }
  Html html() const;

 private:
  std::string caption_;
  std::vector<Column> columns_;
  Html rows_;
};

}  // namespace evograd::host
