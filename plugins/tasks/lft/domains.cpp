#include "domains.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "data/images/files/open_images.hpp"
#include "evograd/cache_folder.hpp"
#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "synthetic_domain.hpp"
#include "tasks/lft/glyphs/make_domains.hpp"
#include "tasks/lft/images/image_domains.hpp"

namespace lft {
namespace {

using DomainList = std::vector<std::shared_ptr<const Domain>>;

constexpr std::int64_t small_images = 32;
constexpr std::int64_t large_images = 84;

std::string names_of(const DomainList& domains) {
  std::vector<std::string> names;
  for (const auto& domain : domains) names.push_back(domain->name());
  return comma_separated(names);
}

std::size_t position_of(const DomainList& domains, const std::string& name, const char* option) {
  const auto found =
      std::find_if(domains.begin(), domains.end(), [&](const auto& domain) { return domain->name() == name; });
  if (found != domains.end()) return static_cast<std::size_t>(found - domains.begin());
  throw Error(std::string("[task] ") + option,
              name.empty() ? "does not name a domain" : "is '" + name + "', which is not a domain of the data",
              "domains: " + names_of(domains));
}

std::int64_t image_size(const LftOptions& options) {
  if (options.image_size > 0) return options.image_size;
  return options.data == "glyphs" || options.data == "synthetic" ? small_images : large_images;
}

DomainList glyphs(const LftOptions& options, const std::filesystem::path& folder) {
  GlyphOptions wanted;
  for (const auto& fonts : options.fonts) wanted.font_folders.push_back(folder / fonts);
  wanted.style = options.glyph_style;
  wanted.jitter = options.glyph_jitter;
  wanted.image_size = image_size(options);
  wanted.samples_per_class = options.glyph_samples;
  const auto cache = options.cache.empty() ? evograd::cache_folder() : folder / options.cache;
  return make_glyph_domains(wanted, cache);
}

DomainList photographs(const LftOptions& options, const std::filesystem::path& folder) {
  if (options.folder.empty()) {
    throw Error("[task] folder", "is not set, but data is \"" + options.data + "\"",
                "set it to the folder that contains the domains");
  }
  ImageDomainsRequest request;
  request.folder = folder / options.folder;
  request.names = options.domains;
  request.layout = options.data;
  if (!options.list_root.empty()) request.images_root = folder / options.list_root;
  if (!options.cache.empty()) request.cache_folder = folder / options.cache;
  request.skip_corrupt = options.skip_corrupt;
  request.images = {image_size(options), options.channels, options.augment};
  return make_image_domains(request);
}

DomainList all_domains(const LftOptions& options, const std::filesystem::path& folder) {
  if (options.data == "glyphs") return glyphs(options, folder);
  if (options.data == "synthetic") return make_synthetic_domains(image_size(options), options.channels);
  return photographs(options, folder);
}

/// The domains that `options` name, in the order of the data.
DomainList chosen(const LftOptions& options, const DomainList& all) {
  if (options.domains.empty()) return all;
  std::vector<bool> wanted(all.size(), false);
  for (const auto& name : options.domains) wanted[position_of(all, name, "domains")] = true;
  DomainList kept;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (wanted[i]) kept.push_back(all[i]);
  }
  return kept;
}

std::string default_held_out(const LftOptions& options, const DomainList& domains) {
  if (!options.held_out.empty()) return options.held_out;
  if (options.data == "glyphs") return "southern";
  return options.data == "synthetic" ? domains.back()->name() : "";
}

std::shared_ptr<const Domain> most_base_classes(const DomainList& domains) {
  return *std::max_element(domains.begin(), domains.end(), [](const auto& a, const auto& b) {
    return a->class_count(Split::base) < b->class_count(Split::base);
  });
}

}  // namespace

Domains open_domains(const LftOptions& options, const std::filesystem::path& folder) {
  auto all = chosen(options, all_domains(options, folder));

  Domains domains;
  const auto size = image_size(options);
  domains.image_shape = {options.data == "glyphs" ? 1 : options.channels, size, size};
  const auto held_out = position_of(all, default_held_out(options, all), "held_out");
  domains.unseen = all[held_out];
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(held_out));
  domains.seen = std::move(all);
  if (domains.seen.size() < 2) {
    throw Error(
        "[task] domains",
        fmt::format("leaves {} seen domain(s) besides '{}', but a step draws a pseudo-seen and a pseudo-unseen domain",
                    domains.seen.size(), domains.unseen->name()),
        "name at least three domains");
  }
  domains.base = options.base_domain.empty()
                     ? most_base_classes(domains.seen)
                     : domains.seen[position_of(domains.seen, options.base_domain, "base_domain")];
  return domains;
}

}  // namespace lft
