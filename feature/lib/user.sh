# The remote user: who Claude Code runs as in this container.

REMOTE_USER=
REMOTE_UID=
REMOTE_GID=
REMOTE_HOME=

# Sets REMOTE_*; 1 when nobody is recorded or the name is unknown. The ids are looked up now: they may have
# been changed after the image was built.
find_remote_user() {
  local name="" _p uid gid _c home _s
  [ ! -r "$SHARE/remote-user" ] || IFS= read -r name <"$SHARE/remote-user" || :
  if [ -z "$name" ]; then
    [ "$ME" -ne 0 ] || return 1
    REMOTE_UID=$ME REMOTE_GID=$(id -g)
    return 0
  fi
  while IFS=: read -r REMOTE_USER _p uid gid _c home _s; do
    [ "$REMOTE_USER" = "$name" ] || continue
    REMOTE_UID=$uid REMOTE_GID=$gid REMOTE_HOME=$home
    return 0
  done </etc/passwd
  # Not in the file: perhaps from a directory service, or a bare number.
  REMOTE_USER=$name
  case $name in
    *[!0-9]*) REMOTE_UID=$(id -u "$name" 2>/dev/null) && REMOTE_GID=$(id -g "$name" 2>/dev/null) || return 1 ;;
    *) REMOTE_UID=$name REMOTE_GID=$name ;;
  esac
}

# as_remote_user ARGUMENT...: this program as the remote user, with its exit code; 125 when the user cannot be changed.
as_remote_user() {
  # busybox has a setpriv that cannot change users.
  if setpriv --reuid="$REMOTE_UID" --regid="$REMOTE_GID" --clear-groups true 2>/dev/null; then
    if [ -n "$REMOTE_HOME" ]; then
      setpriv --reuid="$REMOTE_UID" --regid="$REMOTE_GID" --init-groups -- "$SELF" "$@"
    else
      setpriv --reuid="$REMOTE_UID" --regid="$REMOTE_GID" --clear-groups -- "$SELF" "$@"
    fi
  elif su -s /bin/sh -c true -- "$REMOTE_USER" 2>/dev/null </dev/null; then
    # shellcheck disable=SC2016 # the inner shell expands them
    su -s /bin/sh -c 'exec "$0" "$@"' -- "$REMOTE_USER" "$SELF" "$@" </dev/null
  else
    return 125
  fi
}

# Root has work to do as another user: it never writes in directories which that user controls.
other_remote_user() {
  [ "$ME" -eq 0 ] && find_remote_user && [ "$REMOTE_UID" -ne 0 ]
}

# A root run for a user that does not exist here has nobody to work as.
unknown_remote_user() {
  [ "$ME" -eq 0 ] && [ -e "$SHARE/remote-user" ] && ! find_remote_user || return 1
  say "the remote user '$REMOTE_USER' ($SHARE/remote-user) does not exist here: $COMMAND did nothing. Rebuild the container."
}

cannot_become() {
  say "$COMMAND could not be done as $REMOTE_USER (uid $REMOTE_UID): neither setpriv nor su works here. Run 'claude-state $COMMAND' as that user."
}
