#pragma once

#include <string>
#include <vector>

#include "framework/matrix/matrix.hpp"

namespace evograd::host::matrix {

/// A row per backbone, a column per task: how many estimators run with them, and below the table why the others do not.
/// As text or as Markdown.
std::string matrix_as_text(const std::vector<Cell>& cells);
std::string matrix_as_markdown(const std::vector<Cell>& cells);
std::string matrix_as_json(const std::vector<Cell>& cells);

}  // namespace evograd::host::matrix
