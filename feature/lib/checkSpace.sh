# doctor: room on the volume and on the host's disk.

# Folders on file systems without room, a line each.
FULL=

# As much as a conversation writes in some turns, and written at once.
PROBE_BLOCKS=16

# is_full DIRECTORY: by writing 64 kB to the disk. A full one still takes new names, and files stay empty.
is_full() {
  local probe="$1/$NAME-$VOLUME_ID-space.tmp" said code=1
  rm -f "$probe" 2>/dev/null || :
  # Exclusively: a link under that name is not written through.
  said=$( (set -C && LC_ALL=C dd if=/dev/zero bs=4096 count="$PROBE_BLOCKS" conv=fsync >"$probe") 2>&1) || {
    case $said in *'No space left'* | *'uota exceeded'*) code=0 ;; esac
  }
  rm -f "$probe" 2>/dev/null || :
  [ "$code" -eq 0 ] || return 1
  FULL=$FULL$1$NEWLINE
}

check_space() {
  local at seen="" where=""
  [ -n "$FULL" ] || return 0
  while IFS= read -r at; do
    case $at in
      '') continue ;;
      . | projects) at=$ROOT ;;
    esac
    case $NEWLINE$seen in *"$NEWLINE$at$NEWLINE"*) continue ;; esac
    seen=$seen$at$NEWLINE
    where=$where${where:+, }$at
  done <<END
$FULL
END
  finding volume-full error "There is no room left: Claude Code answers as usual, and the conversations that it saves are empty." \
    "$where" "Make room there: remove what is not needed, or give the engine's or the host's disk more space."
}
