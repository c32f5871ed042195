#pragma once

#include "evograd/export.hpp"
#include "evograd/registrar.hpp"
#include "evograd/stamp.hpp"

namespace evograd {

/// Runs a plugin's body; returns nullptr, or the message of the exception it threw (valid until the next call on this
/// thread).
EVOGRAD_API const char* run_plugin_body(Registrar& registrar, void (*body)(Registrar&)) noexcept;

}  // namespace evograd

/// Turns a shared library into a plugin: emits its stamp and its only entry function. Use it once per library; the body
/// registers the components.
///
///     EVOGRAD_PLUGIN("evograd", "0.1.0") {
///       registrar.estimator<EvoGrad>("evograd", {.summary = "…"});
///     }
#define EVOGRAD_PLUGIN(NAME, VERSION)                                                             \
  extern "C" {                                                                                    \
  EVOGRAD_API extern const char evograd_stamp[];                                                  \
  __attribute__((used)) const char evograd_stamp[] = EVOGRAD_STAMP(NAME, VERSION);                \
  }                                                                                               \
  static void evograd_plugin_body(::evograd::Registrar& registrar);                               \
  extern "C" EVOGRAD_API const char* evograd_entry_v1(::evograd::Registrar* registrar) noexcept { \
    return ::evograd::run_plugin_body(*registrar, &evograd_plugin_body);                          \
  }                                                                                               \
  static void evograd_plugin_body([[maybe_unused]] ::evograd::Registrar& registrar)
