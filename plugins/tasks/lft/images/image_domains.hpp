#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tasks/lft/images/image_domain.hpp"

namespace lft {

/// Where domains of photographs lie and how they are read.
struct ImageDomainsRequest {
  std::filesystem::path folder;             ///< each subfolder and, for "folders", each archive in it is a domain
  std::vector<std::string> names = {};      ///< those wanted, in this order; empty for all, sorted by name
  std::string layout = "folders";           ///< "folders": DOMAIN/CLASS/IMAGE; "lists": DOMAIN/{base,val,novel}.json
  std::filesystem::path images_root = {};   ///< "lists": what image paths may be relative to
  std::filesystem::path cache_folder = {};  ///< empty for evograd::cache_folder()
  bool skip_corrupt = false;                ///< leave out, and log, what cannot be decoded
  ImageDomainOptions images = {};
  std::function<void(const std::string&)> log = [](const std::string&) {};
};

/// Opens the domains. Images are kept, and cached, with a short side of at most 1.5 S: an average crop of a training
/// image is then no smaller than S.
///
/// Throws Error naming folder or option: no such folder, no domain in it, a name that is not there (with those that
/// are), a name twice, and what data::open_image_folder() and open_image_lists() find.
std::vector<std::shared_ptr<const Domain>> make_image_domains(const ImageDomainsRequest& request);

}  // namespace lft
