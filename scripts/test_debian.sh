#!/usr/bin/env bash
# Does on a fresh Debian what a newcomer does: demo, tests, package; or the demo without root. Ends with a line that has the
# versions and the seconds of the three, and puts it into the README.
#
#   scripts/test_debian.sh RELEASE [FOLDER]             e.g. trixie; the system is made in FOLDER, else in a temporary one
#   scripts/test_debian.sh RELEASE FOLDER --prefix      an ordinary user, packages in a folder, the demo alone
#
# Needs root, debootstrap and the network; 10 GB and an hour or so on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: scripts/test_debian.sh RELEASE [FOLDER [--prefix]]" >&2
  exit 2
}
release=${1:-}
[[ $release && $release != -* ]] || usage
what=${3:-all}
[[ $what == all || $what == --prefix ]] || usage
. scripts/fresh_debian.sh
fresh_debian_needs test_debian

source=/srv/evograd  # in the new system
made=$(mktemp -d)
root=${2:-$made/root}
finish() {
  leave_debian "$root"
  rm -rf "$made"
}
trap finish EXIT
make_debian "$release" "$root"

# The files of this working tree, committed or not, as a clone would have them.
rm -rf "${root:?}$source" && mkdir -p "$root$source"
git ls-files --cached --others --exclude-standard -z | xargs --null --no-run-if-empty sh -c \
  'for f; do [ -e "$f" ] && printf "%s\0" "$f"; done' _ | tar --create --null --files-from=- | tar --extract --directory "$root$source"

git -C "$root$source" init --quiet
git -C "$root$source" add --all
git -C "$root$source" -c user.name=test -c user.email=test@localhost commit --quiet --message="As it is"

inside() {
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CCACHE_DISABLE=1 "$@"
}
seconds() {
  local begin=$SECONDS
  "$@" >&2 || return  # a command substitution does not end with its first failure
  echo $((SECONDS - begin))
}

inside apt-get -qq update
if [[ $what == --prefix ]]; then
  inside sh -c "id newcomer 2>/dev/null || useradd --create-home newcomer; chown -R newcomer $source" >&2
  home=$(inside getent passwd newcomer | cut --delimiter=: --fields=6)
  as_newcomer() { inside setpriv --reuid newcomer --regid newcomer --clear-groups env HOME="$home" "$@"; }
  prefix=$(seconds as_newcomer $source/scripts/setup.sh --prefix $home/packages)
  demo=$(seconds as_newcomer bash -c ". $home/packages/environment && $source/scripts/demo.sh")
  echo "test_debian: an ordinary user of a bare $release unpacked the packages in $prefix s and had the demo's table after $demo s more"
  exit 0
fi
demo=$(seconds inside $source/scripts/demo.sh)
tests=$(seconds inside $source/scripts/test.sh)
inside apt-get -qq install debootstrap >/dev/null
package=$(seconds inside $source/scripts/test_package.sh)

version() { inside dpkg-query --show --showformat='${Version}' "$1" | sed 's/^[0-9]*://; s/[-+~].*//'; }
name=$(inside sh -c '. /etc/os-release && echo "${PRETTY_NAME#GNU/Linux }"' | sed 's/Debian GNU\/Linux/Debian/')
line="| $name | $(version libtorch-dev) | $(version g++) | $(version cmake) | $demo s | $tests s | $package s |"
echo "$line"

# Its row of the table.
page=README.md
{
  echo "Seconds from a bare system to the demo's table, and of the tests and the package, on two cores:"
  echo
  echo "| SYSTEM | LIBTORCH | GCC | CMAKE | DEMO | TESTS | PACKAGE |"
  echo "| --- | --- | --- | --- | --- | --- | --- |"
  { sed --quiet '/^<!-- systems -->$/,/^<!-- end of systems -->$/s/^| Debian/&/p' "$page" | grep --invert-match --fixed-strings "| $name |"
    echo "$line"; } | sort --version-sort
} >"$made/systems.md"
scripts/insert_table.sh "$page" systems "$made/systems.md"
