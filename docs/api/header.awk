# Prepares a header for Doxygen. Lines keep their numbers, which warnings name.
NR == 1 { sub(/^#pragma once$/, "/** @file */") }  # the header has a page of its own, with its functions and macros
{ gsub(/e\.g\. /, "e.g.\\ ") }                     # this dot does not end the brief description
/^ *\/\/ --- .* -+$/ {                             # a section of a class
  sub(/^ *\/\/ --- /, "")
  sub(/ -+$/, "")
  $0 = (section ? "/** @} */ " : "") "/** @name " toupper(substr($0, 1, 1)) substr($0, 2) " */ /** @{ */"
  section = 1
}
/^ (private|protected):$/ && section {
  $0 = "/** @} */" $0
  section = 0
}
{ print }
