#pragma once

#include <string>
#include <vector>

#include "framework/matrix/matrix.hpp"

namespace evograd::host::matrix {

/// A row for each backbone, a column for each task: with how many estimators they run, and below it why not with the
/// others. As text or as Markdown.
std::string matrix_as_text(const std::vector<Cell>& cells);
std::string matrix_as_markdown(const std::vector<Cell>& cells);
std::string matrix_as_json(const std::vector<Cell>& cells);

}  // namespace evograd::host::matrix
