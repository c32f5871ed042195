#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tasks/lft/images/image_domain.hpp"

namespace lft {

/// The location of domains of photographs and how to read them.
struct ImageDomainsRequest {
  std::filesystem::path folder;             ///< each subfolder and, for "folders", each archive in it is a domain
  std::vector<std::string> names = {};      ///< the domains to open, in this order; empty for all, sorted by name
  std::string layout = "folders";           ///< "folders": DOMAIN/CLASS/IMAGE; "lists": DOMAIN/{base,val,novel}.json
  std::filesystem::path images_root = {};   ///< "lists": folder that image paths may be relative to
  std::filesystem::path cache_folder = {};  ///< empty for evograd::cache_folder()
  bool skip_corrupt = false;                ///< skip, with a warning, images that cannot be decoded
  ImageDomainOptions images = {};
};

/// Opens the domains. Images are kept, and cached, with a short side of at most 1.5 S: an average crop of a training
/// image is then no smaller than S.
///
/// Throws Error naming the folder or option: no such folder, no domain in it, an unknown name (with the existing ones),
/// a duplicate name, and the errors of data::open_image_folder() and open_image_lists().
std::vector<std::shared_ptr<const Domain>> make_image_domains(const ImageDomainsRequest& request);

}  // namespace lft
