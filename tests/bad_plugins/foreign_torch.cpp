// Built for another LibTorch.
#include "hand_made.hpp"

HAND_MADE_STAMP(evograd_stamp, EVOGRAD_STAMP_PREFIX "sdk=" EVOGRAD_STAMP_SDK " torch=0.4.1" HAND_MADE_OTHER_FIELDS
                                                    " plugin=foreign_torch@0.1.0;")
HAND_MADE_ENTRY
