#pragma once

#include <torch/version.h>

#include "evograd/version.hpp"

#define EVOGRAD_STAMP_TEXT_(x) #x
#define EVOGRAD_STAMP_TEXT(x) EVOGRAD_STAMP_TEXT_(x)

#define EVOGRAD_STAMP_SDK                       \
  EVOGRAD_STAMP_TEXT(EVOGRAD_SDK_VERSION_MAJOR) \
  "." EVOGRAD_STAMP_TEXT(EVOGRAD_SDK_VERSION_MINOR) "." EVOGRAD_STAMP_TEXT(EVOGRAD_SDK_VERSION_PATCH)

#define EVOGRAD_STAMP_TORCH               \
  EVOGRAD_STAMP_TEXT(TORCH_VERSION_MAJOR) \
  "." EVOGRAD_STAMP_TEXT(TORCH_VERSION_MINOR) "." EVOGRAD_STAMP_TEXT(TORCH_VERSION_PATCH)

#if defined(_LIBCPP_VERSION)
#define EVOGRAD_STAMP_STDLIB "libc++"
#elif defined(_GLIBCXX_DEBUG)
#define EVOGRAD_STAMP_STDLIB "libstdc++/debug"
#elif _GLIBCXX_USE_CXX11_ABI
#define EVOGRAD_STAMP_STDLIB "libstdc++/cxx11"
#else
#define EVOGRAD_STAMP_STDLIB "libstdc++/old"
#endif

#if defined(__clang__)
#define EVOGRAD_STAMP_COMPILER "clang-" EVOGRAD_STAMP_TEXT(__clang_major__)
#elif defined(__GNUC__)
#define EVOGRAD_STAMP_COMPILER "gcc-" EVOGRAD_STAMP_TEXT(__GNUC__)
#else
#define EVOGRAD_STAMP_COMPILER "unknown"
#endif

#if defined(NDEBUG)
#define EVOGRAD_STAMP_BUILD "release"
#else
#define EVOGRAD_STAMP_BUILD "debug"
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EVOGRAD_STAMP_SANITIZER "address"
#elif __has_feature(thread_sanitizer)
#define EVOGRAD_STAMP_SANITIZER "thread"
#endif
#endif
#if !defined(EVOGRAD_STAMP_SANITIZER)
#if defined(__SANITIZE_ADDRESS__)
#define EVOGRAD_STAMP_SANITIZER "address"
#elif defined(__SANITIZE_THREAD__)
#define EVOGRAD_STAMP_SANITIZER "thread"
#else
#define EVOGRAD_STAMP_SANITIZER "none"
#endif
#endif

/// The prefix before the fields; the number is the version of the stamp format.
#define EVOGRAD_STAMP_PREFIX "EVOGRAD-STAMP/1 "

/// The fields that describe the build, the same for every plugin of one build.
#define EVOGRAD_STAMP_FIELDS                                                                                \
  "sdk=" EVOGRAD_STAMP_SDK " torch=" EVOGRAD_STAMP_TORCH " stdlib=" EVOGRAD_STAMP_STDLIB                    \
  " compiler=" EVOGRAD_STAMP_COMPILER " cxx=" EVOGRAD_STAMP_TEXT(__cplusplus) " build=" EVOGRAD_STAMP_BUILD \
                                                                              " san=" EVOGRAD_STAMP_SANITIZER

/// The line of text that each plugin carries in its read-only data. The host reads it from the file before loading, so
/// a plugin from an incompatible build is rejected before any of its code runs. Generated entirely by the preprocessor.
///
///     EVOGRAD-STAMP/1 sdk=0.2.0 torch=1.13.1 stdlib=libstdc++/cxx11 compiler=gcc-12 cxx=202002L build=release san=none
///     plugin=evograd@0.1.0;
#define EVOGRAD_STAMP(NAME, VERSION) EVOGRAD_STAMP_PREFIX EVOGRAD_STAMP_FIELDS " plugin=" NAME "@" VERSION ";"
