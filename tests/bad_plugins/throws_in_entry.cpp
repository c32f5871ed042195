// Its body throws.
#include <stdexcept>

#include "evograd/plugin.hpp"

EVOGRAD_PLUGIN("throws_in_entry", "0.1.0") { throw std::runtime_error("the licence has expired"); }
