// Carries a stamp, but no entry function.
#include "hand_made.hpp"

HAND_MADE_STAMP(evograd_stamp, EVOGRAD_STAMP("no_entry", "0.1.0"))
