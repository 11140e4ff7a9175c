#!/bin/sh
# Claude Sessions: copies Claude's state from one volume into another. Runs as root in a container with the two volumes and
# nothing else, the one that it reads mounted read-only. Nobody else uses the one that it writes.
#
# copyState.sh recognise FROM NAME... -- NAME... says how it is laid out: `layout config|home|flat|none`, `inner 0|1`: beside
#                                              the state at the top there is a `.claude`; then as look does of the state;
#                                              and `rest N`: kilobytes of the home beside it, without the second names
# copyState.sh look FROM INSIDE PART NAME...   says what is there: `login 0|1`, `conversations N`, `kilobytes N`
# copyState.sh copy FROM INSIDE PART TO BELOW KILOBYTES OLD NEW NAME...
#                                              copies it, if it is no more than that; says `copied N`, `kept N`: entries
#                                              that were put in their place, a new folder counting as one, and those that
#                                              TO had already, and otherwise
# copyState.sh foresee ...                     says the same beforehand and writes nothing; `keeps PATH`: some of those kept
#   FROM    where the volume is mounted; INSIDE: the path in it at which the state lies
#   PART    which part of Claude's config directory that is; empty for all of it
#   BELOW   a folder of TO that gets it; empty for TO itself
#   OLD     a folder name below projects/ that becomes NEW, and OLD-* NEW-*; empty for none
#   NAME    entries of the config directory, or of the home, that are left out
# Fails with a line `failed REASON`.
#
# Nothing that TO has is replaced, but for a transcript that is the beginning of ours. Everything is first copied to a
# folder of TO that nobody looks into, and then put in its place by renames: killed at any instant and run again, what is
# in its place is whole, and the rest is copied again. A link is copied as a link; those that lead to what is shared from the
# host are the bridge's to make. Of what `claude-state` notes of its container, what it has set aside comes along. Of a home
# without CLAUDE_CONFIG_DIR the `.claude.json` beside `.claude` belongs to the state. What was the source's user's becomes TO's.
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
  if has_answers_beside; then
    size=$(du -sk ../.claude.json 2>/dev/null) || :
    size=${size%%[!0-9]*}
    total=$((total + ${size:-0}))
  fi
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

# Of the current directory: entries that only Claude Code makes.
is_state() {
  local folder
  ! is_file ./.credentials.json || return 0
  is_folder ./projects || return 1
  for folder in ./projects/-*; do
    ! is_folder "$folder" || return 0
  done
  return 1
}

# Less certain ones.
may_be_state() {
  local name
  for name in .claude.json settings.json history.jsonl CLAUDE.md .last-cleanup; do
    ! is_file "./$name" || return 0
  done
  for name in projects sessions shell-snapshots statsig todos plugins backups; do
    ! is_folder "./$name" || return 0
  done
  return 1
}

# What users, their shells and tools make in a home.
is_home() {
  local name
  for name in .bashrc .profile .bash_history .bash_logout .zshrc .ash_history .gitconfig .ssh .config .local .home-initialized; do
    ! exists "./$name" || return 0
  done
  return 1
}

# Claude's config directory with a pod's own files among its entries. A home may have a file of such a name, too.
is_flat() {
  ! exists ./.home-initialized || return 1
  is_file ./auth.db || is_file ./project-config.json || return 1
  ! is_home || is_state || { ! is_folder ./.claude && may_be_state; }
}

layout() {
  if is_flat; then
    echo flat
  elif is_folder ./.claude && { is_home || ! is_state; }; then
    echo home
  elif is_state; then
    echo config
  elif is_home; then
    echo home
  elif may_be_state; then
    echo config
  else
    echo none
  fi
}

recognise() {
  local layout inner=0 rest=0
  layout=$(layout)
  ! is_folder ./.claude || inner=1
  printf 'layout %s\ninner %s\n' "$layout" "$inner"
  if [ "$layout" = home ]; then
    rest=$(LEFT_OUT=$HOME_LEFT_OUT && kilobytes)
    if [ "$inner" = 1 ]; then
      cd ./.claude || fail missing
      INSIDE=.claude
    fi
  fi
  printf 'rest %s\n' "$rest"
  if [ "$layout" = none ] || [ "$layout$inner" = home0 ]; then
    printf 'login 0\nconversations 0\nkilobytes 0\n'
  else
    look
  fi
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

# new_stage TO: makes the folder in which what is copied waits; what a killed run left there goes.
new_stage() {
  rm -rf "${1:?}/$STAGE" || fail copy
  mkdir -m 700 "$1/$STAGE" || fail copy
}

# target TO BELOW: sets TARGET to that folder, which it makes.
target() {
  local stage="$1/$STAGE"
  TARGET=$1${2:+/$2}
  ! is_empty "$1" || like "$1" . || fail copy
  if [ -n "$2" ] && ! exists "$TARGET"; then
    new_stage "$1"
    mkdir "$stage/new" || fail copy
    like "$stage/new" "$1" || fail copy
    chmod 700 "$stage/new" || fail copy
    mv "$stage/new" "$TARGET" || fail copy
    rm -rf "${stage:?}" || fail copy
  fi
  is_folder "$TARGET" || fail link
}

# copy TO KILOBYTES
copy() {
  local to="$1" limit="$2" stage="$1/$STAGE/all" size free entry
  new_stage "$to"
  mkdir -m 700 "$stage" || fail copy
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
  if has_answers_beside; then cp -a ../.claude.json "$MADE/" || fail copy; fi
  give "$stage" "$to" || fail copy
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

# The state is a home's, whose Claude Code has its answers beside it.
has_answers_beside() {
  [ -z "$PART" ] && [ "${INSIDE##*/}" = .claude ] && is_file ../.claude.json && ! exists ./.claude.json
}

# give FOLDER OTHER: what in it is of the user of the current directory becomes the one's whose OTHER is, if that is no root's.
give() {
  local from to
  from=$(stat -c %u:%g .) && to=$(stat -c %u:%g "$2") || return 1
  case $to in "$from" | 0:*) return 0 ;; esac
  find "$1" -user "${from%:*}" -exec chown -h "$to" {} +
}

# beside TO: a home's Claude Code without CLAUDE_CONFIG_DIR looks for its answers there.
beside() {
  local stage="$1/$STAGE"
  [ "$BELOW" = .claude ] && is_file "$1/.claude/.claude.json" && ! exists "$1/.claude.json" || return 0
  new_stage "$1"
  cp -a "$1/.claude/.claude.json" "$stage/" || fail copy
  sync
  mv "$stage/.claude.json" "$1/.claude.json" || fail copy
  rm -rf "${stage:?}" || fail copy
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
    what_becomes "$entry" "$at" "$3"
    case $BECOMES in
      handed) hand_over "$entry" "${name%"$HANDED"}" "$4" || return 1 ;;
      new)
        mv "$entry" "$at" || return 1
        COPIED=$((COPIED + 1))
        ;;
      merged) merge "$entry" "$at" "$3$name/" "$4" || return 1 ;;
      aside) set_aside "$entry" "$name" "$4" || return 1 ;;
      longer)
        mv -f "$entry" "$at" || return 1
        COPIED=$((COPIED + 1))
        ;;
      kept) KEPT=$((KEPT + 1)) ;;
    esac
  done
}

