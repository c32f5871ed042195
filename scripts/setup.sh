#!/usr/bin/env bash
# Installs the Debian packages that EvoGrad is built from, as far as they are missing. Quiet when none is.
#
#   scripts/setup.sh [--tests] [--torch debian|python] [--prefix FOLDER | --download DEBS]
#
# --tests   also what the tests need.
# --torch   python: LibTorch is that of the active Python (PyTorch's wheel), whose packages are left out here. The variable
#           EVOGRAD_TORCH=python says the same to all scripts and to CMake.
# --prefix  needs no root: downloads the missing packages and unpacks them into FOLDER. `. FOLDER/environment` then lets
#           compiler, CMake, programs and these scripts find them.
# --download  only downloads the libraries, into DEBS, for a machine without network that has CMake, a compiler and PyTorch.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: scripts/setup.sh [--tests] [--torch debian|python] [--prefix FOLDER | --download DEBS]" >&2
  exit 2
}

tests=0
torch=${EVOGRAD_TORCH:-debian}
prefix=${EVOGRAD_PREFIX:-}
download=
while (($#)); do
  case $1 in
    --tests) tests=1 ;;
    --torch) torch=${2:-}; shift ;;
    --prefix) prefix=${2:-}; [[ $prefix ]] || usage; shift ;;
    --download) download=${2:-}; [[ $download ]] || usage; shift ;;
    *) usage ;;
  esac
  shift || usage
done

libraries=(
  libboost-dev libboost-filesystem-dev libfmt-dev libspdlog-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev
  protobuf-compiler libprotobuf-dev zlib1g-dev libssl-dev libelf-dev libpugixml-dev
  libjpeg62-turbo-dev libpng-dev libarchive-dev libcsv-dev libgloo-dev
  libfreetype-dev libicu-dev libjs-chart.js sentencepiece
)
packages=(
  g++ cmake ninja-build ccache git "${libraries[@]}"
  fonts-noto-core fonts-freefont-ttf fonts-dejavu-core fonts-dejavu-extra fonts-liberation2
  dataset-fashion-mnist
)
case $torch in
  debian) packages+=(libtorch-dev libopenblas0-pthread) ;;
  python) ;;
  *) usage ;;
esac
# A browser for the reports, clang for the fuzzers, doxygen for the API reference; Slurm, mpirun, torchrun and network
# namespaces for several processes.
((tests)) && packages+=(
  catch2 chromium clang doxygen lld libclang-rt-dev python3
  slurmctld slurmd slurm-client munge openmpi-bin iproute2
)
((tests)) && [[ $torch == debian ]] && packages+=(python3-torch)

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is not a Debian system. Install what corresponds to: ${packages[*]}" >&2
  exit 1
fi

# Names that differ between releases: Debian 12's fonts-liberation is an older version of fonts-liberation2.
# shellcheck source=/dev/null
. /etc/os-release
[[ ${VERSION_CODENAME:-} == bookworm ]] || packages=("${packages[@]/fonts-liberation2/fonts-liberation}")
[[ ${ID:-} != ubuntu ]] || packages=("${packages[@]/libjpeg62-turbo-dev/libjpeg-turbo8-dev}")

if [[ $download ]]; then
  exec scripts/unpack_packages.sh --download "$download" "${libraries[@]}"
fi
if [[ $prefix ]]; then
  exec scripts/unpack_packages.sh "$prefix" "${packages[@]}"
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
    echo "setup: packages are missing and need root to install: apt-get install ${missing[*]}" >&2
    echo "setup: without root, unpack them into a folder: scripts/setup.sh --prefix FOLDER" >&2
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
