#!/usr/bin/env bash
# Installs a build into a fresh folder and uses it there as somebody would who has nothing else:
# tests/packaging/install_test.sh BUILD SOURCE. With KEEP=1 the folder is kept.
set -euo pipefail
build=$1 source=$2

scratch=$(mktemp -d)
finish() {
  if [[ ${KEEP:-} ]]; then echo "packaging: kept $scratch"; else rm -rf "$scratch"; fi
}
trap finish EXIT
prefix=$scratch/prefix home=$scratch/home work=$scratch/work
mkdir "$home" "$work"

say() { echo "packaging: $*"; }
fail() {
  echo "packaging: FAILED: $*" >&2
  exit 1
}

say "cmake --install"
cmake --install "$build" --prefix "$prefix" >/dev/null

say "files"
for file in bin/evograd lib/libevograd-sdk.so lib/evograd/plugins/evograd.so include/evograd/plugin.hpp \
  lib/cmake/EvoGrad/EvoGrad{Config,ConfigVersion,Targets,Plugin}.cmake share/evograd/configs/label_noise.toml \
  share/evograd/templates/task/plugin.cpp share/doc/evograd/docs/start.md; do
  [[ -f $prefix/$file ]] || fail "$file is missing"
done
grep --quiet 'Chart.js Contributors' "$prefix/share/doc/evograd/copyright" ||
  fail "the copyright file lacks Chart.js, which the program contains"
for name in toy limits no_stamp one-sided-difference; do
  found=$(find "$prefix" -name "$name.so")
  [[ -z $found ]] || fail "$found is a test's or an example's"
done

say "nothing of the source and build folders"
if grep --recursive --fixed-strings --files-with-matches -e "$source" -e "$build" "$prefix"/{lib/cmake,include,share}; then
  fail "these files name the source or the build folder"
fi
while read -r binary; do
  paths=$(readelf --dynamic "$binary" | sed -n 's/.*(R\(UN\)\?PATH).*\[\(.*\)\]/\2/p')
  # The SDK needs nothing but what the system has.
  [[ $paths =~ ^(\$ORIGIN[^:]*)?$ ]] || fail "$binary looks for libraries in $paths"
done < <(find "$prefix/bin" "$prefix/lib" -type f \( -name '*.so*' -o -perm -u+x \))

# From here on in another folder, with an environment that knows the installed program and the system's only. ccache
# keeps what it knows of earlier runs.
launcher=()
generator=()
if command -v ccache >/dev/null; then
  launcher=(CMAKE_CXX_COMPILER_LAUNCHER=ccache "CCACHE_DIR=$(ccache --get-config cache_dir)" "CCACHE_BASEDIR=$work")
fi
if command -v ninja >/dev/null; then generator=(CMAKE_GENERATOR=Ninja); fi
cd "$work"
clean() {
  env -i PATH="$prefix/bin:/usr/bin:/bin" HOME="$home" LC_ALL=C.UTF-8 "${launcher[@]}" "${generator[@]}" "$@"
}

say "evograd list"
clean evograd list >list.txt 2>warnings.txt
[[ ! -s warnings.txt ]] || fail "evograd list warns: $(cat warnings.txt)"
for name in evograd t1-t2 meta-weight-net mlp; do
  grep --quiet --word-regexp -e "$name" list.txt || fail "evograd list shows no $name"
done
clean evograd run "$prefix/share/evograd/configs/illustration_trajectory.toml" --out trajectory >/dev/null

for kind in estimator task backbone; do
  name=my-$kind folder=build-$kind
  say "evograd new $kind $name, built against what is installed"
  clean evograd new "$kind" "$name" >/dev/null
  clean cmake -S "$name" -B "$folder" -DCMAKE_PREFIX_PATH="$prefix" >configure.log 2>&1 || fail "$(cat configure.log)"
  clean cmake --build "$folder"
  [[ -f $folder/$name.so ]] || fail "$folder/$name.so is missing"
  clean ctest --test-dir "$folder" --output-on-failure --no-tests=error
  grep --quiet "check-$name\b" "$folder/Testing/Temporary/LastTest.log" || fail "CTest has no check-$name"

  say "the plugin is described without a warning, and its manifest runs"
  clean env EVOGRAD_PLUGIN_PATH="$folder" evograd list >list.txt 2>warnings.txt
  [[ ! -s warnings.txt ]] || fail "evograd list warns: $(cat warnings.txt)"
  clean env EVOGRAD_PLUGIN_PATH="$folder" evograd describe "$name" >/dev/null
  clean env EVOGRAD_PLUGIN_PATH="$folder" evograd run "$name/example.toml" --out "run-$kind"
  [[ -f run-$kind/summary.json ]] || fail "run-$kind/summary.json is missing"
  say "evograd check $name.so"
  clean evograd check --strict "$folder/$name.so"

  say "what exists is not overwritten"
  if clean evograd new "$kind" "$name" >/dev/null 2>&1; then fail "evograd new overwrites $name"; fi
done
say "passed"
