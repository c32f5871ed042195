#include "tasks/lft/glyphs/make_domains.hpp"
#include "evograd/logging.hpp"

#include <fmt/ranges.h>

#include <utility>

#include "tasks/lft/glyphs/font_files.hpp"
#include "tasks/lft/glyphs/glyph_domain.hpp"
#include "tasks/lft/glyphs/master_cache.hpp"
#include "tasks/lft/glyphs/scripts.hpp"

namespace lft {

std::vector<std::shared_ptr<const Domain>> make_glyph_domains(const GlyphOptions& options,
                                                              const std::filesystem::path& cache_folder) {
  const bool own_styles = options.style == "own";
  const auto common_style = own_styles ? Style::print : style_named(options.style);
  const auto folders = options.font_folders.empty() ? default_font_folders() : options.font_folders;
  const auto& groups = script_groups();
  auto sets = cached_masters(groups, font_files(folders), cache_folder);

  std::vector<std::shared_ptr<const Domain>> domains;
  std::vector<std::string> contents;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    contents.push_back(
        fmt::format("{} {} letters of {} shapes", groups[i].name, sets[i].classes.size(), sets[i].masters()));
    const auto style = own_styles ? groups[i].style : common_style;
    const GlyphLook look{style, options.jitter, options.image_size, options.samples_per_class};
    domains.push_back(std::make_shared<GlyphDomain>(groups[i].name, std::move(sets[i]), look));
  }
  const auto summary = fmt::format("glyphs: {}", fmt::join(contents, ", "));
  logging::info(summary);
  return domains;
}

}  // namespace lft
