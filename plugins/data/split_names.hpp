#pragma once

#include <optional>
#include <string_view>

namespace data {

/// The part of a data set that a folder or a file is named after.
enum class SplitName { training, validation, test };

/// The part that `name` stands for: train, training, base, background …; val, valid, validation, dev, development …;
/// test, testing, eval, evaluation, novel …; in any case, with meta- or images_ in front. Nothing for other names.
std::optional<SplitName> split_name(std::string_view name);

}  // namespace data
