#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tasks/lft/glyphs/raster.hpp"

struct FT_LibraryRec_;
struct FT_FaceRec_;

namespace lft {

/// One face of one font file, rendered from its outline at 64 pixels per em without hinting. Not thread-safe.
class Face {
 public:
  bool has(char32_t point) const;

  /// The ink of the character, cropped to its bounding box; nothing if the face lacks the character, or if its ink is
  /// empty or narrower than two pixels in either direction. Never the face's glyph for a missing character.
  std::optional<Raster> draw(char32_t point) const;

  /// The file's name up to its first '-', which regular, bold and italic share.
  const std::string& family() const { return family_; }

 private:
  friend class FaceCollection;
  std::shared_ptr<FT_FaceRec_> face_;
  std::string family_;
};

/// The faces of font files, in the order of the files.
class FaceCollection {
 public:
  /// Opens the files. Skips files that FreeType cannot read, with a warning, and files whose name contains
  /// "Nastaliq" or "Condensed", silently: their shapes differ too much from those of the other faces.
  FaceCollection(const std::vector<std::filesystem::path>& files);

  /// At most 12 faces for drawing a script, from those that have at least 60 % of `letters`: taken from the families in
  /// turn, so that no family dominates.
  std::vector<Face> covering(const std::vector<char32_t>& letters) const;

 private:
  std::shared_ptr<FT_LibraryRec_> library_;
  std::vector<Face> faces_;
};

}  // namespace lft
