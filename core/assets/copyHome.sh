#!/bin/sh
# Claude Sessions: copies the whole home of one volume into another. Runs as root in a container with the two volumes and nothing
# else, the one that it reads mounted read-only. Nobody else uses the one that it writes.
#
# copyHome.sh FROM TO NAME KILOBYTES   copies it, if it is no more than that; says `copied N`, `kept N`: entries at the top of
#                                      FROM, and those of TO that were set aside
#   FROM, TO  where the volumes are mounted; NAME: of the first one
# Fails with a line `failed REASON`.
#
# A home is one thing, with the record of what was seeded into it: what TO has, which is what a first start there made, is set aside
# in a folder of its own, and nothing of the two is mixed. All is first copied to a folder of TO that nobody looks into, and then put in
# its place by renames: killed at any instant and run again, nothing is lost. Of which volumes that was done is noted, and it is done
# once: what the user has changed since stays.
# shellcheck shell=sh disable=SC3043
set -u
export LC_ALL=C

STAGE=.claude-sessions-copy
ASIDE=.claude-sessions-before
NOTE=.claude-state/adopted

fail() {
  printf 'failed %s\n' "$1"
  exit 1
}

exists() {
  [ -e "$1" ] || [ -L "$1" ]
}

is_folder() {
  [ -d "$1" ] && [ ! -L "$1" ]
}

# like FOLDER OTHER: owner and mode of FOLDER as those of OTHER.
like() {
  chown "$(stat -c %u:%g "$2")" "$1" && chmod "$(stat -c %a "$2")" "$1"
}

# is_done TO NAME
is_done() {
  is_folder "$1/.claude-state" && [ -f "$1/$NOTE" ] && [ ! -L "$1/$NOTE" ] && grep -qxF "$2" "$1/$NOTE"
}

# note TO NAME: on top of what the other volume noted, which has come along.
note() {
  local state="$1/.claude-state"
  if ! is_folder "$state"; then
    ! exists "$state" && mkdir -m 700 "$state" && chown "$(stat -c %u:%g "$1")" "$state" || return 1
  fi
  [ ! -L "$1/$NOTE" ] || return 1
  printf '%s\n' "$2" >>"$1/$NOTE" && chown "$(stat -c %u:%g "$state")" "$1/$NOTE"
}

room() {
  local free
  df -Pk "$1" | {
    read -r _
    read -r _ _ _ free _
    printf '%s\n' "$free"
  }
}

# set_aside TO ENTRY: into the folder of this run.
set_aside() {
  local n=1
  if [ -z "$PLACE" ]; then
    if ! exists "$1/$ASIDE"; then mkdir -m 700 "$1/$ASIDE" && like "$1/$ASIDE" "$1/." && chmod 700 "$1/$ASIDE" || return 1; fi
    is_folder "$1/$ASIDE" || return 1
    while exists "$1/$ASIDE/$n"; do n=$((n + 1)); done
    PLACE=$1/$ASIDE/$n
    mkdir -m 700 "$PLACE" && like "$PLACE" "$1/$ASIDE" || return 1
  fi
  mv "$2" "$PLACE/" && KEPT=$((KEPT + 1))
}

# stage TO KILOBYTES: what the current directory holds.
stage() {
  local all="$1/$STAGE/all" size free
  rm -rf "${1:?}/$STAGE" || fail copy
  mkdir -m 700 "$1/$STAGE" "$all" || fail copy
  size=$(du -sk . 2>/dev/null) || :
  size=${size%%[!0-9]*}
  [ "${size:-0}" -le "$2" ] || fail size
  # What is left free is for whoever works with the engine.
  free=$(room "$1")
  [ "$((${size:-0} + 262144))" -le "${free:-0}" ] || fail room
  cp -a ./. "$all/" || fail copy
  # What an earlier copy into that volume left, and what is no file.
  rm -rf "${all:?}/$STAGE" || fail copy
  find "$all" ! -type f ! -type d ! -type l -exec rm -f {} + || fail copy
  sync
}

# each FOLDER FUNCTION TO: calls it for every entry.
each() {
  local entry
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    exists "$entry" || continue
    "$2" "$entry" "$3" || fail copy
  done
}

drop_absent() {
  case ${1##*/} in "$STAGE" | "$ASIDE") return 0 ;; esac
  exists "$2/$STAGE/all/${1##*/}" || set_aside "$2" "$1"
}

put_in_place() {
  local at="$2/${1##*/}"
  # What was set aside in the other one.
  if [ "${1##*/}" = "$ASIDE" ]; then
    set_aside "$2" "$1"
    return
  fi
  if exists "$at"; then set_aside "$2" "$at" || return 1; fi
  mv "$1" "$at" && COPIED=$((COPIED + 1))
}

main() {
  local from="$1" to="$2" name="$3" limit="$4"
  COPIED=0 KEPT=0 PLACE=
  cd -P "$from" 2>/dev/null || fail missing
  if ! is_done "$to" "$name"; then
    stage "$to" "$limit"
    like "$to" . || fail copy
    each "$to" drop_absent "$to"
    each "$to/$STAGE/all" put_in_place "$to"
    note "$to" "$name" || fail copy
    sync
  fi
  rm -rf "${to:?}/$STAGE" || fail copy
  printf 'copied %s\nkept %s\n' "$COPIED" "$KEPT"
}

main "$@"
