#!/usr/bin/env bash
# The study of docs/results/gradient_quality.md: how good each estimate is over the first steps of Meta-Weight-Net on
# ResNet-32, and what it costs. Finished runs are kept. Puts the table and the plot into the page.
#
#   scripts/study_gradient_quality.sh [OUT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/study-gradient-quality}
estimators=none,evograd,evograd:preset=paper,central-difference
estimators+=,central-difference:sides=two,t1-t2
build/bin/evograd compare configs/label_noise.toml --backbone resnet-cifar --estimators "$estimators" --seeds 2 --jobs 2 \
  --set run.steps=40 --set run.evaluate_every=40 --set task.test_size=2000 --probes 13 --rounds 3 --out "$out"

mkdir -p docs/results/gradient_quality
scripts/insert_table.sh docs/results/gradient_quality.md comparison "$out/compare.md"
scripts/page_figures.py "$out/compare.html" docs/results/gradient_quality cosine='cosine to the exact hypergradient'
