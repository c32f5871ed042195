#!/usr/bin/env bash
# Writes the SDK's API reference from its headers, as HTML: scripts/api_reference.sh [FOLDER], else build/api. Fails, and
# leaves FOLDER as it is, where anything public has no comment or a reference leads nowhere. Doxygen 1.9 overlooks
# concepts, enumerators and classes without members.
#
#     scripts/api_reference.sh --self-test   # of made-up headers: everything else that has no comment must be found
set -euo pipefail

start=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  echo "api_reference: $*" >&2
  exit 1
}
usage() {
  echo "usage: scripts/api_reference.sh [FOLDER | --self-test]" >&2
  exit 2
}
(($# <= 1)) || usage
command -v doxygen >/dev/null || fail "doxygen is missing. Run: apt-get install doxygen"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Runs Doxygen with the settings of the reference and the lines on standard input. Prints what is wrong, each once.
reference() {
  cat docs/api/Doxyfile - | doxygen - 2>&1 | awk '!seen[$0]++'
}

self_test() {
  local header=$scratch/header.hpp declaration name found
  check() {
    printf '%s\n' '#pragma once' '/// A namespace.' 'namespace evograd {' "$@" '}' >"$header"
    reference <<<"INPUT = $header
USE_MDFILE_AS_MAINPAGE =
GENERATE_HTML = NO
GENERATE_XML = YES
OUTPUT_DIRECTORY = $scratch"
  }
  local sound=('/// A function.' 'void documented();' '/// A class.' 'class Documented {' ' public:' '  virtual ~Documented();'
    '  /// A member.' '  int member();' ' private:' '  int hidden_;' '};' 'namespace detail { void hidden(); }')
  found=$(check "${sound[@]}") || fail "faults a documented header: $found"
  while read -r name declaration; do
    if found=$(check "${sound[@]}" "$declaration"); then fail "misses: $declaration"; fi
    [[ $found == *$name* ]] || fail "does not name '$name' of: $declaration; but: $found"
  done <<'DECLARATIONS'
bare void bare(int argument);
Bare class Bare { public: void f(); };
Bare struct Bare { int member; };
bare /** A struct. */ struct Some { int bare; };
bare /** A class. */ class Some { protected: virtual void bare(); };
Bare enum class Bare { one, two };
Bare using Bare = int;
BARE #define BARE 1
bare template <class T> void bare(T argument);
absent /** See @ref absent. */ void some();
absent /** See #absent. */ void some();
DECLARATIONS
  echo "api_reference: whatever is undocumented is found, the documented header is not"
}

case ${1:-} in
  --self-test)
    self_test
    exit
    ;;
  -*) usage ;;
  '') folder=$PWD/build/api ;;
  /*) folder=$1 ;;
  *) folder=$start/$1 ;;
esac
if [[ -e $folder && ! -e $folder/doxygen.css && $(ls -A "$folder") ]]; then
  fail "$folder contains something else than an API reference. Choose another folder"
fi

version=$(awk '/^#define EVOGRAD_SDK_VERSION_/ { printf "%s%s", dot, $3; dot = "." }' sdk/include/evograd/version.hpp)
messages=$(reference <<<"PROJECT_NUMBER = $version
OUTPUT_DIRECTORY = $scratch/api") || fail "the comments need attention:
$messages"
mkdir -p "$(dirname "$folder")"
rm -rf "$folder"
mv "$scratch/api" "$folder"
echo "api_reference: $folder/index.html"
