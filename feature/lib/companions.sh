# What belongs to conversations and lies in folders of its own in the config directory: todo lists and the like. For review the
# host puts a folder for each into the mirror, $HOST/project, and ours become links to these. Where they are not there, those in the
# volume are Claude Code's, as they were before: what was set aside when the links were made comes back.
#
# What is set aside is copied into the mirror once, over nothing, and stays: the mirror is out of reach when the links go.

COMPANIONS='tasks file-history'

bridge_companions() {
  local name
  [ ! -L "$STATE/own" ] || return 0
  for name in $COMPANIONS; do
    if [ -d "$HOST/project/.$name" ] && [ ! -L "$HOST/project/.$name" ]; then
      if link_companion "$name"; then give_companion "$name"; fi
    else
      restore_companion "$name"
    fi
  done
}

# link_companion NAME. A running Claude may make the folder again between our two steps, hence the loop.
link_companion() {
  local target="$HOST/project/.$1" turns=0
  while [ "$turns" -lt 50 ]; do
    turns=$((turns + 1))
    if [ -L "$1" ]; then
      if [ "$1" -ef "$target" ]; then return 0; fi
      our_link "$1" || return 1
      replace_link "$target" "$1" || break
    elif [ -d "$1" ]; then
      if ! rmdir "$1" 2>/dev/null; then
        # A mount of the user's own is left.
        if mounted_companion "$1"; then return 1; fi
        set_companion_aside "$1" || break
      fi
    elif [ -e "$1" ]; then
      return 1
    else
      ! ln -s -T "$target" "$1" 2>/dev/null || return 0
    fi
  done
  trouble bridge-not-linked "$ROOT/$1 could not be made a link to $target (is $ROOT writable for uid $ME?)."
  return 1
}

# set_companion_aside NAME: by one rename, or file by file where something was set aside before.
set_companion_aside() {
  local own="$STATE/own/$1"
  real_parents "$own" && [ ! -L "$own" ] || return 1
  rm -f "$own.given" 2>/dev/null || :
  if [ -d "$own" ]; then drain "$1" "$own" "$1" ''; else mv -T "$1" "$own" 2>/dev/null; fi
  [ ! -d "$1" ]
}

# mv would copy and delete across a mount.
mounted_companion() {
  case $NEWLINE$(mounts_of "$ROOT")$NEWLINE in
    *"$NEWLINE./$1$NEWLINE"* | *"$NEWLINE./$STATE$NEWLINE"*) return 0 ;;
    *) return 1 ;;
  esac
}

give_companion() {
  local own="$STATE/own/$1"
  [ -d "$own" ] && [ ! -L "$own" ] && [ ! -e "$own.given" ] || return 0
  clean_temporaries "$HOST/project/.$1"
  if copy_missing "$own" "$HOST/project/.$1"; then
    write_beside "$own.given" '' || :
  else
    trouble_once bridge-adoption-failed "not all of $ROOT/$own could be copied to $HOST/project/.$1 (full disk or no permission?). It is safe where it is; the next 'claude-state bridge' tries again."
  fi
  give_back_host_folder
}

# copy_missing FROM TO: files and folders; nothing is written over, and no link is followed.
copy_missing() {
  local entry target code=0
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    target=$2/${entry##*/}
    if [ -L "$entry" ] || [ -L "$target" ]; then continue; fi
    if [ -d "$entry" ]; then
      [ -e "$target" ] || mkdir -m 700 "$target" 2>/dev/null || :
      if [ -d "$target" ]; then copy_missing "$entry" "$target" || code=1; elif [ ! -e "$target" ]; then code=1; fi
    elif [ -f "$entry" ] && [ ! -e "$target" ]; then
      place "$entry" "$target" || [ -e "$target" ] || code=1
    fi
  done
  return "$code"
}

# restore_companion NAME: what was written meanwhile stays.
restore_companion() {
  local own="$STATE/own/$1"
  [ -d "$own" ] && [ ! -L "$own" ] && [ ! -L "$1" ] || return 0
  rm -f "$own.given" 2>/dev/null || :
  rmdir "$1" 2>/dev/null || :
  if [ -e "$1" ] || ! mv -T "$own" "$1" 2>/dev/null; then
    [ -d "$1" ] || return 0
    clean_temporaries "$1"
    drain "$own" "$1" "$1" ''
  fi
  rmdir "$STATE/own" 2>/dev/null || :
}
