// Calls a function that no library defines; linked without -z defs, so the linker lets it pass.
#include "hand_made.hpp"

HAND_MADE_STAMP(evograd_stamp, EVOGRAD_STAMP("undefined_symbol", "0.1.0"))

namespace nowhere {
EVOGRAD_API const char* defined(int number);
}

extern "C" EVOGRAD_API const char* evograd_entry_v1(evograd::Registrar*) noexcept { return nowhere::defined(3); }
