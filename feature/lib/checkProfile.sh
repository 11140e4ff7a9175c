# doctor: the host's profile, and Claude Code itself.

check_profile() {
  local name found=""
  for name in $PROFILE_DIRECTORIES files projects; do
    [ -d "$HOST/$name" ] || continue
    if mounted_writable "$HOST/$name" || writable_directory "$HOST/$name"; then found=$found$HOST/$name$NEWLINE; fi
  done
  [ -z "$found" ] ||
    finding profile-writable error "The host's configuration can be changed from this container: what is written there runs on the host." \
      "$(listed "${found%"$NEWLINE"}")" "Mount it read-only ('claude-sessions status' on the host shows the mounts), then rebuild."
}

# Of a link that leads to nothing Claude Code says nothing: the skill is just not there. Those that prepare copied are none.
check_profile_links() {
  local name path found=
  for name in $PROFILE_DIRECTORIES; do
    [ -d "$HOST/$name" ] || continue
    [ "$ROOT/$name" -ef "$HOST/$name" ] || [ -d "$HOST/files/linked/$name" ] || continue
    while IFS= read -r path; do
      if [ -n "$path" ] && [ ! -e "$ROOT/$name/${path#"$HOST/$name/"}" ]; then found=$found${path#"$HOST/"}$NEWLINE; fi
    done <<END
$(find -H "$HOST/$name" -type l ! -exec test -e {} \; -print 2>/dev/null | head -n 100)
END
  done
  [ -z "$found" ] ||
    finding profile-dangling warning "Links in the host's profile lead to nothing in this container: Claude Code goes without them." \
      "$(listed "${found%"$NEWLINE"}")" "Read $HOST/files/left-out-files.txt: it says what was not copied, and why. On the host, put the files themselves in place of the links, or delete the links; then start the container again."
}

# mounted_writable DIRECTORY: a mount of its own, without the option ro.
mounted_writable() {
  local _id _parent _device _root at options _rest
  while read -r _id _parent _device _root at options _rest; do
    [ "$at" = "$1" ] || continue
    case ,$options, in *,ro,*) return 1 ;; *) return 0 ;; esac
  done 2>/dev/null <"$MOUNTINFO"
  return 1
}

# Sets CLAUDE_PROGRAM; else CLAUDE_LOOKED, where it was looked for.
find_claude() {
  local path="$USER_PATH:${REMOTE_HOME:-${HOME:-}}/.local/bin:/usr/local/bin" directory shown=
  while [ -n "$path" ]; do
    directory=${path%%:*}
    case $path in *:*) path=${path#*:} ;; *) path= ;; esac
    # Each folder once: a shell's start files often add what is there already.
    case :$shown: in *":$directory:"*) continue ;; esac
    shown=${shown:+$shown:}$directory
    CLAUDE_PROGRAM=$directory/claude
    if [ -n "$directory" ] && [ -f "$CLAUDE_PROGRAM" ] && [ -x "$CLAUDE_PROGRAM" ]; then return 0; fi
  done
  CLAUDE_LOOKED=$shown
  return 1
}

check_claude() {
  find_claude || finding claude-not-found warning "Claude Code was not found in this container." "$CLAUDE_LOOKED" \
    "Install it, for example with the Feature ghcr.io/anthropics/devcontainer-features/claude-code."
}
