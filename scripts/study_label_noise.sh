#!/usr/bin/env bash
# The study of docs/results/label_noise.md: label noise on Fashion-MNIST over five seeds under every estimator that is fit for
# it, and the controls. Finished runs are kept. Puts the table and the plots into the pages.
#
#   scripts/study_label_noise.sh [OUT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/study-label-noise}
# The first of them is what the others are compared with: the same network and schedule with the weight net at its start.
estimators=none,none:task.reweight=false,random-walk,random-walk:hold=100
estimators+=,evograd,evograd:preset=paper,central-difference,t1-t2
build/bin/evograd compare configs/label_noise.toml --estimators "$estimators" --seeds 5 --jobs 2 --out "$out"

mkdir -p docs/results/label_noise
scripts/insert_table.sh docs/results/label_noise.md comparison "$out/compare.md"
scripts/page_figures.py "$out/compare.html" docs/results/label_noise score='Score by estimator' cost='Score against time' \
  cosine='cosine to the exact hypergradient' expected='Measured against predicted cosine'
# For the README: name, score, difference to the first, time, memory, cosine.
awk -F '|' 'BEGIN { OFS = "|" } NR == 1 { $7 = " TIME × PLAIN "; $9 = " MEMORY × PLAIN " }
  /^\|/ { print "", $2, $3, $5, $7, $9, $11, "" }' "$out/compare.md" >"$out/short.md"
scripts/insert_table.sh README.md comparison "$out/short.md"
