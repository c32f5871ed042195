// Built for another SDK, and its static initialiser would end the process that loads it.
#include <stdexcept>

#include "hand_made.hpp"

HAND_MADE_STAMP(evograd_stamp, EVOGRAD_STAMP_PREFIX "sdk=9.9.0 torch=" EVOGRAD_STAMP_TORCH HAND_MADE_OTHER_FIELDS
                                                    " plugin=throws_in_static_initialiser@0.1.0;")
HAND_MADE_ENTRY

namespace {

int never() { throw std::runtime_error("the plugin's code ran"); }

[[maybe_unused]] const int value = never();

}  // namespace
