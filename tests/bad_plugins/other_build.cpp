// Fits, but for the kind of build: may be loaded with a warning.
#include "hand_made.hpp"

HAND_MADE_STAMP(evograd_stamp,
                EVOGRAD_STAMP_PREFIX "sdk=" EVOGRAD_STAMP_SDK " torch=" EVOGRAD_STAMP_TORCH
                                     " stdlib=" EVOGRAD_STAMP_STDLIB " compiler=" EVOGRAD_STAMP_COMPILER
                                     " cxx=" EVOGRAD_STAMP_TEXT(__cplusplus) " build=other san=" EVOGRAD_STAMP_SANITIZER
                                                                             " plugin=other_build@0.1.0;")
HAND_MADE_ENTRY
