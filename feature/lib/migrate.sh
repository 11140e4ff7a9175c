# A volume that was mounted at ~/.claude, and now lies over the whole home: `migrate [HOME]`, for pods and plain containers, before `seed`.
#
# Claude's config directory is its top then: bare, or with a pod's own files among its entries (`auth.db`, `ssh/`, `.env`,
# `project-config.json`). `.claude` is made of that, by copies; the entries at the top stay as they are. It is done once, as a record says.
#
# All of it by the user, and beside its place: where there is no .claude, the whole of it comes there by one rename; else its entries come
# one by one, over nothing. Killed at any instant, the next run starts anew with what is missing.

MIGRATED=$STATE/migrated
# In a home these are the home's, whoever has put Claude's entries beside them.
HOME_ENTRIES="$STATE .claude .bashrc .profile .bash_history .bash_logout .bash_profile .zshrc .zsh_history .ash_history .gitconfig .ssh .config .local .cache .npm lost+found"

exists() {
  [ -e "$1" ] || [ -L "$1" ]
}

is_folder() {
  [ -d "$1" ] && [ ! -L "$1" ]
}

is_file() {
  [ -f "$1" ] && [ ! -L "$1" ]
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

migrate() {
  if unknown_remote_user; then return 0; fi
  if other_remote_user; then
    as_remote_user migrate-as-user "${1:-${REMOTE_HOME:-/nonexistent}}" || [ $? -ne 125 ] || cannot_become
  else
    migrate_as_user "${1:-${HOME:-/nonexistent}}"
  fi
}

# migrate_as_user HOME
migrate_as_user() {
  CONFIG=$1
  case $CONFIG in /*) ;; *) CONFIG=$CALLED_IN/$CONFIG ;; esac
  [ -d "$CONFIG" ] && open_config || return 0
  # What a killed run left goes, whatever there is to do.
  exists "$STATE/migrate" || is_to_migrate || return 0
  state_directory && lock_volume || return 0
  remove_tree "$STATE/migrate"
  # Another run may have been first.
  if is_to_migrate; then
    migrate_top || migrate_failed
    remove_tree "$STATE/migrate"
  fi
}

is_to_migrate() {
  ! exists "$MIGRATED" || return 1
  case $(layout) in flat | config) ;; *) return 1 ;; esac
}

migrate_failed() {
  say "$ROOT: the state of Claude Code at its top could not be copied to .claude (full disk or no permission?): the next start tries again."
}

migrate_top() {
  local stage="$STATE/migrate" entry left=0
  mkdir -m 700 "$stage" "$stage/.claude" 2>/dev/null || return 1
  for entry in * .[!.]* ..?*; do
    exists "./$entry" || continue
    case " $HOME_ENTRIES " in *" $entry "*) continue ;; esac
    cp -a -- "./$entry" "$stage/.claude/" 2>/dev/null || return 1
  done
  find "$stage/.claude" ! -type f ! -type d ! -type l -exec rm -f {} + 2>/dev/null || return 1
  sync 2>/dev/null || :
  if ! exists .claude; then
    mv -T "$stage/.claude" .claude 2>/dev/null || return 1
  elif is_folder .claude; then
    place_migrated "$stage/.claude" .claude
    left=$(find "$stage/.claude" -mindepth 1 ! -type d 2>/dev/null | grep -c .) || :
  else
    return 1
  fi
  write_beside "$MIGRATED" "$VERSION$NEWLINE" || return 1
  say "$ROOT/.claude has the state of Claude Code that lay at the top of $ROOT, and which stays there$(left_words "$left")."
}

left_words() {
  case ${1:-0} in
    0) ;;
    1) echo '; 1 file that was there otherwise was left' ;;
    *) echo "; $1 files that were there otherwise were left" ;;
  esac
}

# place_migrated FROM TO: into what is a folder on both sides, entry by entry.
place_migrated() {
  local entry at
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    exists "$entry" || continue
    at=$2/${entry##*/}
    if is_folder "$entry" && is_folder "$at"; then
      place_migrated "$entry" "$at"
    else
      exists "$at" || mv -n -T "$entry" "$at" 2>/dev/null || :
    fi
  done
}
