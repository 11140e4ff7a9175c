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

# Onboarding done on the host is done here: keys without secrets only, prepared on the host.
onboard() {
  local from="$HOST/files/onboarding.json" beside="$STATE/claude.json.$$"
  [ -f "$from" ] && [ ! -L .claude.json ] || return 0
  if [ ! -e .claude.json ]; then
    rm -f "$beside" 2>/dev/null || :
    cp "$from" "$beside" 2>/dev/null && chmod 600 "$beside" && ln -T "$beside" .claude.json 2>/dev/null || :
    rm -f "$beside" 2>/dev/null || :
  elif [ -f .claude.json ] && [ -O .claude.json ] && ! grep -q '"hasCompletedOnboarding"' .claude.json 2>/dev/null &&
    grep -q '"hasCompletedOnboarding"[[:space:]]*:[[:space:]]*true' "$from" 2>/dev/null; then
    add_onboarding "$beside"
    rm -f "$beside" 2>/dev/null || :
  fi
}

# add_onboarding BESIDE: only in a file that plainly is an object, as Claude Code writes it, and that nobody changed
# meanwhile.
add_onboarding() {
  local start end comma=,
  start=$(head -c 200 .claude.json 2>/dev/null | tr -d ' \t\r\n')
  end=$(tail -c 20 .claude.json 2>/dev/null | tr -d ' \t\r\n')
  [ "$(head -c 1 .claude.json 2>/dev/null)" = '{' ] || return 0
  case $start in
    '{}') comma= ;;
    '{"'*) ;;
    *) return 0 ;;
  esac
  case $end in
    *'}') ;;
    *) return 0 ;;
  esac
  rm -f "$1" "$1.old" 2>/dev/null || :
  if cp -p .claude.json "$1.old" 2>/dev/null && cp -p "$1.old" "$1" 2>/dev/null &&
    { printf '{"hasCompletedOnboarding":true%s' "$comma" && tail -c +2 "$1.old"; } 2>/dev/null >"$1" &&
    cmp -s .claude.json "$1.old"; then
    mv -T "$1" .claude.json 2>/dev/null || :
  fi
  rm -f "$1.old" 2>/dev/null || :
}
