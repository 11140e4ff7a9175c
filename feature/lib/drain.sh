# Moves what is in a folder into another, file by file. Step 3 of adoption: adopt.sh has the whole of it.

# keep ENTRY SLUG RELATIVE: out of the way, in the volume, over nothing.
keep() {
  local target="$STATE/kept/$2/$3" n=0
  real_parents "$target" || return 1
  while [ -e "$target" ] || [ -L "$target" ]; do
    n=$((n + 1))
    target="$STATE/kept/$2/$3.$n"
  done
  mv -T "$1" "$target" 2>/dev/null || return 1
  KEPT=$ROOT/$target
}

# keep_with_trouble CODE REASON ENTRY SLUG RELATIVE
keep_with_trouble() {
  if keep "$3" "$4" "$5"; then
    trouble "$1" "$2: $5. It was kept as $KEPT; nothing was overwritten. Compare the two, then remove the one you do not need."
  else
    trouble_once bridge-keep-failed "$ROOT/$3 could not be moved to $ROOT/$STATE/kept. Is the volume full, or owned by someone else?"
  fi
}

# Sets OPEN_FILES to the files of pending folders that a running Claude has open. Nobody can open one any more by its
# path, so what is closed now stays closed, and can be removed once it is in its place.
find_open_files() {
  local turns=0
  # shellcheck disable=SC2010 # the links of /proc, not names
  while OPEN_FILES=$(ls -l /proc/[0-9]*/fd 2>/dev/null | grep -F -e "-> $ROOT/$STATE/adopt/"); do
    turns=$((turns + 1))
    [ "$turns" -lt 10 ] || break
    sleep 0.1 2>/dev/null || sleep 1
  done
  OPEN_FILES=$OPEN_FILES$NEWLINE
}

is_open() {
  case $OPEN_FILES in
    *"-> $ROOT/$1$NEWLINE"*) return 0 ;;
    *) return 1 ;;
  esac
}

# drain SOURCE TARGET SLUG RELATIVE: moves everything in SOURCE to TARGET. What cannot go there is kept in the
# volume; what fails stays for the next run.
drain() {
  local source="$1" target="$2" slug="$3" relative="$4" entry name code
  for entry in "$source"/* "$source"/.[!.]* "$source"/..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    name=${entry##*/}
    if [ -L "$entry" ] || { [ ! -f "$entry" ] && [ ! -d "$entry" ]; }; then
      keep_with_trouble kept-special "a link or special file is not moved to the shared folder" \
        "$entry" "$slug" "$relative$name"
    elif [ -d "$entry" ]; then
      drain_directory "$entry" "$target" "$slug" "$relative$name"
    elif is_open "$entry"; then
      trouble_once bridge-in-use "$ROOT/$entry is open in a running Claude Code: it follows at the next 'claude-state bridge'."
    elif [ "$name" = .keep ] && [ -f "$target/$name" ]; then
      rm -f "$entry"
    elif [ "$relative$name" = "$ALIASES" ] && [ -f "$target/$name" ] && join_aliases "$entry" "$target/$name"; then
      rm -f "$entry"
    else
      code=0
      settle "$entry" "$target/$name" || code=$?
      case $code in
        0) rm -f "$entry" 2>/dev/null || : ;;
        2) keep_with_trouble kept-conflict "both sides have a different file of this name" "$entry" "$slug" "$relative$name" ;;
        3) trouble_once bridge-in-use "$target/$name was written only now (Claude Code on the host?): what $ROOT/$entry has beyond it follows at the next 'claude-state bridge'." ;;
        *) trouble_once bridge-adoption-failed "$ROOT/$entry could not be moved to $target (full disk or no permission?). It is safe where it is; the next 'claude-state bridge' tries again." ;;
      esac
    fi
  done
  rmdir "$source" 2>/dev/null || :
}

# drain_directory DIRECTORY TARGET_PARENT SLUG RELATIVE
drain_directory() {
  local target="$2/${1##*/}"
  ! rmdir "$1" 2>/dev/null || return 0
  if [ -L "$target" ] || { [ -e "$target" ] && [ ! -d "$target" ]; }; then
    keep_with_trouble kept-conflict "the other side has something else than a directory of this name" "$1" "$3" "$4"
    return 0
  fi
  [ -d "$target" ] || mkdir -m "$(stat -c %a "$1")" "$target" 2>/dev/null || [ -d "$target" ] || {
    trouble_once bridge-adoption-failed "the directory $target could not be made (full disk or no permission?). $ROOT/$1 is safe; the next 'claude-state bridge' tries again."
    return 0
  }
  drain "$1" "$target" "$3" "$4/"
}
