# Sourced by scripts that try something on a fresh Debian.
# shellcheck shell=bash

# fresh_debian_needs NAME: ends the script called NAME if this user or system cannot make one.
fresh_debian_needs() {
  ((EUID == 0)) || { echo "$1: needs root, to make a system of its own" >&2; exit 1; }
  command -v debootstrap >/dev/null || { echo "$1: apt-get install debootstrap" >&2; exit 1; }
}

# make_debian RELEASE ROOT: makes the system unless it is there, with packages from where this system gets its own, and
# mounts what programs in it need.
make_debian() {
  local release=$1 root=$2 file mirror log
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
  if [[ ! -e $root/etc/debian_version ]]; then
    mkdir -p "$root"
    log=$(mktemp)
    debootstrap --variant=minbase --include=ca-certificates "$release" "$root" "$mirror" >"$log" ||
      { tail "$log" >&2; return 1; }
    rm "$log"
  fi
  for file in apt/apt.conf.d apt/auth.conf.d ssl/certs; do
    if [[ -e /etc/$file ]]; then mkdir -p "$root/etc/$file" && cp -r "/etc/$file/." "$root/etc/$file/"; fi
  done
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  mountpoint --quiet "$root/proc" || mount -t proc proc "$root/proc"
  mountpoint --quiet "$root/dev" || mount --rbind /dev "$root/dev"
  mount --make-rslave "$root/dev"
}

# leave_debian ROOT: unmounts what make_debian mounted.
leave_debian() {
  local place
  for place in dev proc; do
    if mountpoint --quiet "$1/$place"; then umount --recursive --lazy "$1/$place"; fi
  done
}
