#!/bin/sh
# Claude Sessions: copies Claude's state from one volume into another. Runs as root in a container with the two volumes and
# nothing else, the one that it reads mounted read-only. Nobody else uses the one that it writes.
#
# copyState.sh look FROM INSIDE PART NAME...   says what is there: `login 0|1`, `conversations N`, `kilobytes N`
# copyState.sh copy FROM INSIDE PART TO KILOBYTES OLD NEW NAME...
#                                              copies it, if it is no more than that; says `copied N`, `kept N`: entries
#                                              that were put in their place, a new folder counting as one, and those that
#                                              TO had already, and otherwise
#   FROM    where the volume is mounted; INSIDE: the path in it at which the state lies
#   PART    which part of Claude's config directory that is; empty for all of it
#   OLD     a folder name below projects/ that becomes NEW, and OLD-* NEW-*; empty for none
#   NAME    entries of the config directory that are left out
# Fails with a line `failed REASON`.
#
# Nothing that TO has is replaced, but for a transcript that is the beginning of ours. Everything is first copied to a
# folder of TO that nobody looks into, and then put in its place by renames: killed at any instant and run again, what is
# in its place is whole, and the rest is copied again. A link is copied as a link; those that lead to what is shared from the
# host are the bridge's to make. Of what `claude-state` notes of its container, what it has set aside comes along.
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

# is_folder PATH, is_file PATH: and no link.
is_folder() {
  [ -d "$1" ] && [ ! -L "$1" ]
}

is_file() {
  [ -f "$1" ] && [ ! -L "$1" ]
}

# enter FOLDER PATH: goes there, by no link.
enter() {
  local rest="$2" name
  cd -P "$1" 2>/dev/null || return 1
  while [ -n "$rest" ]; do
    name=${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    is_folder "./$name" && cd -P "./$name" 2>/dev/null || return 1
  done
}

# is_left_out ENTRY: of the names in LEFT_OUT, when this is the whole of the config directory.
is_left_out() {
  [ -z "$PART" ] || return 1
  case "/$LEFT_OUT/" in *"/$1/"*) return 0 ;; *) return 1 ;; esac
}

