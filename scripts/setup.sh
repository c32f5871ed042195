#!/usr/bin/env bash
# Installs the Debian packages that EvoGrad is built from, and with --tests those that its tests need besides, as far as
# they are missing: scripts/setup.sh [--tests]. Quiet when none is.
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache git
  libtorch-dev libopenblas0-pthread
  libboost-dev libboost-filesystem-dev libfmt-dev libspdlog-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev
  protobuf-compiler libprotobuf-dev zlib1g-dev libssl-dev libelf-dev libpugixml-dev
  libjpeg62-turbo-dev libpng-dev libarchive-dev
  libfreetype-dev libicu-dev sentencepiece fonts-noto-core fonts-freefont-ttf fonts-dejavu-core fonts-dejavu-extra
  fonts-liberation2 libjs-chart.js
  dataset-fashion-mnist
)
# A browser for the reports, clang for the fuzzers, doxygen for the API reference.
test_packages=(catch2 chromium clang doxygen lld libclang-rt-dev python3)
case ${1:-} in
  '') ;;
  --tests) packages+=("${test_packages[@]}") ;;
  *)
    echo "usage: scripts/setup.sh [--tests]" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is no Debian system. Install what corresponds to: ${packages[*]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  # Without a terminal sudo must not wait for a password that nobody can type.
  if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo --non-interactive true 2>/dev/null; }; then
    as_root=(sudo)
  else
    echo "setup: packages are missing and need root to install. Run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --yes --quiet "$@"
}

echo "setup: installing ${missing[*]}"
# The package lists are fetched only where they do not know a package, or are too old to install it.
if ! apt-cache show "${missing[@]}" >/dev/null 2>&1; then
  apt update
fi
if ! apt install --no-install-recommends "${missing[@]}"; then
  apt update
  apt install --no-install-recommends "${missing[@]}"
fi
