#!/usr/bin/env bash
# Puts the file TABLE into the page PAGE, between the lines <!-- NAME --> and <!-- end of NAME -->:
# scripts/insert_table.sh PAGE NAME TABLE
set -euo pipefail
page=$1 name=$2 table=$3

for border in "<!-- $name -->" "<!-- end of $name -->"; do
  if ! grep --quiet --line-regexp --fixed-strings "$border" "$page"; then
    echo "insert_table: $page has no line '$border'" >&2
    exit 1
  fi
done
awk -v name="$name" -v table="$table" '
  $0 == "<!-- end of " name " -->" { inside = 0 }
  !inside { print }
  $0 == "<!-- " name " -->" {
    inside = 1
    print ""
    while ((getline line < table) > 0) print line
    print ""
  }' "$page" >"$page.tmp"
mv "$page.tmp" "$page"
