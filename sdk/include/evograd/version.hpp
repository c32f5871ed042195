#pragma once

/// The version of the SDK. Before 1.0 a plugin and a host must agree in major and minor: the interfaces may change with
/// every minor version. From 1.0 on they must agree in major, and the plugin's minor version must not be above the
/// host's. A patch version never changes the interfaces.
#define EVOGRAD_SDK_VERSION_MAJOR 0
#define EVOGRAD_SDK_VERSION_MINOR 2
#define EVOGRAD_SDK_VERSION_PATCH 0
