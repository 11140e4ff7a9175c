# What Claude Code must be told of what is mounted, in files of ours among its managed settings and rules: they are merged with
# all others, and what the user keeps in settings.json and CLAUDE.md is not ours to edit. (Measured with 2.1.197 to 2.1.332.)
#
# The host's path of the project: hostPath.sh.
# The memory, mounted so that it can be written (`share --memory rw`): its place, since Claude writes through no link without asking.
# Read-only: the place of a memory of the container's own, in the volume, which Claude then writes and is sent in place of the
# host's. So the host's MEMORY.md becomes part of a rule, as it is at this start: a rule that is a link, or imports a file from
# elsewhere, is passed over. The host's other files may be read.

MANAGED=${CLAUDE_STATE_MANAGED:-/etc/claude-code}
OWN_MEMORY=$STATE/memory
# So much of a MEMORY.md Claude Code itself sends: lines, and bytes.
MEMORY_LINES=200
MEMORY_BYTES=25000

# describe_mounts: at each start, by root, to whom /etc belongs. Without starting a process where all is as it was.
describe_mounts() {
  [ "$ME" -eq 0 ] || return 0
  local setting='' permissions='' rule='' file="$MANAGED/managed-settings.d/claude-sessions.json" memory="$HOST/project/memory"
  find_memory_mount
  find_host_path
  case $MEMORY_MOUNT in
    rw) setting="\"autoMemoryDirectory\":\"$memory\"" ;;
    ro)
      memory_rule "$memory"
      rule=$MEMORY_RULE
      setting="\"autoMemoryDirectory\":\"$CONFIG/$OWN_MEMORY\"" permissions="\"allow\":[\"Read(/$memory/**)\"]"
      # Nothing that JSON would have to escape.
      case $CONFIG in *[!A-Za-z0-9/._-]*) setting='' permissions='' rule=$READ_ONLY_RULE ;; esac
      ;;
  esac
  [ -z "$HOST_PATH" ] || permissions="${permissions:+$permissions,}\"additionalDirectories\":[\"$HOST_PATH\"]"
  [ -z "$permissions" ] || setting="${setting:+$setting,}\"permissions\":{$permissions}"
  keep_managed "$file" "${setting:+{$setting\}}" || case $MEMORY_MOUNT in
    ro) rule=$READ_ONLY_RULE ;;
    *) say "$file could not be written: Claude Code will ask before it writes this project's memory, or reads a file by the host's path." ;;
  esac
  # Without it nothing is lost but a few words.
  keep_managed "$MANAGED/.claude/rules/claude-sessions.md" "$rule" || :
}

READ_ONLY_RULE='The memory directory of this project is mounted read-only in this dev container. Do not write to it here. When there is something worth remembering, tell the user.'

# memory_rule MEMORY: sets MEMORY_RULE. The host's lines are indented, as Markdown has what is quoted: nothing in them is an import.
memory_rule() {
  local index="$1/MEMORY.md" text=
  MEMORY_RULE="The memory that Claude Code on the host keeps of this project is mounted read-only in this dev container, at $1: read its files where they matter, and do not write to it. What is worth remembering here goes into this dev container's own memory directory, $CONFIG/$OWN_MEMORY; the user takes it over to the host with \`claude-sessions memory pull\`."
  [ -f "$index" ] && [ ! -L "$index" ] && [ -s "$index" ] || return 0
  if stat_of "$index" && [ "$SIZE" -le "$MEMORY_BYTES" ]; then
    text=$(sed -e 's/^/    /' -e "${MEMORY_LINES}q" "$index" 2>/dev/null) || :
  else
    text=$({ head -c "$MEMORY_BYTES" "$index" | sed -e 's/^/    /' -e "${MEMORY_LINES}q"; } 2>/dev/null) || :
  fi
  # The last line may have been cut within a character.
  [ "${#text}" -lt "$MEMORY_BYTES" ] || text=${text%"$NEWLINE"*}
  [ -z "$text" ] || MEMORY_RULE="$MEMORY_RULE

MEMORY.md of the host, as it was when this dev container started:

$text"
}

# find_memory_mount: sets MEMORY_MOUNT to "rw", "ro", or nothing where it is not mounted. Of several mounts the last one counts.
find_memory_mount() {
  local line IFS="$NEWLINE"
  MEMORY_MOUNT=
  ask_system
  set -f
  for line in $MOUNTS; do
    [ "${line#* }" = "$HOST/project/memory" ] || continue
    case ,${line%% *}, in
      *,ro,*) MEMORY_MOUNT=ro ;;
      *) MEMORY_MOUNT=rw ;;
    esac
  done
  set +f
}

# keep_managed FILE TEXT: the file has this text, for everybody to read; without one there is no file.
keep_managed() {
  if [ -e "$1" ] || [ -L "$1" ]; then
    if [ -n "$2" ] && holds "$1" "$2$NEWLINE"; then return 0; fi
    [ -n "$2" ] || rm -f "$1" 2>/dev/null || :
  fi
  [ -n "$2" ] || return 0
  (umask 022 && mkdir -p "${1%/*}" && write_beside "$1" "$2$NEWLINE") 2>/dev/null
}

# holds FILE TEXT: and nothing else. The shell itself reads what is short.
holds() {
  local line have=
  if [ "${#2}" -gt 2000 ]; then
    [ "$(cat "$1" 2>/dev/null && echo x)" = "${2}x" ]
    return
  fi
  while IFS= read -r line || [ -n "$line" ]; do
    have=$have$line$NEWLINE
    case $2 in "$have"*) ;; *) return 1 ;; esac
  done 2>/dev/null <"$1" || :
  [ "$have" = "$2" ]
}
