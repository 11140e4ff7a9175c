# Conversations recorded in sub-folders and worktrees of the project, where Claude Code filed each by its own folder: before the
# project was shared, or by a client that does not know PROJECT_NAME. They are adopted like those of the project's folder, and
# each of those folders becomes a link like the project's: so both kinds of clients go on with them there.

# link_below SLUG: the project's; its own folder was done before.
link_below() {
  local entry name
  for entry in projects/*; do
    [ -d "$entry" ] && [ ! -L "$entry" ] || continue
    name=${entry#projects/}
    case $name in "$1" | "$PROJECT_NAME") continue ;; esac
    if recorded_in "$entry" && is_below_project "$RECORDED_IN" "$1"; then link_project "$name" || :; fi
  done
}

# recorded_in DIRECTORY: sets RECORDED_IN to the working directory in which the first of its conversations was begun; 1 when
# none says one. Inside of a text the quotes would be escaped; a path that has to be escaped is not looked at.
recorded_in() {
  local file
  for file in "$1"/*.jsonl; do
    [ -f "$file" ] && [ ! -L "$file" ] || continue
    RECORDED_IN=$(head -c 1048576 "$file" 2>/dev/null | grep -a -o -m 1 '"cwd":"/[^"\\]*"' | head -n 1)
    RECORDED_IN=${RECORDED_IN#\"cwd\":\"}
    RECORDED_IN=${RECORDED_IN%\"}
    [ -z "$RECORDED_IN" ] || return 0
  done
  return 1
}

# is_below_project PATH SLUG: a folder in the project's, or of a worktree of the repository whose top the project is.
is_below_project() {
  local root
  case $1 in "${REAL_FOLDER%/}"/?*) return 0 ;; esac
  [ "$MEMORY_SLUG" = "$2" ] && [ -d "$1" ] || return 1
  memory_root "$1"
  [ "$root" = "$REAL_FOLDER" ] && [ "$1" != "$REAL_FOLDER" ]
}
