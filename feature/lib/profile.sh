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
    [ ! -d "$HOST/$name" ] || link_entry "$name" "$HOST/$name"
  done
  for name in $PROFILE_FILES; do
    [ ! -f "$HOST/files/$name" ] || link_entry "$name" "$HOST/files/$name"
  done
  onboard
  answer_for_project
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
