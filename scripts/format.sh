#!/usr/bin/env bash
# Formats all tracked C++ sources; with --check only tells which need it, and fails where any does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v clang-format >/dev/null; then
  echo "format: clang-format is missing. Run: apt-get install clang-format" >&2
  exit 1
fi

case ${1:-} in
  --check) options=(--dry-run --Werror) ;;
  '') options=(-i) ;;
  *)
    echo "usage: scripts/format.sh [--check]" >&2
    exit 2
    ;;
esac
git ls-files -z '*.cpp' '*.hpp' | xargs -0 --no-run-if-empty clang-format "${options[@]}"
