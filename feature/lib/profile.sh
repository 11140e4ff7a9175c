# The host's profile, linked in where the user has none of their own.

# claude-paths: these names must equal schemas/claude-paths.json.
PROFILE_DIRECTORIES='agents commands skills rules output-styles hooks'
PROFILE_OPT_IN='tasks'
PROFILE_FILES='settings.json CLAUDE.md keybindings.json'

# All projects ($HOST/projects, when the user chose that) are there to be read, and not linked: resumed by its id, a
# conversation of another project would be written to that project's folder, which is read-only, and silently lost.
link_profile() {
  local name
  for name in $PROFILE_DIRECTORIES $PROFILE_OPT_IN; do
    if [ -d "$HOST/$name" ]; then
      link_directory "$name"
    elif [ -d "$name" ] && [ ! -L "$name" ]; then
      remove_dangling "$name"
    fi
  done
  for name in $PROFILE_FILES; do
    [ ! -f "$HOST/files/$name" ] || link_entry "$name" "$HOST/files/$name"
  done
  onboard
  answer_for_project
}

# link_directory NAME: one link; but a directory with a link for each entry where links on the host lead out of the mount, so that
# prepare copied what they lead to, and as long as the user has something beside ours there.
link_directory() {
  local entry name linked="$HOST/files/linked/$1"
  if [ -d "$linked" ]; then
    if [ -L "$1" ] && our_link "$1"; then rm -f "$1" 2>/dev/null || :; fi
    if [ ! -d "$1" ]; then mkdir -m 700 "$1" 2>/dev/null || :; fi
  fi
  if [ -L "$1" ] || ! { [ -d "$linked" ] || keep_beside "$1"; }; then
    link_entry "$1" "$HOST/$1"
    return 0
  fi
  remove_dangling "$1"
  for entry in "$HOST/$1"/* "$HOST/$1"/.[!.]*; do
    name=$1/${entry##*/}
    if [ -e "$linked/${entry##*/}" ]; then entry=$linked/${entry##*/}; fi
    # What is no link there is the user's own.
    if [ -e "$entry" ] && { [ -L "$name" ] || [ ! -e "$name" ]; }; then link_entry "$name" "$entry"; fi
  done
}

# keep_beside DIRECTORY: whether our links lie there beside something else; where there is nothing else they are taken out.
keep_beside() {
  local entry ours='' other=''
  [ -d "$1" ] || return 1
  for entry in "$1"/* "$1"/.[!.]*; do
    if [ -L "$entry" ] && our_link "$entry"; then ours=1; elif [ -e "$entry" ] || [ -L "$entry" ]; then other=1; fi
  done
  [ -n "$ours" ] || return 1
  [ -z "$other" ] || return 0
  for entry in "$1"/* "$1"/.[!.]*; do
    if [ -L "$entry" ]; then rm -f "$entry" 2>/dev/null || :; fi
  done
  return 1
}

# link_entry NAME TARGET. An empty directory or file is what an earlier nested mount leaves behind: it counts as none.
link_entry() {
  if [ -L "$1" ]; then
    if [ "$1" -ef "$2" ]; then return 0; fi
    our_link "$1" || return 0
    replace_link "$2" "$1" && return 0
  elif [ -d "$1" ]; then
    rmdir "$1" 2>/dev/null || return 0
  elif [ -e "$1" ]; then
    [ -f "$1" ] && [ ! -s "$1" ] || return 0
    rm -f "$1" 2>/dev/null || :
  fi
  ln -s -T "$2" "$1" 2>/dev/null || [ -L "$1" ] ||
    trouble_once bridge-profile "$ROOT/$1 could not be linked to $2 (is $ROOT writable for uid $ME?)."
}
