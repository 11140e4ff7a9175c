# What Claude Code must be told of the host's memory, in files of ours among its managed settings and rules: they are merged with
# all others, and what the user keeps in settings.json and CLAUDE.md is not ours to edit. (Measured with 2.1.197 to 2.1.332.)
#
# Mounted so that it can be written (`share --memory rw`): its place, since Claude writes through no link without asking.
# Read-only: just that, since Claude is asked by its own prompt to write there, and fails.

MANAGED=${CLAUDE_STATE_MANAGED:-/etc/claude-code}
MEMORY_RULE='The memory directory of this project is mounted read-only in this dev container. Do not write to it here. When there is something worth remembering, tell the user.'

# describe_memory: at each start, by root, to whom /etc belongs. Without starting a process where all is as it was.
describe_memory() {
  [ "$ME" -eq 0 ] || return 0
  local setting='' rule='' file="$MANAGED/managed-settings.d/claude-sessions.json"
  find_memory_mount
  case $MEMORY_MOUNT in
    rw) setting="{\"autoMemoryDirectory\":\"$HOST/project/memory\"}" ;;
    ro) rule=$MEMORY_RULE ;;
  esac
  keep_managed "$file" "$setting" ||
    say "$file could not be written: Claude Code will ask before it writes this project's memory."
  # Without it nothing is lost but a few words.
  keep_managed "$MANAGED/.claude/rules/claude-sessions.md" "$rule" || :
}

# find_memory_mount: sets MEMORY_MOUNT to "rw", "ro", or nothing where it is not mounted. Of several mounts the last one counts.
find_memory_mount() {
  local at how
  MEMORY_MOUNT=
  while read -r _ _ _ _ at how _; do
    [ "$at" = "$HOST/project/memory" ] || continue
    case ,$how, in
      *,rw,*) MEMORY_MOUNT=rw ;;
      *) MEMORY_MOUNT=ro ;;
    esac
  done 2>/dev/null <"$MOUNTINFO" || :
}

# keep_managed FILE LINE: the file has this line, for everybody to read; without one there is no file.
keep_managed() {
  local line=
  if [ -e "$1" ] || [ -L "$1" ]; then
    IFS= read -r line 2>/dev/null <"$1" || :
    if [ -n "$2" ] && [ "$line" = "$2" ]; then return 0; fi
    [ -n "$2" ] || rm -f "$1" 2>/dev/null || :
  fi
  [ -n "$2" ] || return 0
  (umask 022 && mkdir -p "${1%/*}" && write_beside "$1" "$2$NEWLINE") 2>/dev/null
}
