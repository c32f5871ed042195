#!/usr/bin/env bash
# Trains on Fashion-MNIST with 40 % wrong labels three times: plainly, with sample weights meta-learned by EvoGrad, and
# with sample weights meta-learned by T1-T2. Prints the three results in one table and writes a page about them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh
# The program and the five plugins that run here; scripts/build.sh builds all.
scripts/build.sh release -DEVOGRAD_BUILD_TESTS=OFF \
  --target evograd-host plugins/{evograd,none,t1-t2,meta-weight-net,lenet}.so  # "evograd" would be ambiguous

# Only this script writes here; each demo starts afresh.
rm -rf runs/demo
build/bin/evograd run configs/label_noise.toml --estimator none --set task.reweight=false --out runs/demo/plain
build/bin/evograd run configs/label_noise.toml --out runs/demo/evograd
build/bin/evograd run configs/label_noise.toml --estimator t1-t2 --out runs/demo/t1-t2

build/bin/evograd summary runs/demo/plain runs/demo/evograd runs/demo/t1-t2
build/bin/evograd report runs/demo/plain runs/demo/evograd runs/demo/t1-t2 --out runs/demo/report.html
