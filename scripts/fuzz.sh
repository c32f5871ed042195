#!/usr/bin/env bash
# Builds the fuzzers and runs each for a while: scripts/fuzz.sh [--seconds N] [--no-build] [TARGET...]
#
# N is 600 unless given, the targets are all in tests/fuzz. Prints a table; fails where an input makes a reader crash, leak,
# throw something else than an Error, or take more than 2 seconds or 2 GB. Such inputs are left in
# build-fuzz/findings/TARGET; what each fuzzer said is in build-fuzz/logs. EVOGRAD_FUZZ_FOLDER names another folder than
# build-fuzz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=600
build=1
while [[ ${1:-} == --* ]]; do
  case $1 in
    --seconds)
      seconds=${2:?fuzz: --seconds needs a number}
      shift
      ;;
    --no-build) build=0 ;;
    *)
      echo "usage: scripts/fuzz.sh [--seconds N] [--no-build] [TARGET...]" >&2
      exit 2
      ;;
  esac
  shift
done
folder=${EVOGRAD_FUZZ_FOLDER:-build-fuzz}

build_fuzzers() {
  for program in clang++ ld.lld cmake ninja python3; do
    if ! command -v "$program" >/dev/null; then
      echo "fuzz: $program is missing. Run: scripts/setup.sh --tests" >&2
      exit 1
    fi
  done
  if [[ ! -e $(clang++ --print-file-name="libclang_rt.fuzzer-$(uname -m).a") ]]; then
    echo "fuzz: clang has no libFuzzer. Run: scripts/setup.sh --tests" >&2
    exit 1
  fi
  # As in build.sh: no more compilations at once than the free memory carries.
  local jobs by_memory
  jobs=$(nproc)
  by_memory=$(($(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo) / 1500000))
  ((by_memory < jobs)) && jobs=$by_memory
  ((jobs < 1)) && jobs=1
  cmake -S tests/fuzz -B "$folder" -G Ninja -DCMAKE_CXX_COMPILER=clang++
  cmake --build "$folder" --parallel "$jobs"
  rm -rf "$folder/seeds"
  python3 tests/fuzz/make_corpus.py "$folder/seeds"
}

# Removes what fuzzers that did not end by themselves have left in memory.
remove_left_folders() {
  local left
  for left in /dev/shm/evograd-fuzz-*; do
    [[ -e /proc/${left##*-} ]] || rm -rf "$left"
  done
}

count_files() { find "$1" -type f | wc -l; }

# The line of the table for the target $1, whose fuzzer found $2 inputs and wrote the log $3.
table_line() {
  sed -n -E -e 's/^stat::number_of_executed_units: *([0-9]+)/executions \1/p' \
    -e 's/^stat::average_exec_per_sec: *([0-9]+)/speed \1/p' \
    -e 's/.*cov: ([0-9]+) ft: ([0-9]+) corp: ([0-9]+).*/reached \1 | \2 | \3/p' "$3" |
    awk -v target="$1" -v findings="$2" '
      { key = $1; sub(/^[a-z]+ /, ""); value[key] = $0 }
      END {
        if (!("reached" in value)) value["reached"] = "? | ? | ?"
        print "| " target " | " value["executions"] " | " value["speed"] " | " value["reached"] " | " findings " |"
      }'
}

((build == 0)) || build_fuzzers >&2
targets=("$@")
if ((${#targets[@]} == 0)); then
  mapfile -t targets < <(sed -n 's/^foreach(name \(.*\))$/\1/p' tests/fuzz/CMakeLists.txt | tr ' ' '\n' | sort)
fi
mkdir -p "$folder/logs"
export UBSAN_OPTIONS=print_stacktrace=1

failed=0
echo "| target | executions | a second | cov | ft | inputs kept | findings |"
echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
for target in "${targets[@]}"; do
  findings=$folder/findings/$target
  corpus=$folder/corpus/$target
  log=$folder/logs/$target.log
  mkdir -p "$findings" "$corpus"
  before=$(count_files "$findings")
  limits=(-timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=1024 -report_slow_units=2 "-artifact_prefix=$findings/")
  [[ -e tests/fuzz/dictionaries/$target.dict ]] && limits+=("-dict=tests/fuzz/dictionaries/$target.dict")
  status=0
  # Inputs that once were findings come first.
  if [[ -d tests/fuzz/regressions/$target ]]; then
    "$folder/$target" "${limits[@]}" tests/fuzz/regressions/"$target"/* >"$log" 2>&1 || status=$?
  else
    : >"$log"
  fi
  if ((status == 0)); then
    "$folder/$target" "${limits[@]}" -max_total_time="$seconds" -print_final_stats=1 "$corpus" "$folder/seeds/$target" \
      >>"$log" 2>&1 || status=$?
  fi
  new=$(($(count_files "$findings") - before))
  ((status != 0 && new == 0)) && new=1
  ((new > 0)) && failed=1
  table_line "$target" "$new" "$log"
done
remove_left_folders

if ((failed != 0)); then
  echo "fuzz: there are findings: the inputs are in $folder/findings, the messages in $folder/logs" >&2
  exit 1
fi
