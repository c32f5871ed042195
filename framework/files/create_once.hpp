#pragma once

#include <filesystem>
#include <string_view>

namespace evograd::host {

/// Creates `file` with all of `bytes` in one act, unless it exists. Returns whether it was created: of several
/// processes, on one machine or on several that share the folder, exactly one gets true. Throws Error.
///
/// A temporary file beside it is given the name by link(), which NFS does atomically as well; a file system without
/// links gets open() with O_EXCL instead, where a reader may find the file before its bytes are in it.
bool create_once(const std::filesystem::path& file, std::string_view bytes);

}  // namespace evograd::host
