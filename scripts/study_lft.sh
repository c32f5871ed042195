#!/usr/bin/env bash
# The study of docs/results/cross_domain.md: cross-domain few-shot learning without, with a fixed and with a learned feature-wise
# transformation, over several seeds. Finished runs are kept. Puts tables and plots into the page.
#
#   scripts/study_lft.sh                      the glyphs, southern held out
#   scripts/study_lft.sh FOLDER DOMAIN...     image folders or archives (configs/lft_real.toml), each DOMAIN held out in turn
#
# SEEDS (3), JOBS (2), PROBES (10 readings of the gradient's quality a run), ESTIMATORS (all six arms) can be set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The first of them is what the others are compared with.
arms=none:task.transformation=none,none:task.transformation=fixed,random-walk
arms+=,evograd:preset=paper,central-difference,t1-t2

# study NAME MANIFEST [ARGUMENT...]
study() {
  local name=$1 out=runs/study-lft-$1
  shift
  build/bin/evograd compare "$@" --estimators "${ESTIMATORS:-$arms}" --seeds "${SEEDS:-3}" --jobs "${JOBS:-2}" \
    --probes "${PROBES:-10}" --out "$out"
  mkdir -p docs/results/cross_domain
  scripts/insert_table.sh docs/results/cross_domain.md "$name" "$out/compare.md"
  scripts/page_figures.py "$out/compare.html" docs/results/cross_domain "score-$name=Score by estimator"
}

if (($# == 0)); then
  study glyphs configs/lft.toml
else
  folder=$(realpath "$1")
  shift
  for domain in "$@"; do
    study "$domain" configs/lft_real.toml --set "task.folder=$folder" --set "task.held_out=$domain"
  done
fi
