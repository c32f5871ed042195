#pragma once

#include <filesystem>
#include <vector>

#include "tasks/metaxl/data/conll.hpp"
#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// The format and the names of the files of a folder.
enum class TextFormat {
  conll,   ///< train.txt, dev.txt, test.txt, or without extension; else NAME-train.tsv, NAME.train and the like
  conllu,  ///< train.conllu, dev.conllu, test.conllu, or as in Universal Dependencies xx_yyy-ud-train.conllu
};

/// The file of `part` in a language's `folder`; the parts have the names of data::split_name(), and those of
/// CoNLL-2003, testa and testb. Throws Error, naming the expected and the existing files, if none or more than one
/// matches.
std::filesystem::path part_file(const std::filesystem::path& folder, TextFormat format, Part part);

/// The `wanted` parts of a language, from the files of its folder (see read_conll and read_conllu). Says what was
/// repaired, left out or withheld in each.
TaggedParts read_tagged_folder(const std::filesystem::path& folder, TextFormat format,
                               const std::vector<Part>& wanted = {Part::train, Part::development, Part::test},
                               const TextColumns& columns = {});

}  // namespace metaxl
