#pragma once

/// Marks the symbols that the SDK's shared library exports to plugins. Plugins are built with hidden visibility, so
/// every class with a virtual table that crosses a library boundary needs it.
#define EVOGRAD_API __attribute__((visibility("default")))
