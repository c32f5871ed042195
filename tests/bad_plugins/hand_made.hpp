#pragma once

#include "evograd/export.hpp"
#include "evograd/stamp.hpp"

namespace evograd {
class Registrar;
}

/// What EVOGRAD_PLUGIN emits, with parts of our choosing.
#define HAND_MADE_STAMP(SYMBOL, TEXT)               \
  extern "C" {                                      \
  EVOGRAD_API extern const char SYMBOL[];           \
  __attribute__((used)) const char SYMBOL[] = TEXT; \
  }

/// An entry function that registers nothing.
#define HAND_MADE_ENTRY \
  extern "C" EVOGRAD_API const char* evograd_entry_v1(evograd::Registrar*) noexcept { return nullptr; }

/// The fields after sdk and torch, as this build has them.
#define HAND_MADE_OTHER_FIELDS                                        \
  " stdlib=" EVOGRAD_STAMP_STDLIB " compiler=" EVOGRAD_STAMP_COMPILER \
  " cxx=" EVOGRAD_STAMP_TEXT(__cplusplus) " build=" EVOGRAD_STAMP_BUILD " san=" EVOGRAD_STAMP_SANITIZER
