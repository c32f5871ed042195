#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "domain.hpp"
#include "options.hpp"

namespace lft {

/// The domains of a run and their roles in it.
struct Domains {
  std::vector<std::shared_ptr<const Domain>> seen;  ///< at least two
  std::shared_ptr<const Domain> unseen;             ///< the one held out
  std::shared_ptr<const Domain> base;               ///< the seen domain of auxiliary classifier and pre-training
  std::vector<std::int64_t> image_shape;            ///< {C, S, S}
};

/// Opens the domains that the options name. Relative paths are relative to `folder`. Throws Error naming the faulty
/// file or option and the existing domains.
Domains open_domains(const LftOptions& options, const std::filesystem::path& folder);

}  // namespace lft
