# What the image has in a folder (~/.claude, or the whole home), brought into the volume that lies over it: `seed IMAGE DIR`.
#
# Each path comes once in the volume's life. A record in the volume says of each what was there to be seeded, and with it a new image is
# told from the old one, and what the user did from what the image had:
#
#   new in the image, missing here          copied
#   new in the image, there already         the user's: left
#   in the record, gone from here           deleted by the user: stays away
#   changed in the image, changed here      the user's: left
#   changed in the image, as seeded here    left, listed (`seed --report`, doctor), and taken over by `seed --refresh`
#
# 1. seedPlan.sh lists the image and compares it with the record. An image with the stamp of the last time is not listed.
# 2. seedCopy.sh copies what is to come into the volume, beside, and removes what did not arrive whole.
# 3. The next record is written beside. From then on what was copied counts.
# 4. seedPlace.sh moves what was copied to its place, each entry by a rename, over nothing.
# 5. The next record becomes the record.
# Killed before 3, it starts anew; killed later, it goes on with 4.
#
# What is mounted below DIR is not the volume's: it is not listed, not written, and comes when the mount is gone.
#
# All of it by the user, in whose folder it is: root follows none of that user's links. What only root can read in the image, root copies
# to a folder of its own first, and the user seeds from there.

SEED=$STATE/seed
# What only this run needs.
WORK=$SEED/work
SEED_STAMP=
REFRESH=
# Mounts below the folder, lines of mounts_of.
SEED_MOUNTS=
# Root sees to what the user cannot read.
BY_ROOT=

# seed [--refresh] [--stamp TEXT] [IMAGE DIR], or --report [DIR]
seed() {
  local report=''
  while [ $# -gt 0 ]; do
    case $1 in
      --refresh) REFRESH=1 ;;
      --report) report=1 ;;
      --stamp)
        [ $# -ge 2 ] || wrong_usage "--stamp takes a text."
        SEED_STAMP=$2
        shift
        ;;
      -*) wrong_usage "seed has no option '$1'." ;;
      *) break ;;
    esac
    shift
  done
  if [ -n "$report" ]; then
    [ $# -le 1 ] || wrong_usage "seed --report takes one directory."
    if [ $# -eq 0 ] && is_home_volume "$HOME_MOUNT"; then
      [ ! -d "$CONFIG" ] || (seed_report "$CONFIG") || :
      seed_report "$HOME_MOUNT"
    else
      seed_report "${1:-$CONFIG}"
    fi
    return
  fi
  case $# in
    0) ;;
    2)
      never_fail
      seed_from "$1" "$2"
      return
      ;;
    *) wrong_usage "seed takes two directories." ;;
  esac
  never_fail
  (seed_from "$SHARE/image-claude" "$CONFIG") || :
  if is_home_volume "$HOME_MOUNT"; then seed_from "$IMAGE_HOME" "$HOME_MOUNT"; fi
}

