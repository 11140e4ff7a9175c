# What the image had in ~/.claude, copied to the volume where it is missing, each entry once in the volume's life.

# seed IMAGE_DIR DIR
seed() {
  local image="$1" code=0 stage
  CONFIG=$2
  [ -d "$image" ] || return 0
  case $image in /*) ;; *) image=$CALLED_IN/$image ;; esac
  case $CONFIG in /*) ;; *) CONFIG=$CALLED_IN/$CONFIG ;; esac
  if unknown_remote_user; then return 0; fi
  if ! other_remote_user; then
    seed_as_user "$image" "$CONFIG" || :
    return 0
  fi
  # A new volume may still be root's: the user could write nothing in it.
  [ "$(stat -c %u "$CONFIG/." 2>/dev/null)" = "$REMOTE_UID" ] || (heal_config) || :
  as_remote_user seed-as-user "$image" "$CONFIG" || code=$?
  if [ "$code" -eq 125 ]; then cannot_become; fi
  [ "$code" -eq 3 ] || return 0
  # Something in the image only root can read: the user gets a copy, and removes it.
  stage=$(mktemp -d /tmp/claude-state.XXXXXX) || return 0
  if cp -a "$image/." "$stage/" && (cd "$stage" && find . -mindepth 1 -exec chown -h "$REMOTE_UID:$REMOTE_GID" {} +); then
    chown "$REMOTE_UID:$REMOTE_GID" "$stage"
    as_remote_user seed-as-user "$stage" "$CONFIG" remove || :
  else
    rm -rf "$stage"
  fi
}

# seed_as_user IMAGE_DIR DIR [remove]: 3 when something could not be read.
seed_as_user() {
  CONFIG=$2 UNREADABLE=
  open_config && state_directory && lock_volume && volume_id && seed_entries "$1"
  [ -z "${3:-}" ] || rm -rf "$1"
  record_trouble
  [ -z "$UNREADABLE" ] || return 3
}

seed_entries() {
  local relative entries
  if [ -L "$STATE/seeded" ] || { [ -e "$STATE/seeded" ] && [ ! -f "$STATE/seeded" ]; }; then
    trouble seed-record "$ROOT/$STATE/seeded is not a file: remove it. Nothing was copied from the image."
    return 0
  fi
  (: >>"$STATE/seeded") 2>/dev/null || return 0
  # A name with a newline would be two in the record: such a thing is not seeded.
  entries=$(cd -- "$1" && find . -mindepth 1 '(' -name "*$NEWLINE*" -o -path "./$STATE" ')' -prune -o -print 2>/dev/null |
    awk 'NR == FNR && FILENAME != "-" { known[$0]; next } { $0 = substr($0, 3); if (!($0 in known)) print }' \
      "$ROOT/$STATE/seeded" -) || :
  [ -n "$entries" ] || return 0
  while IFS= read -r relative; do
    seed_entry "$1/$relative" "$relative"
  done <<END
$entries
END
}

# seed_entry SOURCE RELATIVE. Recorded when it is there, so that what the user deletes later does not come back.
seed_entry() {
  real_parents "$2" || return 0
  if [ -e "$2" ] || [ -L "$2" ]; then
    :
  elif [ -L "$1" ]; then
    ln -s -T -- "$(readlink "$1")" "$2" 2>/dev/null || [ -L "$2" ] || seed_failed "$2" || return 0
  elif [ -d "$1" ]; then
    [ -r "$1" ] && [ -x "$1" ] || { UNREADABLE=1 && return 0; }
    mkdir -m "$(stat -c %a "$1")" "$2" 2>/dev/null || [ -d "$2" ] || seed_failed "$2" || return 0
  elif [ -f "$1" ]; then
    [ -r "$1" ] || { UNREADABLE=1 && return 0; }
    seed_file "$1" "$2" || seed_failed "$2" || return 0
  fi
  printf '%s\n' "$2" 2>/dev/null >>"$STATE/seeded" || seed_failed "$2" || :
}

seed_file() {
  local beside="$STATE/seed.$$" code=1
  rm -f "$beside" 2>/dev/null || :
  if cp -p "$1" "$beside" 2>/dev/null && cmp -s "$1" "$beside"; then
    [ "$ME" -ne 0 ] || chown "${REMOTE_UID:-0}:${REMOTE_GID:-0}" "$beside" 2>/dev/null || :
    if ln -T "$beside" "$2" 2>/dev/null || [ -e "$2" ] || mv -n -T "$beside" "$2" 2>/dev/null; then code=0; fi
  fi
  rm -f "$beside" 2>/dev/null || :
  return "$code"
}

seed_failed() {
  trouble_once seed-failed "$ROOT/$1 could not be copied from the image (full disk or no permission?): the next start tries again."
  return 1
}
