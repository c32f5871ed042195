#pragma once

#include <vector>

namespace evograd::host {

/// Writes the SHA-256 of a ZIP archive, as torch.save makes them, into its comment, where other readers pass it over.
/// LibTorch reads changed bytes without a word, and some of them take the process down.
void seal(std::vector<char>& archive);

/// Whether `archive` has a seal and is as it was when it was sealed. What has none is of other making or damaged, and
/// not to be handed to LibTorch.
bool has_whole_seal(const std::vector<char>& archive);

}  // namespace evograd::host
