#!/usr/bin/env bash
# Writes the parts of the documentation that the program knows: the options of all components, the list of checks, and
# which components run together. Needs a build; some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
evograd=build/bin/evograd
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

{
  echo "# Components"
  echo
  echo "Made by \`scripts/generate_reference.sh\` from what the plugins say of themselves; \`evograd describe NAME\` tells the same."
  echo
  $evograd describe --all --markdown
} >"$scratch/components"
mv "$scratch/components" docs/components.md

$evograd check --list-markdown >"$scratch/checks"
scripts/insert_table.sh docs/conformance.md checks "$scratch/checks"

$evograd check --matrix -j "$(nproc)" --markdown >"$scratch/matrix"
scripts/insert_table.sh README.md compatibility "$scratch/matrix"
