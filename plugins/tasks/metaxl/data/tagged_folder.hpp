#pragma once

#include <filesystem>
#include <vector>

#include "tasks/metaxl/data/conll.hpp"
#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// How the files of a folder are written and called.
enum class TextFormat {
  conll,   ///< train.txt, dev.txt, test.txt, or without ending
  conllu,  ///< train.conllu, dev.conllu, test.conllu, or as in Universal Dependencies xx_yyy-ud-train.conllu
};

/// The file of `part` in a language's `folder`; dev may be called valid, val, validation or development too. Throws
/// Error, naming what was sought and what is there, when none or more than one fits.
std::filesystem::path part_file(const std::filesystem::path& folder, TextFormat format, Part part);

/// The `wanted` parts of a language, from the files of its folder (see read_conll and read_conllu).
TaggedParts read_tagged_folder(const std::filesystem::path& folder, TextFormat format,
                               const std::vector<Part>& wanted = {Part::train, Part::development, Part::test},
                               LanguagePrefix prefix = LanguagePrefix::detect);

}  // namespace metaxl
