#pragma once

/// The major version of the SDK. A plugin and its host must agree in it.
#define EVOGRAD_SDK_VERSION_MAJOR 0

/// The minor version. Before 1.0 a plugin and its host must agree in it too: the interfaces may change with every minor
/// version. From 1.0 on the plugin's must not be above the host's.
#define EVOGRAD_SDK_VERSION_MINOR 2

/// The patch version, which never changes the interfaces.
#define EVOGRAD_SDK_VERSION_PATCH 0
