#include "tasks/lft/glyphs/faces.hpp"

#include <ft2build.h>
// FreeType defines the names of its headers as macros.
#include FT_FREETYPE_H

#include <algorithm>
#include <deque>
#include <map>

#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"
#include "evograd/logging.hpp"

namespace lft {

using namespace evograd;

namespace {

constexpr int pixels_per_em = 64;
constexpr int smallest_side = 2;
constexpr std::size_t most_faces = 12;
constexpr double least_coverage = 0.6;

bool is_outlier(const std::string& name) {
  return name.find("Nastaliq") != std::string::npos || name.find("Condensed") != std::string::npos;
}

Raster copied(const FT_Bitmap& bitmap) {
  Raster picture(static_cast<int>(bitmap.width), static_cast<int>(bitmap.rows));
  for (int y = 0; y < picture.height; ++y) {
    const auto* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
    for (int x = 0; x < picture.width; ++x) picture.at(x, y) = row[x];
  }
  return picture;
}

}  // namespace

bool Face::has(char32_t point) const { return FT_Get_Char_Index(face_.get(), point) != 0; }

std::optional<Raster> Face::draw(char32_t point) const {
  const auto glyph = FT_Get_Char_Index(face_.get(), point);
  if (glyph == 0) return {};
  // Without hinting the image matches the font's design and is the same in every version of FreeType.
  if (FT_Load_Glyph(face_.get(), glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) return {};
  if (FT_Render_Glyph(face_->glyph, FT_RENDER_MODE_NORMAL) != 0) return {};
  if (face_->glyph->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY) return {};
  auto picture = cropped(copied(face_->glyph->bitmap));
  if (std::min(picture.width, picture.height) < smallest_side) return {};
  return picture;
}

FaceCollection::FaceCollection(const std::vector<std::filesystem::path>& files) {
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) throw Error("glyphs", "FreeType cannot be started");
  library_.reset(library, FT_Done_FreeType);
  for (const auto& file : files) {
    if (is_outlier(file.filename().string())) continue;
    FT_Face opened = nullptr;
    if (FT_New_Face(library, file.c_str(), 0, &opened) != 0) {
      const auto kind = file_kind_of(file);
      logging::warning(file.string() + " is skipped: FreeType cannot read it" +
                       (kind ? "; it is " + kind->what + (kind->remedy.empty() ? "" : ": " + kind->remedy) : ""));
      continue;
    }
    Face face;
    face.face_.reset(opened, [library = library_](FT_Face done) { FT_Done_Face(done); });  // before its library
    if (FT_Set_Pixel_Sizes(opened, 0, pixels_per_em) != 0) continue;
    const auto stem = file.stem().string();
    face.family_ = stem.substr(0, stem.find('-'));
    faces_.push_back(std::move(face));
  }
}

std::vector<Face> FaceCollection::covering(const std::vector<char32_t>& letters) const {
  std::map<std::string, std::deque<Face>> families;
  std::size_t left = 0;
  for (const auto& face : faces_) {
    const auto present = std::ranges::count_if(letters, [&](char32_t point) { return face.has(point); });
    if (static_cast<double>(present) < least_coverage * static_cast<double>(letters.size())) continue;
    families[face.family()].push_back(face);
    ++left;
  }
  std::vector<Face> chosen;
  while (left > 0 && chosen.size() < most_faces) {
    for (auto& [name, members] : families) {
      if (members.empty() || chosen.size() == most_faces) continue;
      chosen.push_back(std::move(members.front()));
      members.pop_front();
      --left;
    }
  }
  return chosen;
}

}  // namespace lft
