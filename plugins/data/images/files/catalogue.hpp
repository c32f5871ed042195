#pragma once

#include <array>
#include <string>
#include <vector>

#include "data/images/files/class_lists.hpp"

namespace data {

/// Which files are the images of a class.
struct CatalogueClass {
  std::string name;
  std::vector<std::string> files;  ///< in the order of the samples
};

/// Which files of a source make up a domain.
struct Catalogue {
  std::array<std::vector<CatalogueClass>, part_count> parts;  ///< in the order of Part
  std::vector<std::string> notes;                             ///< what was left out, a line each, for the log
};

}  // namespace data
