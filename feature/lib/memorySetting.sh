# Where the memory is mounted so that it can be written (`share --memory rw`), Claude Code must be told its place: it writes
# through no link without asking (measured with 2.1.197 to 2.1.332). What the user keeps in settings.json is not ours to edit;
# a file of ours among the managed settings is merged with all others.

SETTING=${CLAUDE_STATE_SETTINGS:-/etc/claude-code/managed-settings.d}/claude-sessions.json

# place_memory: at each start, by root, to whom /etc belongs.
place_memory() {
  [ "$ME" -eq 0 ] || return 0
  local text="{\"autoMemoryDirectory\":\"$HOST/project/memory\"}"
  if ! memory_is_writable; then
    rm -f "$SETTING" 2>/dev/null || :
  elif [ "$(cat "$SETTING" 2>/dev/null)" != "$text" ]; then
    (umask 022 && mkdir -p "${SETTING%/*}" && write_beside "$SETTING" "$text$NEWLINE") 2>/dev/null ||
      say "$SETTING could not be written: Claude Code will ask before it writes this project's memory."
  fi
}

# Of several mounts on it the last one counts.
memory_is_writable() {
  local at how writable=1
  while read -r _ _ _ _ at how _; do
    [ "$at" = "$HOST/project/memory" ] || continue
    case ,$how, in
      *,rw,*) writable=0 ;;
      *) writable=1 ;;
    esac
  done 2>/dev/null <"$MOUNTINFO" || :
  return "$writable"
}
