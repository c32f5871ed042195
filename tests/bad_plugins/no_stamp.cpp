// A shared library like any other.
#include "hand_made.hpp"

HAND_MADE_ENTRY