# what_becomes ENTRY AT RELATIVE: sets BECOMES: what becomes of an entry whose place is AT.
what_becomes() {
  HANDED=
  if [ "$3" = .claude-state/adopt/ ] && is_folder "$1"; then
    BECOMES=handed HANDED=.${1##*.}
  elif ! exists "$2"; then
    BECOMES=new
  elif is_folder "$1" && is_folder "$2"; then
    BECOMES=merged
  elif [ "$3" = projects/ ] && is_bridge "$2" && is_folder "$1"; then
    BECOMES=handed
  elif [ -z "$3" ] && is_companion "$2" && is_folder "$1"; then
    BECOMES=aside
  elif goes_on "$1" "$2"; then
    BECOMES=longer
  elif is_same "$1" "$2"; then
    BECOMES=same
  else
    BECOMES=kept
  fi
}

# foresee FROM TO RELATIVE: counts what merge would do; FROM is in the current directory.
foresee() {
  local entry name
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    exists "$entry" || continue
    name=${entry##*/}
    [ "$1" != . ] || is_wanted "$name" || continue
    is_file "$entry" || is_folder "$entry" || [ -L "$entry" ] || continue
    ! is_bridge "$entry" || continue
    if [ "$3" = projects/ ]; then
      case $name in "${OLD:-/}" | "${OLD:-/}"-*) name=$NEW${name#"$OLD"} ;; esac
    fi
    foresee_entry "$entry" "$2/$name" "$3"
  done
}

# foresee_entry ENTRY AT RELATIVE
foresee_entry() {
  what_becomes "$1" "$2" "$3"
  case $BECOMES in
    merged) foresee "$1" "$2" "$3${2##*/}/" ;;
    same) ;;
    kept) keeps "$3${2##*/}" ;;
    handed) is_handed "$TARGET/.claude-state/adopt/${2##*/}" "$1" || COPIED=$((COPIED + 1)) ;;
    *) COPIED=$((COPIED + 1)) ;;
  esac
}

# keeps PATH: names that nobody has made up to look like something else are said, some of them.
keeps() {
  KEPT=$((KEPT + 1))
  [ "$KEPT" -gt 20 ] && return 0
  case $1 in *[!A-Za-z0-9._/-]*) ;; *) printf 'keeps %s\n' "$1" ;; esac
}

# is_handed START FOLDER: one of START.1, START.2, ... has all of it.
is_handed() {
  local n=1
  while exists "$1.$n"; do
    ! has_all "$1.$n" "$2" || return 0
    n=$((n + 1))
  done
  return 1
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
  # By an earlier run.
  ! is_handed "$state/adopt/$2" "$1" || return 0
  while exists "$state/adopt/$2.$n"; do n=$((n + 1)); done
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
  local task="$1" from="$2" to="" limit=""
  STAGE=.claude-sessions-copy INSIDE='' PART='' BELOW=''
  shift 2
  if [ "$task" != recognise ]; then
    INSIDE=$1 PART=$2
    shift 2
  fi
  case $task in copy | foresee)
    to=$1 BELOW=$2 limit=$3 OLD=$4 NEW=$5
    shift 5
    ;;
  esac
  LEFT_OUT=$STAGE/.claude-state
  while [ "$#" -gt 0 ] && [ "$1" != -- ]; do
    LEFT_OUT=$LEFT_OUT/$1
    shift
  done
  HOME_LEFT_OUT=$STAGE/.claude-state
  for name; do HOME_LEFT_OUT=$HOME_LEFT_OUT/$name; done
  enter "$from" "$INSIDE" || fail missing
  case $task in
    recognise) recognise ;;
    copy)
      target "$to" "$BELOW"
      copy "$TARGET" "$limit"
      beside "$to"
      ;;
    foresee)
      TARGET=$to${BELOW:+/$BELOW} COPIED=0 KEPT=0
      foresee . "$TARGET${PART:+/$PART}" "${PART:+$PART/}"
      ! has_answers_beside || foresee_entry ../.claude.json "$TARGET/.claude.json" ''
      printf 'copied %s\nkept %s\n' "$COPIED" "$KEPT"
      ;;
    *) look ;;
  esac
}

main "$@"
