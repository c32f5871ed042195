#pragma once

#include <filesystem>

#include "data/examples/labelled_data.hpp"
#include "options.hpp"

namespace meta_weight_net {

/// Examples of the meta set that is taken out of a training part of `available` examples: what the option says or, if
/// it is 0, 1,000 or a tenth of a small part, at least one a class.
std::int64_t meta_size_of(const MetaWeightNetOptions& options, std::int64_t available, std::int64_t classes);

/// The data that `options` ask for; `folder` is the manifest's.
data::LabelledDataRequest data_request(const MetaWeightNetOptions& options, const std::filesystem::path& folder);

/// The kind of noise to inject: "auto" is none where labels are the user's, else flip.
std::string noise_of(const MetaWeightNetOptions& options);

}  // namespace meta_weight_net