# is_wanted PATH: of what the current directory holds, or of what claude-state has set aside in it.
is_wanted() {
  case $1 in
    .claude-state/*) [ -z "$PART" ] && is_folder ./.claude-state && is_folder "./$1" ;;
    *) exists "./$1" && ! is_left_out "$1" ;;
  esac
}

# kilobytes of what is to be copied of the current directory
kilobytes() {
  local entry size total=0
  for entry in * .[!.]* ..?* .claude-state/adopt .claude-state/kept .claude-state/memory .claude-state/own; do
    is_wanted "$entry" || continue
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

# make_folder FOLDER OTHER ROOT: makes it if nothing is there, with the owner and mode of OTHER from the first instant.
make_folder() {
  if ! exists "$1"; then
    mkdir "$3/$STAGE/new" && like "$3/$STAGE/new" "$2" && mv "$3/$STAGE/new" "$1" || return 1
  fi
  is_folder "$1"
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
  local to="$1" limit="$2" stage="$1/$STAGE/all" size free entry
  ! is_empty "$to" || like "$to" . || fail copy
  rm -rf "${to:?}/$STAGE" || fail copy
  mkdir -m 700 "$to/$STAGE" "$stage" || fail copy
  size=$(kilobytes)
  [ "$size" -le "$limit" ] || fail size
  # What is left free is for whoever works with the engine.
  free=$(free_kilobytes "$to")
  [ "$((size + 262144))" -le "${free:-0}" ] || fail room
  make_part "$stage" "$PART" || fail copy
  for entry in * .[!.]* ..?* .claude-state/adopt .claude-state/kept .claude-state/memory .claude-state/own; do
    is_wanted "$entry" || continue
    stage_entry "$entry" || fail copy
  done
  find "$stage" ! -type f ! -type d ! -type l -exec rm -f {} + || fail copy
  # shellcheck disable=SC2016 # for the shell that find starts
  find "$stage" -type l -exec /bin/sh -c '
    for link; do case $(readlink "$link") in /mnt/claude-host/*) rm -f "$link" || exit 1 ;; esac; done' sh {} + || fail copy
  sync
  # Not renamed as a whole: what is in it may get other names.
  if [ -n "$OLD" ] && is_folder "$stage/projects" && ! exists "$to/projects"; then
    make_folder "$to/projects" "$stage/projects" "$to" || fail copy
  fi
  COPIED=0 KEPT=0
  merge "$stage" "$to" '' "$to" || fail copy
  rm -rf "${to:?}/$STAGE" || fail copy
  sync
  printf 'copied %s\nkept %s\n' "$COPIED" "$KEPT"
}

# stage_entry PATH: copies it to its place in MADE.
stage_entry() {
  local folder=.
  case $1 in */*) folder=${1%/*} ;; esac
  if [ ! -d "$MADE/$folder" ]; then
    mkdir "$MADE/$folder" && like "$MADE/$folder" "./$folder" || return 1
  fi
  cp -a "./$1" "$MADE/$folder/"
}

# merge FROM TO RELATIVE ROOT: what is in FROM gets its place in TO.
merge() {
  local entry name at
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    exists "$entry" || continue
    name=${entry##*/}
    if [ "$3" = projects/ ]; then
      case $name in "${OLD:-/}" | "${OLD:-/}"-*) name=$NEW${name#"$OLD"} ;; esac
    fi
    at=$2/$name
    if [ "$3" = .claude-state/adopt/ ] && is_folder "$entry"; then
      hand_over "$entry" "${name%.*}" "$4" || return 1
    elif ! exists "$at"; then
      mv "$entry" "$at" || return 1
      COPIED=$((COPIED + 1))
    elif is_folder "$entry" && is_folder "$at"; then
      merge "$entry" "$at" "$3$name/" "$4" || return 1
    elif [ "$3" = projects/ ] && is_bridge "$at" && is_folder "$entry"; then
      hand_over "$entry" "$name" "$4" || return 1
    elif [ -z "$3" ] && is_companion "$at" && is_folder "$entry"; then
      set_aside "$entry" "$name" "$4" || return 1
    elif goes_on "$entry" "$at"; then
      mv -f "$entry" "$at" || return 1
      COPIED=$((COPIED + 1))
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

# One to what belongs to conversations, in the mirror.
is_companion() {
  [ -L "$1" ] && [ "$(readlink "$1")" = "/mnt/claude-host/project/.${1##*/}" ]
}

# hand_over FOLDER SLUG ROOT: claude-state adopts what lies there at the container's next start, and overwrites nothing.
hand_over() {
  local state="$3/.claude-state" n=1
  make_folder "$state" "$3/projects" "$3" && make_folder "$state/adopt" "$state" "$3" || return 1
  while exists "$state/adopt/$2.$n"; do
    # Handed over by an earlier run.
    ! has_all "$state/adopt/$2.$n" "$1" || return 0
    n=$((n + 1))
  done
  mv "$1" "$state/adopt/$2.$n" || return 1
  COPIED=$((COPIED + 1))
}

# set_aside FOLDER NAME ROOT: among what claude-state gives to the mirror at the container's next start.
set_aside() {
  local state="$3/.claude-state"
  make_folder "$state" "$3/projects" "$3" && make_folder "$state/own" "$state" "$3" || return 1
  make_folder "$state/own/$2" "$state" "$3" && merge "$1" "$state/own/$2" ".claude-state/own/$2/" "$3" || return 1
  rm -f "$state/own/$2.given"
}

# has_all FOLDER OTHER: everything of OTHER is in FOLDER, and the same.
has_all() {
  local entry
  is_folder "$1" || return 1
  for entry in "$2"/* "$2"/.[!.]* "$2"/..?*; do
    exists "$entry" || continue
    if is_folder "$entry"; then
      has_all "$1/${entry##*/}" "$entry" || return 1
    else
      is_same "$entry" "$1/${entry##*/}" || return 1
    fi
  done
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
  STAGE=.claude-sessions-copy
  PART=$4
  shift 4
  if [ "$task" = copy ]; then
    to=$1 limit=$2 OLD=$3 NEW=$4
    shift 4
  fi
  LEFT_OUT=$STAGE/.claude-state
  while [ "$#" -gt 0 ]; do
    LEFT_OUT=$LEFT_OUT/$1
    shift
  done
  enter "$from" "$inside" || fail missing
  if [ "$task" = copy ]; then copy "$to" "$limit"; else look; fi
}

main "$@"
