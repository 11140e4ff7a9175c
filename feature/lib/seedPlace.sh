# Moves what was copied to its place. Steps 4 and 5 of seed; seed.sh has the whole of it.

# seed_place: goes on where a killed run stopped.
seed_place() {
  : >"$WORK/unplaced" 2>/dev/null || {
    seed_failed "$SEED"
    return 0
  }
  [ ! -d "$STAGE" ] || place_new ''
  [ ! -d "$STAGE_REFRESH" ] || place_newer ''
  if [ -s "$WORK/unplaced" ]; then take_back || return 0; fi
  mv -T "$SEED/next" "$SEED/record" 2>/dev/null || {
    seed_failed "$SEED/record"
    return 0
  }
  [ ! -f "$SEED/times.next" ] || mv -T "$SEED/times.next" "$SEED/times" 2>/dev/null || :
  [ ! -f "$SEED/odd.next" ] || mv -T "$SEED/odd.next" "$SEED/odd" 2>/dev/null || :
  clear_stage
}

# place_new FOLDER/: into what is a folder here already, entry by entry; what has come here since is the user's.
place_new() {
  local entry path
  move_together "$1"
  for entry in "$STAGE/$1"* "$STAGE/$1".[!.]* "$STAGE/$1"..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    path=$1${entry##*/}
    if [ -d "$path" ] && [ ! -L "$path" ] && [ -d "$entry" ] && [ ! -L "$entry" ]; then
      if is_mount_below "$path"; then printf '%s\n' "$path" >>"$WORK/unplaced"; else place_new "$path/"; fi
    elif [ -e "$path" ] || [ -L "$path" ]; then
      :
    elif ! move_entry "$entry" "$path"; then
      printf '%s\n' "$path" >>"$WORK/unplaced"
      seed_failed "$path"
    fi
  done
}

# move_together FOLDER/: by one process what has nothing in its way. What does not go so stays, to be moved by itself.
move_together() {
  local folder="$1" entry path
  set --
  for entry in "$STAGE/$folder"* "$STAGE/$folder".[!.]* "$STAGE/$folder"..?*; do
    path=$folder${entry##*/}
    if [ -e "$path" ] || [ -L "$path" ]; then continue; fi
    if [ -e "$entry" ] || [ -L "$entry" ]; then set -- "$@" "$entry"; fi
    if [ $# -ge 200 ]; then
      mv -n -- "$@" "./$folder" 2>/dev/null || :
      set --
    fi
  done
  [ $# -eq 0 ] || mv -n -- "$@" "./$folder" 2>/dev/null || :
}

# move_entry ENTRY PATH: also a folder, or into one, that nobody may write in.
move_entry() {
  local above="./$2" folder_mode='' mode='' code=0
  above=${above%/*}
  ! mv -n -T "$1" "$2" 2>/dev/null || return 0
  if [ ! -w "$above" ]; then folder_mode=$(stat -c %a "$above") && chmod u+w "$above" 2>/dev/null || return 1; fi
  if [ -d "$1" ] && [ ! -L "$1" ] && [ ! -w "$1" ]; then mode=$(stat -c %a "$1") && chmod u+w "$1" 2>/dev/null || code=1; fi
  [ "$code" -ne 0 ] || mv -n -T "$1" "$2" 2>/dev/null || code=1
  if [ -n "$mode" ]; then chmod "$mode" "$2" 2>/dev/null || :; fi
  if [ -n "$folder_mode" ]; then chmod "$folder_mode" "$above" 2>/dev/null || :; fi
  return "$code"
}

# place_newer FOLDER/: over what was there as it was seeded.
place_newer() {
  local entry path
  for entry in "$STAGE_REFRESH/$1"* "$STAGE_REFRESH/$1".[!.]* "$STAGE_REFRESH/$1"..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    path=$1${entry##*/}
    if [ -d "$entry" ] && [ ! -L "$entry" ]; then
      if [ -d "$path" ] && [ ! -L "$path" ] && ! is_mount_below "$path"; then place_newer "$path/"; fi
    elif [ -d "$path" ] && [ ! -L "$path" ]; then
      :
    elif ! mv -f -T "$entry" "$path" 2>/dev/null; then
      printf '%s\n' "$path" >>"$WORK/unplaced"
      seed_failed "$path"
    fi
  done
}

# take_back: what could not be moved to its place has not been seeded.
take_back() {
  awk -v UNPLACED="$WORK/unplaced" "$PATH_OF"'
    FILENAME == UNPLACED { unplaced[$0]; next }
    {
      for (at = path_of($0); at != "" && !(at in unplaced); at = parent_of(at)) ;
      if (at == "") print
    }' "$WORK/unplaced" "$SEED/next" 2>/dev/null >"$SEED/next.$$" && mv -T "$SEED/next.$$" "$SEED/next" 2>/dev/null
}
