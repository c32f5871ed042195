#pragma once

#include <array>
#include <string>
#include <vector>

#include "data/images/files/class_lists.hpp"

namespace data {

/// The image files of a class.
struct CatalogueClass {
  std::string name;
  std::vector<std::string> files;  ///< in the order of the samples
};

/// The files of a source that make up a domain.
struct Catalogue {
  std::array<std::vector<CatalogueClass>, part_count> parts;  ///< in the order of Part
  std::vector<std::string> notes;                             ///< what was omitted, one line each, for the log
};

}  // namespace data
