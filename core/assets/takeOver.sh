#!/bin/sh
# Claude Sessions: takes over Claude's state from a volume that a dev container had before. Runs as root in a container with
# the two volumes and nothing else, the one that it reads mounted read-only. Nobody else uses the one that it writes.
#
# takeOver.sh look FROM INSIDE PART NAME...                says what is there: `login 0|1`, `conversations N`, `kilobytes N`
# takeOver.sh copy FROM INSIDE PART TO KILOBYTES NAME...   copies it, if it is no more than that; says `kept N`
#   FROM    where the former volume is mounted; INSIDE: the path in it at which the state lies
#   PART    which part of Claude's config directory that is; empty for all of it
#   NAME    entries of the config directory that are left out
# Fails with a line `failed REASON`.
#
# Nothing that TO has is replaced, but for a transcript that is the beginning of ours. Everything is first copied to a
# folder of TO that nobody looks into, and then put in its place by renames: killed at any instant and run again, what is
# in its place is whole, and the rest is copied again.
# shellcheck shell=sh disable=SC3043
set -u
export LC_ALL=C

fail() {
  printf 'failed %s\n' "$1"
  exit 1
}

exists() {
  [ -e "$1" ] || [ -L "$1" ]
}

# enter FOLDER PATH: goes there, by no link.
enter() {
  local rest="$2" name
  cd -P "$1" 2>/dev/null || return 1
  while [ -n "$rest" ]; do
    name=${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    [ -d "./$name" ] && [ ! -L "./$name" ] && cd -P "./$name" 2>/dev/null || return 1
  done
}

# is_left_out ENTRY: of the names in LEFT_OUT, when this is the whole of the config directory.
is_left_out() {
  [ -z "$PART" ] || return 1
  case "/$LEFT_OUT/" in *"/$1/"*) return 0 ;; *) return 1 ;; esac
}

# kilobytes of what is to be copied of the current directory
kilobytes() {
  local entry size total=0
  for entry in * .[!.]* ..?*; do
    exists "./$entry" || continue
    is_left_out "$entry" && continue
    size=$(du -sk "./$entry" 2>/dev/null) || :
    size=${size%%[!0-9]*}
    total=$((total + ${size:-0}))
  done
  printf '%s\n' "$total"
}

look() {
  local login=0 folder=.
  if [ -z "$PART" ]; then
    folder=./projects
    [ ! -s ./.credentials.json ] || [ -L ./.credentials.json ] || login=1
  fi
  printf 'login %s\n' "$login"
  printf 'conversations %s\n' "$(find "$folder" -xdev -type f -name '????????-????-????-????-????????????.jsonl' 2>/dev/null | grep -c .)"
  printf 'kilobytes %s\n' "$(kilobytes)"
}

# like FOLDER OTHER: owner and mode of FOLDER as those of OTHER.
like() {
  chown "$(stat -c %u:%g "$2")" "$1" && chmod "$(stat -c %a "$2")" "$1"
}

is_empty() {
  local entry
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    ! exists "$entry" || return 1
  done
}

# make_part FOLDER PATH: the folders of PATH in FOLDER, as the current directory is. Sets MADE to the last one.
make_part() {
  local rest="$2"
  MADE=$1
  while [ -n "$rest" ]; do
    MADE=$MADE/${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    mkdir "$MADE" && like "$MADE" . || return 1
  done
}

free_kilobytes() {
  local free
  df -Pk "$1" | {
    read -r _
    read -r _ _ _ free _
    printf '%s\n' "$free"
  }
}

# copy TO KILOBYTES
copy() {
  local to="$1" limit="$2" stage="$1/.claude-take-over" size free entry
  ! is_empty "$to" || like "$to" . || fail copy
  rm -rf "$stage" || fail copy
  mkdir -m 700 "$stage" || fail copy
  size=$(kilobytes)
  [ "$size" -le "$limit" ] || fail size
  # What is left free is for whoever works with the engine.
  free=$(free_kilobytes "$to")
  [ "$((size + 262144))" -le "${free:-0}" ] || fail room
  make_part "$stage" "$PART" || fail copy
  for entry in * .[!.]* ..?*; do
    exists "./$entry" || continue
    is_left_out "$entry" && continue
    cp -a "./$entry" "$MADE/" || fail copy
  done
  find "$stage" ! -type f ! -type d ! -type l -exec rm -f {} + || fail copy
  sync
  KEPT=0
  merge "$stage" "$to" '' "$to" || fail copy
  rm -rf "$stage" || fail copy
  sync
  printf 'kept %s\n' "$KEPT"
}

# merge FROM TO RELATIVE ROOT: what is in FROM gets its place in TO.
merge() {
  local entry name at
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    exists "$entry" || continue
    name=${entry##*/}
    at=$2/$name
    if ! exists "$at"; then
      mv "$entry" "$at" || return 1
    elif [ -d "$entry" ] && [ ! -L "$entry" ] && [ -d "$at" ] && [ ! -L "$at" ]; then
      merge "$entry" "$at" "$3$name/" "$4" || return 1
    elif [ "$3" = projects/ ] && is_bridge "$at" && [ -d "$entry" ] && [ ! -L "$entry" ]; then
      hand_over "$entry" "$name" "$4" || return 1
    elif goes_on "$entry" "$at"; then
      mv -f "$entry" "$at" || return 1
    elif ! is_same "$entry" "$at"; then
      KEPT=$((KEPT + 1))
    fi
  done
}

# A link of claude-state's to what the host shares.
is_bridge() {
  [ -L "$1" ] || return 1
  case $(readlink "$1") in /mnt/claude-host/*) return 0 ;; *) return 1 ;; esac
}

# hand_over FOLDER SLUG ROOT: claude-state adopts what lies there at the container's next start, and overwrites nothing.
hand_over() {
  local state="$3/.claude-state" n=1
  [ -d "$state" ] && [ ! -L "$state" ] || return 1
  if ! exists "$state/adopt"; then
    mkdir "$state/adopt" && like "$state/adopt" "$state" || return 1
  fi
  [ -d "$state/adopt" ] && [ ! -L "$state/adopt" ] || return 1
  while exists "$state/adopt/$2.$n"; do n=$((n + 1)); done
  mv "$1" "$state/adopt/$2.$n"
}

is_file() {
  [ -f "$1" ] && [ ! -L "$1" ]
}

# goes_on OURS THEIRS: a transcript that begins with all of the other one.
goes_on() {
  local size
  case $1 in *.jsonl) ;; *) return 1 ;; esac
  is_file "$1" && is_file "$2" || return 1
  size=$(stat -c %s "$2")
  [ "$(stat -c %s "$1")" -gt "$size" ] || return 1
  [ "$(head -c "$size" "$1" | cksum)" = "$(cksum <"$2")" ]
}

is_same() {
  if [ -L "$1" ] && [ -L "$2" ]; then [ "$(readlink "$1")" = "$(readlink "$2")" ] && return 0; fi
  is_file "$1" && is_file "$2" && [ "$(cksum <"$1")" = "$(cksum <"$2")" ]
}

main() {
  local task="$1" from="$2" inside="$3" to="" limit=""
  PART=$4
  shift 4
  if [ "$task" = copy ]; then
    to=$1 limit=$2
    shift 2
  fi
  LEFT_OUT=
  while [ "$#" -gt 0 ]; do
    LEFT_OUT=$LEFT_OUT/$1
    shift
  done
  enter "$from" "$inside" || fail missing
  if [ "$task" = copy ]; then copy "$to" "$limit"; else look; fi
}

main "$@"
