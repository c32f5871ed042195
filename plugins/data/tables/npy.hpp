#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace data {

/// The values of a one-dimensional NumPy array, or one of shape (n, 1), of integers, booleans, floating-point numbers
/// that are integers, or strings, as strings.
///
/// Throws Error naming the file: missing, damaged, another shape or type (an array of objects is a pickle, which may
/// execute code and is never read). Citation: NumPy Enhancement Proposal 1, the npy format.
std::vector<std::string> read_npy(const std::filesystem::path& file);

}  // namespace data