# seed_from IMAGE DIR
seed_from() {
  local image="$1" code=0
  CONFIG=$2
  [ -d "$image" ] || return 0
  case $image in /*) ;; *) image=$CALLED_IN/$image ;; esac
  case $CONFIG in /*) ;; *) CONFIG=$CALLED_IN/$CONFIG ;; esac
  stamp_of "$image"
  case $SEED_STAMP in *"$NEWLINE"*) SEED_STAMP= ;; esac
  if unknown_remote_user; then return 0; fi
  if ! other_remote_user; then
    COMMAND=seed TROUBLE=''
    seed_as_user "$image" "$CONFIG" "$SEED_STAMP" "$REFRESH" || :
    return 0
  fi
  if (cd -P -- "$CONFIG" 2>/dev/null && [ -z "$REFRESH" ] && [ ! -L "$STATE" ] && [ ! -e "$STATE/trouble" ] && is_seeded); then return 0; fi
  # A new volume may still be root's: the user could write nothing in it.
  is_home_volume "$CONFIG" || [ "$(stat -c %u "$CONFIG/." 2>/dev/null)" = "$REMOTE_UID" ] || (heal_config) || :
  as_remote_user seed-as-user "$image" "$CONFIG" "$SEED_STAMP" "$REFRESH" || code=$?
  if [ "$code" -eq 125 ]; then cannot_become; fi
  case $code in
    3) seed_unreadable "$image" ;;
    # What is wrong has been said.
    4) SEED_STAMP='' && seed_unreadable "$image" 2>/dev/null ;;
  esac
}

# stamp_of IMAGE: sets SEED_STAMP, where none was given.
stamp_of() {
  [ -n "$SEED_STAMP" ] || ! [ -f "$1.stamp" ] || IFS= read -r SEED_STAMP <"$1.stamp" || :
}

# nothing_to_seed IMAGE: as the user.
nothing_to_seed() {
  local line
  [ -d "$1" ] || return 0
  stamp_of "$1"
  cd -P -- "$CONFIG" 2>/dev/null && [ ! -L "$STATE" ] && is_seeded || return 1
  # What the last one said, the next one takes back.
  if [ -f "$STATE/trouble" ]; then
    while IFS= read -r line; do
      case $line in seed-*) return 1 ;; esac
    done 2>/dev/null <"$STATE/trouble"
  fi
}

# seed_unreadable IMAGE: the user gets a copy of what only root can read there, and removes it. What that is, root finds out by itself.
seed_unreadable() {
  local stage image="$1"
  stage=$(mktemp -d /tmp/claude-state.XXXXXX) || return 0
  # The folder itself changes hands last: until then nobody else gets into it.
  # shellcheck disable=SC2016 # the inner shell expands them
  if (cd -- "$image" && find . -mindepth 1 ! -user "$REMOTE_UID" '(' '(' ! -type l ! -perm -0004 ')' -o '(' -type d ! -perm -0005 ')' ')' -prune \
    -exec sh -c '
      stage=$1 owner=$2
      shift 2
      make() {
        case $1 in .) return 0 ;; esac
        [ ! -d "$stage/$1" ] || return 0
        make "${1%/*}" && mkdir -m "$(stat -c %a "$1")" "$stage/$1"
      }
      for entry in "$@"; do make "${entry%/*}" && cp -a "$entry" "$stage/$entry" || exit 1; done
    ' sh "$stage" "$REMOTE_UID:$REMOTE_GID" {} +) &&
    (cd -- "$stage" && find . -mindepth 1 -exec chown -h "$REMOTE_UID:$REMOTE_GID" {} +) && chown "$REMOTE_UID:$REMOTE_GID" "$stage"; then
    as_remote_user seed-as-user "$stage" "$CONFIG" "$SEED_STAMP" "$REFRESH" remove || :
  else
    rm -rf "$stage"
    say "what only root can read in $image could not be copied to /tmp (full disk?): it was not brought. The next start tries again."
  fi
}

# seed_as_user IMAGE DIR STAMP REFRESH [remove]: 3 when something could not be read, 4 when something else failed beside. An image to remove
# is a part of the other one.
seed_as_user() {
  local image="$1" part="${5:-}"
  CONFIG=$2 SEED_STAMP=$3 REFRESH=$4
  SEED_UNREADABLE='' SEED_FAILED=''
  open_config && [ -z "$READ_ONLY" ] && state_directory && seed_all "$image" "$part"
  if [ -n "$SEED_UNREADABLE" ] && [ -z "$BY_ROOT" ]; then
    trouble seed-failed "what uid $ME cannot read in the image (first: $SEED_UNREADABLE) was not copied to $ROOT: run 'claude-state seed' as root."
  fi
  [ -z "$part" ] || remove_tree "$image"
  # The trouble of the whole stays beside a part that has none.
  if [ -z "$part" ] || [ -n "$TROUBLE" ]; then record_trouble; fi
  [ -n "$SEED_UNREADABLE" ] || return 0
  [ -z "$SEED_FAILED" ] || return 4
  return 3
}

# seed_all IMAGE IS_PART
seed_all() {
  if [ -z "$2$REFRESH" ] && is_seeded; then return 0; fi
  lock_volume && volume_id && open_seed || return 0
  SEED_MOUNTS=$(mounts_of "$ROOT") || :
  [ ! -f "$SEED/next" ] || seed_place
  clear_stage
  if plan_seed "$1"; then seed_planned "$@"; else seed_failed "$SEED"; fi
  remove_tree "$WORK"
}

# seed_planned IMAGE IS_PART
seed_planned() {
  copy_planned "$1" || return 0
  if [ -s "$WORK/differs" ] || [ -d "$STAGE" ]; then
    write_next || return 0
    seed_place
  fi
  rm -f "$SEED/odd.next" 2>/dev/null || :
  write_report "$2"
  if [ -z "$SEED_FAILED" ] && [ -n "$SEED_STAMP" ] && { [ -n "$2" ] || [ -z "$SEED_UNREADABLE" ]; }; then
    write_beside "$SEED/stamp" "$SEED_STAMP$NEWLINE${SEED_MOUNTS:+$SEED_MOUNTS$NEWLINE}" || :
  else
    rm -f "$SEED/stamp" 2>/dev/null || :
  fi
}

# is_seeded: this very image, and nothing is left to be done in the current directory. What was hidden by a mount then is hidden still.
is_seeded() {
  local line known='' count=0
  [ -n "$SEED_STAMP" ] && [ ! -L "$SEED" ] && [ ! -L "$SEED/stamp" ] && [ -f "$SEED/stamp" ] && [ ! -e "$SEED/next" ] || return 1
  while IFS= read -r line; do
    count=$((count + 1))
    if [ "$count" -eq 1 ]; then
      known=$line
      [ "$known" = "$SEED_STAMP" ] || return 1
    elif [ "$count" -gt 1000 ]; then
      return 1
    else
      case $line in ./*) is_mounted_here "$line" || return 1 ;; esac
    fi
  done 2>/dev/null <"$SEED/stamp"
  [ "$known" = "$SEED_STAMP" ]
}

# is_mounted_here LINE: one of mounts_of for the current directory.
is_mounted_here() {
  case $NEWLINE$(mounts_of "$(pwd -P)")$NEWLINE in *"$NEWLINE$1$NEWLINE"*) return 0 ;; esac
  return 1
}

# open_seed: the folder of the record; what an older version kept becomes a part of it.
open_seed() {
  local old="$STATE/seeded" entry
  if [ -L "$SEED" ] || { [ -e "$SEED" ] && [ ! -d "$SEED" ]; }; then
    trouble seed-record "$ROOT/$SEED is not a folder: remove it. Nothing was copied from the image."
    return 1
  fi
  [ -d "$SEED" ] || mkdir -m 700 "$SEED" 2>/dev/null || {
    seed_failed "$SEED"
    return 1
  }
  for entry in "$SEED"/*; do
    if [ -L "$entry" ] || { [ -e "$entry" ] && [ ! -f "$entry" ] && [ ! -d "$entry" ]; }; then
      trouble seed-record "$ROOT/$entry is not a file: remove it. Nothing was copied from the image."
      return 1
    fi
  done
  if [ -f "$old" ] && [ ! -L "$old" ] && [ ! -e "$SEED/record" ]; then
    # What these were like is not known: no change in the image is told from the user's.
    awk '{ print "- - - ./" $0 }' "$old" 2>/dev/null >"$SEED/record.$$" && mv -T "$SEED/record.$$" "$SEED/record" 2>/dev/null &&
      rm -f "$old" 2>/dev/null || :
  fi
  remove_tree "$WORK"
  (mkdir -m 700 "$WORK" && : >>"$SEED/record" && : >>"$SEED/times") 2>/dev/null || {
    seed_failed "$SEED/record"
    return 1
  }
}

# seed_failed PATH
seed_failed() {
  SEED_FAILED=1
  trouble_once seed-failed "$ROOT/$1 could not be copied from the image (full disk or no permission?): the next start tries again."
}

# remove_tree PATH: also folders that nobody may write in.
remove_tree() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  rm -rf "$1" 2>/dev/null || {
    find "$1" -type d -exec chmod u+rwx {} + 2>/dev/null || :
    rm -rf "$1" 2>/dev/null
  }
}
