#!/bin/sh
# Claude Sessions: files of Claude's config directory, in a container that runs or in one that is made to read a volume.
# Only reads, and follows no link below that directory.
#
# readState.sh files BOUNDARY CONFIG MOST FOLDER...
#   `file MODE INODE SIZE SECONDS CHANGED TIME ./FOLDER/PATH` for each regular file of the folders, but for those of other file systems that are
#   mounted there; `end`. MOST lines and no more.
# readState.sh contents BOUNDARY CONFIG <LINES
#   For each line `SIZE FOLDER/PATH` so many bytes of it, and no more
# Of these each part begins and ends, and all ends, with a line that has the boundary.
# shellcheck shell=sh
set -u
export LC_ALL=C

mode=$1 boundary=$2 config=$3
shift 3
newline='
'

files() {
  for folder; do
    if [ ! -d "./$folder" ] || [ -L "./$folder" ]; then continue; fi
    # No name of ours has an end of line in it, and so none here has.
    find "./$folder" -xdev -maxdepth 14 -type f ! -path "*$newline*" \
      -exec stat -c 'file %f %i %s %Y %Z %y %n' {} + 2>/dev/null
  done
}

# is_own PATH: a regular file, by no link.
is_own() {
  case /$1/ in *//* | */./* | */../*) return 1 ;; esac
  at=. rest=$1
  while [ "$rest" != "${rest#*/}" ]; do
    at=$at/${rest%%/*} rest=${rest#*/}
    [ ! -L "$at" ] || return 1
  done
  [ -f "./$1" ] && [ -r "./$1" ] && [ ! -L "./$1" ]
}

contents() {
  while IFS= read -r line; do
    path=${line#* }
    is_own "$path" || continue
    printf '\n--%s file %s\n' "$boundary" "$path"
    head -c "${line%% *}" "./$path" 2>/dev/null && printf '\n--%s whole\n' "$boundary"
  done
  printf '\n--%s end\n' "$boundary"
}

cd -P "$config" 2>/dev/null || exit 1
case $mode in
  files)
    most=$1
    shift
    files "$@" | head -n "$most"
    printf 'end\n'
    ;;
  contents) contents ;;
esac
