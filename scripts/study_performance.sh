#!/usr/bin/env bash
# The table of docs/results/performance.md: time and memory of a step on the published measure of cost.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

table=$(mktemp)
trap 'rm -f "$table"' EXIT
build/bin/evograd bench configs/bench/mwn_resnet32.toml --rounds 7 --steps 2 \
  --estimators none,evograd,evograd:preset=improved,central-difference,central-difference:sides=one,t1-t2 \
  --markdown >"$table"
scripts/insert_table.sh docs/results/performance.md bench "$table"
cat "$table"
