// Its stamp says nothing of LibTorch.
#include "hand_made.hpp"

HAND_MADE_STAMP(evograd_stamp,
                EVOGRAD_STAMP_PREFIX "sdk=" EVOGRAD_STAMP_SDK HAND_MADE_OTHER_FIELDS " plugin=malformed_stamp@0.1.0;")
HAND_MADE_ENTRY
