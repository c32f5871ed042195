#pragma once

#include <vector>

namespace evograd::host {

/// Writes the SHA-256 of a ZIP archive, as torch.save makes them, into its comment, where other readers pass it over.
/// LibTorch reads changed bytes without a word, and some of them take the process down.
void seal(std::vector<char>& archive);

/// Whether `archive` has changed since it was sealed, or does not end as archives do. A whole one without a seal, which
/// may be of other making, is not broken.
bool seal_is_broken(const std::vector<char>& archive);

}  // namespace evograd::host
