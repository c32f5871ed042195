// Another plugin was linked into it.
#include "hand_made.hpp"

HAND_MADE_STAMP(evograd_stamp, EVOGRAD_STAMP("stamp_twice", "0.1.0"))
HAND_MADE_STAMP(another_stamp, EVOGRAD_STAMP("stamp_twice_too", "0.1.0"))
HAND_MADE_ENTRY
