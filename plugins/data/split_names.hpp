#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace data {

/// The part of a data set that a folder or a file is named after.
enum class SplitName { training, validation, test };

/// `name` in lower case, without blanks, - and _, and without what only says that it holds data: "train" of
/// train_data, TrainSet, images-train and dataset_train.
std::string split_word(std::string_view name);

/// The part that `name` stands for: train, training, base, background …; val, valid, validation, dev, development …;
/// test, testing, eval, evaluation, novel …; in any case, with meta- in front, and as split_word(). Nothing for other
/// names.
std::optional<SplitName> split_name(std::string_view name);

}  // namespace data
