#!/usr/bin/env bash
# What a step costs on a GPU: builds against the LibTorch of the active Python, runs everything on the GPU for a few steps, and
# measures the paper's applications at their sizes beside PyTorch. Writes docs/results/gpu.md. At most nine minutes on 16 cores
# and one GPU.
#
#   scripts/study_gpu.sh [OUT]          what is done when time runs out is kept
#   scripts/study_gpu.sh --dry [OUT]    the same on the CPU with tiny sizes, with the program in build/; writes no page
#
# A machine without network gets what the program needs besides PyTorch, CMake and a compiler, 50 MB:
#
#   scripts/setup.sh --download DEBS    here
#   scripts/unpack_packages.sh PACKAGES --from DEBS && . PACKAGES/environment && scripts/study_gpu.sh    there
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

limit=540  # seconds
if [[ ${1:-} == --dry ]]; then
  exec python3 tests/benchmarks/gpu_study.py build/bin/evograd "${2:-runs/study-gpu-dry}" --dry
fi
out=${1:-runs/study-gpu}
export EVOGRAD_TORCH=python
scripts/build.sh release -DEVOGRAD_BUILD_TESTS=OFF
status=0
python3 tests/benchmarks/gpu_study.py build/bin/evograd "$out" --seconds $((limit - SECONDS)) || status=$?
cp "$out/gpu.md" docs/results/gpu.md
exit $status
