#!/usr/bin/env bash
# Builds the Debian package, installs it on a fresh Debian of the same release, and there makes, builds, checks and runs a
# plugin of each kind: scripts/test_package.sh [FOLDER]. The fresh system is made in FOLDER (3 GB; else in a temporary one that
# is removed). Needs root, debootstrap and the network; takes ten minutes or so.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/fresh_debian.sh
fresh_debian_needs test_package
command -v doxygen >/dev/null || { echo "test_package: apt-get install doxygen" >&2; exit 1; }

scripts/build.sh release -DEVOGRAD_BUILD_API_REFERENCE=ON
packages=$(mktemp -d)
root=${1:-$packages/root}
finish() {
  leave_debian "$root"
  rm -rf "$packages"
}
trap finish EXIT
cpack -G DEB -D CPACK_PACKAGE_CONTACT="Test <test@localhost>" --config build/CPackConfig.cmake -B "$packages" >/dev/null

# The same release.
# shellcheck source=/dev/null
. /etc/os-release
make_debian "$VERSION_CODENAME" "$root"
cp "$packages"/*.deb "$root/evograd.deb"

cat >"$root/use.sh" <<'INSIDE'
set -eux
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get update -qq
apt-get install -y -qq --no-install-recommends /evograd.deb g++ cmake make >/apt.log 2>&1 || { tail /apt.log; exit 1; }
rm -rf /work && mkdir /work && cd /work
test -f /usr/share/doc/evograd/api/index.html
evograd list
evograd run /usr/share/evograd/configs/illustration_trajectory.toml --out trajectory >/dev/null
for kind in estimator task backbone; do
  evograd new $kind my-$kind
  cmake -S my-$kind -B b-$kind >/dev/null
  cmake --build b-$kind
  evograd check b-$kind/*.so
  ctest --test-dir b-$kind --output-on-failure
  EVOGRAD_PLUGIN_PATH=b-$kind evograd run my-$kind/example.toml --out run-$kind
done
INSIDE
chroot "$root" sh /use.sh
echo "test_package: the package works on a fresh $PRETTY_NAME"
