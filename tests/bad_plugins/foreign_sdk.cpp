// Built for an SDK that does not exist yet.
#include "hand_made.hpp"

HAND_MADE_STAMP(evograd_stamp, EVOGRAD_STAMP_PREFIX "sdk=9.9.0 torch=" EVOGRAD_STAMP_TORCH HAND_MADE_OTHER_FIELDS
                                                    " plugin=foreign_sdk@0.1.0;")
HAND_MADE_ENTRY
