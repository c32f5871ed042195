#!/usr/bin/env bash
# Downloads Debian packages and all that they need, and unpacks them into FOLDER, without root:
#
#   scripts/unpack_packages.sh FOLDER PACKAGE…      packages, as far as the system lacks them
#   scripts/unpack_packages.sh --download DEBS PACKAGE…
#                                                   only downloads, for a system that has compilers and nothing else
#   scripts/unpack_packages.sh FOLDER --from DEBS   unpacks what was downloaded, without network
#
# Nothing is configured, so FOLDER/environment tells compiler, CMake and programs where things are: `. FOLDER/environment`.
set -euo pipefail
export LC_ALL=C  # one order for sort and comm

download_only=0
if [[ ${1:-} == --download ]]; then
  download_only=1
  shift
fi
mkdir -p "${1:?unpack_packages: needs a folder}"
folder=$(cd "$1" && pwd)
shift
if [[ $folder == *[[:space:]]* ]]; then
  echo "setup: the path '$folder' contains a space, which compiler flags cannot: choose another folder" >&2
  exit 1
fi

# apt with lists and downloads of its own, below the folder $1.
apt_in() {
  local state=$1
  shift
  mkdir -p "$state/lists/partial" "$state/archives/partial"
  apt-get --quiet --quiet -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state" -o Debug::NoLocking=true \
    -o APT::Sandbox::User="$(id --user --name)" "$@"
}

# Downloads into the folder $1 the packages that apt, called with the options after it, would install.
download() {
  local into=$1
  shift
  local state=$into/apt needed
  apt_in "$state" update
  mapfile -t needed < <(apt_in "$state" "$@" --simulate --no-install-recommends install "${wanted[@]}" |
    awk '/^Inst / { print $2 }' | grep --invert-match --line-regexp --extended-regexp "${leave_out:-none}")
  ((${#needed[@]} == 0)) || (cd "$into" && apt_in "$state" download "${needed[@]}")
  rm -rf "$state"
}

if ((download_only)); then
  wanted=("$@")
  # What no system with a compiler lacks, and must not get a second time.
  leave_out='(libc6.*|libc-.*|libcrypt.*|libgcc-.*|gcc-.*|libstdc\+\+.*|lib(a|l|t|ub)san[0-9]+|libitm1|libgomp1|libatomic1'
  leave_out+='|libquadmath0|linux-libc-dev|rpcsvc-proto|libnsl.*|libtirpc.*|debconf|lib.*-perl|perl.*|libperl.*|libdb5.*|libgdbm.*'
  leave_out+='|dpkg|tar|libselinux1|usrmerge|init-system-helpers|procps|libproc2-0|libsystemd0|.*-doc|catch2|icu-devtools)'
  nothing=$(mktemp)
  download "$folder" -o Dir::State::status="$nothing"
  rm "$nothing"
  exit 0
fi

done_file=$folder/packages
debs=$folder/debs
if [[ ${1:-} == --from ]]; then
  debs=$(cd "$2" && pwd)
  wanted=()
else
  wanted=("$@")
  if [[ -e $done_file && -z $(comm -13 "$done_file" <(printf '%s\n' "${wanted[@]}" | sort)) ]]; then
    exit 0
  fi
  echo "setup: unpacking ${wanted[*]} into $folder"
  mkdir -p "$debs"
  download "$debs"
fi
for file in "$debs"/*.deb; do
  if [[ -e $file ]]; then dpkg-deb --extract "$file" "$folder"; fi
done
if ((${#wanted[@]})); then rm -rf "$debs"; fi

# Links and linker scripts name files by their path in the system; those that are here alone are here.
while IFS= read -r -d '' link; do
  target=$(readlink "$link")
  if [[ ! -e $target && -e $folder$target ]]; then ln --symbolic --force --no-dereference "$folder$target" "$link"; fi
done < <(find "$folder" -type l -lname '/*' -print0)
while IFS= read -r script; do
  for path in $(grep --only-matching --extended-regexp '/(usr/)?lib[^ )]*' "$script" | sort --unique); do
    if [[ ! -e $path && -e $folder$path ]]; then sed --in-place "s| $path| $folder$path|g" "$script"; fi
  done
done < <(find "$folder/usr/lib" -name '*.so' -size -8k -type f -exec grep --files-with-matches 'GNU ld script' {} +)

architecture=$(uname -m)-linux-gnu
libraries=$folder/usr/lib/$architecture/openblas-pthread:$folder/usr/lib/$architecture:$folder/lib/$architecture:$folder/usr/lib
cat >"$folder/environment" <<ENVIRONMENT
# Lets compiler, CMake and programs find what lies in $folder.
export EVOGRAD_PREFIX=$folder
export PATH=$folder/usr/bin:\$PATH
export LD_LIBRARY_PATH=$libraries\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
export CMAKE_PREFIX_PATH=$folder/usr\${CMAKE_PREFIX_PATH:+:\$CMAKE_PREFIX_PATH}
export CMAKE_INCLUDE_PATH=$folder/usr/include:$folder/usr/include/$architecture
export CMAKE_LIBRARY_PATH=$folder/usr/lib/$architecture:$folder/lib/$architecture
export CXXFLAGS="-idirafter $folder/usr/include -idirafter $folder/usr/include/$architecture"
export LDFLAGS="-B$folder/usr/lib/$architecture -L$folder/usr/lib/$architecture -L$folder/lib/$architecture -Wl,-rpath-link,$libraries"
export XDG_DATA_DIRS=$folder/usr/share:\${XDG_DATA_DIRS:-/usr/local/share:/usr/share}
ENVIRONMENT
if [[ -x $folder/usr/bin/g++ ]]; then echo "export CXX=$folder/usr/bin/g++" >>"$folder/environment"; fi
{ if [[ -e $done_file ]]; then cat "$done_file"; fi; printf '%s\n' ${wanted[@]+"${wanted[@]}"}; } | sort --unique >"$done_file.new"
mv "$done_file.new" "$done_file"
echo "setup: done. Next: . $folder/environment"
