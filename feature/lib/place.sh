# Brings one file from the volume to its place, never over another. Step 4 of adoption: adopt.sh has the whole of it.

PLACED=0
QUIET_SECONDS=10

# place SOURCE TARGET: 0 in place, 1 not. A file appears whole under its name or not at all.
place() {
  PLACED=$((PLACED + 1))
  local temporary="${2%/*}/$NAME-$VOLUME_ID-$$-$PLACED.tmp" code=1
  # Not written over: a temporary name left by a killed run may be a second link to a file already in place.
  rm -f "$temporary" 2>/dev/null || return 1
  if cp -p "$1" "$temporary" 2>/dev/null && sync "$temporary" 2>/dev/null && cmp -s "$1" "$temporary"; then
    # Some file systems have no hard links: there a rename that does not overwrite.
    if ln -T "$temporary" "$2" 2>/dev/null; then
      code=0
    elif [ ! -e "$2" ] && [ ! -L "$2" ] && mv -n -T "$temporary" "$2" 2>/dev/null && [ ! -e "$temporary" ]; then
      code=0
    fi
  fi
  rm -f "$temporary" 2>/dev/null || :
  [ "$code" -ne 0 ] || sync "${2%/*}" 2>/dev/null || :
  return "$code"
}

# clean_temporaries DIRECTORY: those of a killed run. They can only be there when something is still pending, and are
# nobody else's when we hold the volume's lock.
clean_temporaries() {
  [ -n "$LOCKED" ] || return 0
  find "$1" -name "$NAME-$VOLUME_ID-*.tmp" -type f -exec rm -f {} + 2>/dev/null || :
}

# begins_with LONGER SHORTER SIZE_OF_SHORTER
begins_with() {
  head -c "$3" "$1" 2>/dev/null | cmp -s - "$2"
}

# A Claude Code on the host may be adding to a file that it wrote only now. A time to come is a clock that is wrong.
is_fresh() {
  local now changed
  now=$(date +%s) && changed=$(stat -c %Y "$1" 2>/dev/null) || return 0
  [ $((now - changed)) -lt "$QUIET_SECONDS" ] && [ $((changed - now)) -lt "$QUIET_SECONDS" ]
}

# has_size FILE SIZE
has_size() {
  [ "$(stat -c %s "$1" 2>/dev/null)" = "$2" ]
}

# append_tail SOURCE TARGET SIZE: what the source has beyond the target's SIZE bytes. Killed, the target is still
# the source's beginning; when it fails (full disk), the target is cut back to what it was, unless someone else has
# added to it.
append_tail() {
  has_size "$2" "$3" || return 3
  if { tail -c +$(($3 + 1)) "$1" >>"$2"; } 2>/dev/null && sync "$2" 2>/dev/null; then
    touch -r "$1" "$2" 2>/dev/null || :
    return 0
  fi
  local size
  size=$(stat -c %s "$2" 2>/dev/null) && [ "$size" -gt "$3" ] && begins_with "$1" "$2" "$size" &&
    has_size "$2" "$size" && truncate -s "$3" "$2" 2>/dev/null || :
  return 1
}

# settle SOURCE TARGET: 0 the target holds all of the source (the source may go), 1 not now, 2 they differ, 3 the
# target is in use.
settle() {
  local turns=0 sizes mine theirs
  while [ "$turns" -lt 10 ]; do
    turns=$((turns + 1))
    if [ -L "$2" ] || { [ -e "$2" ] && [ ! -f "$2" ]; }; then return 2; fi
    if [ ! -e "$2" ]; then
      place "$1" "$2" || [ -e "$2" ] || [ -L "$2" ] || return 1
      continue
    fi
    # Placed or found, the source goes only after this comparison with what has the name now.
    ! cmp -s "$1" "$2" || return 0
    sizes=$(stat -c %s "$1" "$2" 2>/dev/null) && [ -r "$1" ] && [ -r "$2" ] || return 1
    mine=${sizes%"$NEWLINE"*} theirs=${sizes#*"$NEWLINE"}
    if [ "$theirs" -lt "$mine" ] && begins_with "$1" "$2" "$theirs"; then
      ! is_fresh "$2" || return 3
      append_tail "$1" "$2" "$theirs" || return
    elif [ "$mine" -lt "$theirs" ] && begins_with "$2" "$1" "$mine"; then
      return 0
    else
      return 2
    fi
  done
  return 1
}
