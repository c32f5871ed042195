#pragma once

/// Marks what the SDK's shared library shows to plugins. Plugins are built with hidden visibility, so every class
/// with a virtual table that crosses a library border carries it.
#define EVOGRAD_API __attribute__((visibility("default")))
