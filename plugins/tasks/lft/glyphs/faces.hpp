#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tasks/lft/glyphs/raster.hpp"

struct FT_LibraryRec_;
struct FT_FaceRec_;

namespace lft {

/// One face of one font file, drawn in outline at 64 pixels an em without hinting. Not to be shared between threads.
class Face {
 public:
  bool has(char32_t point) const;

  /// The ink of the character, cropped to it; nothing when the face lacks it, or when its ink is empty or narrower
  /// than two pixels either way. Never the face's picture of a missing character.
  std::optional<Raster> draw(char32_t point) const;

  /// The file's name up to its first '-': what regular, bold and italic share.
  const std::string& family() const { return family_; }

 private:
  friend class FaceCollection;
  std::shared_ptr<FT_FaceRec_> face_;
  std::string family_;
};

/// The faces of font files, in the order of the files.
class FaceCollection {
 public:
  /// Opens the files. What FreeType cannot read is left out and said in `log`, and so is a file whose name contains
  /// "Nastaliq" or "Condensed", silently: shapes too far from those of the other faces.
  FaceCollection(const std::vector<std::filesystem::path>& files, const std::function<void(const std::string&)>& log);

  /// The at most 12 faces to draw a script with, from those that have at least 60 % of `letters`: the families in turn,
  /// so that no family crowds out the others.
  std::vector<Face> covering(const std::vector<char32_t>& letters) const;

 private:
  std::shared_ptr<FT_LibraryRec_> library_;
  std::vector<Face> faces_;
};

}  // namespace lft
