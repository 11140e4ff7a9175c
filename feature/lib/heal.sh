# The config directory belongs to the remote user; so do, on a Linux host, the host's own files to their owner.

# Run by find on what it found wrong. Root works here in directories that the user controls: each is entered, and must
# then still be below the config directory, before anything in it changes hands.
# shellcheck disable=SC2016
GIVE_ENTRIES='
base=$1 owner=$2 here=
shift 2
give() { [ $# -eq 0 ] || chown -h "$owner" "$@" 2>/dev/null; }
first=1
for entry in "$@"; do
  [ -z "$first" ] || { set --; first=; }
  directory=${entry%/*}
  if [ "$directory" != "$here" ]; then
    give "$@"; set --; here=$directory; inside=
    if cd -P -- "$base/$directory" 2>/dev/null; then
      case $(pwd -P)/ in "$base"/*) inside=1 ;; esac
    fi
  fi
  [ -z "$inside" ] || set -- "$@" "./${entry##*/}"
done
give "$@"'

heal() {
  wanted_host_path
  heal_config || :
  give_back_host_folder
  describe_mounts
  if [ "$ME" -eq 0 ] && [ -n "$REMOTE_UID" ] && [ "$REMOTE_UID" -ne 0 ]; then
    # The record lies where the user could have put a link.
    if [ -n "$TROUBLE" ] || [ -e "$STATE/trouble" ]; then as_remote_user record heal "$TROUBLE" || :; fi
  else
    record_trouble
  fi
}

heal_config() {
  find_remote_user || {
    trouble heal-no-user "the remote user is not known ($SHARE/remote-user: '${REMOTE_USER:-missing}'): ownership was not looked at. Rebuild the container."
    return 0
  }
  # Root that may do no more than others gets no further, and need not where the folder is the user's.
  if [ "$ME" -ne "$REMOTE_UID" ] && is_bound && [ "$(stat -L -c %u -- "$CONFIG" 2>/dev/null)" = "$REMOTE_UID" ]; then return 0; fi
  open_config || return 0
  local mounts below=
  ask_system
  # All that heal asks.
  [ "$ME" -ne 0 ] || look . "$HOST/project/." "$HOST/project/memory/MEMORY.md" ${WANTED_PATH:+"$WANTED_PATH"}
  mounts=$(mounts_of "$ROOT") || :
  ! mounted_twice "$mounts" || trouble heal-mounted-twice "two mounts lie on $ROOT, and which one Claude Code sees changes from start to start: remove the other one (a mount of ~/.claude in devcontainer.json, or another Feature's), then rebuild."
  case $NEWLINE$mounts$NEWLINE in
    *"$NEWLINE.$NEWLINE"*) MOUNTED=1 ;;
    *) MOUNTED= ;;
  esac
  if [ "$ME" -eq 0 ] && [ "$REMOTE_UID" -ne 0 ] && ! trusted_place; then
    trouble heal-outside "$CONFIG leads to $ROOT, which is neither its mount nor in ${REMOTE_HOME:-the home} of uid $REMOTE_UID: ownership was left alone. Rebuild the container."
    return 0
  fi
  if [ -n "$READ_ONLY" ]; then
    heal_read_only
    return 0
  fi
  if [ "$ME" -ne 0 ]; then
    heal_unprivileged "$mounts"
    return
  fi
  [ -e projects ] || [ -L projects ] || mkdir -m 700 projects 2>/dev/null || :
  own_directory ||
    trouble heal-failed "$ROOT could not be given to uid $REMOTE_UID. $(if is_bound; then heal_advice; else echo 'Is it mounted read-only?'; fi)"
  # Across a mount nobody can make a hard link; without one, root's files could have a second name here.
  [ -n "$MOUNTED" ] || below='( -type d -o -links 1 )'
  # shellcheck disable=SC2086 # several words on purpose
  find_wrong_owner "$mounts" $below \
    -exec sh -c "$GIVE_ENTRIES" sh "$ROOT" "$REMOTE_UID:$REMOTE_GID" {} + 2>/dev/null || :
}

# The user can replace what lies in the home by a link. Its own mount can not be replaced, and what lies in the home is
# the user's anyway.
trusted_place() {
  local at="$CONFIG" home
  if [ -n "${REMOTE_HOME#/}" ] && [ "$ROOT" = "$REMOTE_HOME/.claude" ]; then return 0; fi
  if [ -L "$at" ]; then
    # One that lies where only root makes links.
    [ "$(stat -c %u -- "${at%/*}/.")" = 0 ] && at=$(readlink "$at") && [ ! -L "$at" ] || return 1
  fi
  case $at in /*) ;; *) return 1 ;; esac
  [ "$(cd -P -- "${at%/*}/" 2>/dev/null && pwd -P)/${at##*/}" = "$ROOT" ] || return 1
  [ -z "$MOUNTED" ] || return 0
  home=$(cd -P -- "${REMOTE_HOME:-/}" 2>/dev/null && pwd -P) || return 1
  case $ROOT in "${home%/}"/?*) [ "$home" != / ] ;; *) return 1 ;; esac
}

own_directory() {
  stat_of .
  case "$OWNER $MODE" in
    "$REMOTE_UID:$REMOTE_GID 700") ;;
    "$REMOTE_UID:$REMOTE_GID "*) chmod 700 . 2>/dev/null ;;
    *) chown "$REMOTE_UID:$REMOTE_GID" . 2>/dev/null && chmod 700 . 2>/dev/null ;;
  esac
}

# find_wrong_owner MOUNTS EXPRESSION...: of what is in the config directory and does not belong to the remote user.
find_wrong_owner() {
  local mounts="$1"
  shift
  find_beside "$mounts" '(' ! -user "$REMOTE_UID" -o ! -group "$REMOTE_GID" ')' "$@"
}

# find_unusable MOUNTS: of that, what the user who runs this may not read and write either. A group that was renumbered, say,
# takes nothing from the owner.
# shellcheck disable=SC2016 # find runs it
find_unusable() {
  # What another may do, only that one can try.
  if [ "$ME" -ne "$REMOTE_UID" ]; then
    find_wrong_owner "$1" -print
    return
  fi
  find_wrong_owner "$1" -exec sh -c '
    for entry in "$@"; do
      if [ -L "$entry" ] || [ -O "$entry" ]; then continue; fi
      if [ -r "$entry" ] && [ -w "$entry" ] && { [ ! -d "$entry" ] || [ -x "$entry" ]; }; then continue; fi
      printf "%s\n" "$entry"
    done' sh {} +
}

# heal_unprivileged MOUNTS. Usually nothing is wrong; otherwise once through sudo, when that asks nothing.
heal_unprivileged() {
  local wrong
  [ -d projects ] || mkdir -m 700 projects 2>/dev/null || :
  [ ! -O . ] || own_directory || :
  wrong=$(find_unusable "$1" 2>&1 | head -n 3)
  [ -n "$wrong" ] || return 0
  if [ -z "${CLAUDE_STATE_SUDO:-}" ] && command -v sudo >/dev/null 2>&1 &&
    sudo -n env CLAUDE_STATE_SUDO=1 CLAUDE_CONFIG_DIR="$CONFIG" CLAUDE_STATE_SHARE="$SHARE" CLAUDE_STATE_HOST="$HOST" \
      "$SELF" heal </dev/null 2>/dev/null; then
    wrong=$(find_unusable "$1" 2>&1 | head -n 3)
    [ -n "$wrong" ] || return 0
  fi
  trouble heal-not-owned "not all in $ROOT belongs to uid $REMOTE_UID (first: $wrong). $(heal_advice)"
}
