# The remote user: who Claude Code runs as in this container.

REMOTE_USER=
REMOTE_UID=
REMOTE_GID=
REMOTE_HOME=
REMOTE_KNOWN=

# Sets REMOTE_*; 1 when nobody is recorded or the name is unknown. The ids are looked up now: they may have
# been changed after the image was built.
find_remote_user() {
  [ -n "$REMOTE_KNOWN" ] || { look_up_remote_user && REMOTE_KNOWN=1; }
}

look_up_remote_user() {
  local name="" line
  [ ! -r "$SHARE/remote-user" ] || IFS= read -r name <"$SHARE/remote-user" || :
  if [ -z "$name" ]; then
    [ "$ME" -ne 0 ] || return 1
    REMOTE_UID=$ME REMOTE_GID=$(id -g)
    return 0
  fi
  REMOTE_USER=$name
  ! find_in_passwd || return 0
  # Not in the file: perhaps from a directory service, or a bare number.
  case $name in
    *[!0-9]*) REMOTE_UID=$(id -u "$name" 2>/dev/null) && REMOTE_GID=$(id -g "$name" 2>/dev/null) || return 1 ;;
    *) REMOTE_UID=$name REMOTE_GID=$name ;;
  esac
}

# find_in_passwd: the REMOTE_USER.
find_in_passwd() {
  local line IFS="$NEWLINE"
  ask_system
  set -f
  for line in $SYSTEM; do
    case $line in
      "$REMOTE_USER":*:*:*:*:*)
        IFS=:
        # shellcheck disable=SC2086 # its fields
        set -- $line
        set +f
        REMOTE_UID=$3 REMOTE_GID=$4 REMOTE_HOME=$6
        return 0
        ;;
    esac
  done
  set +f
  return 1
}

# as_remote_user ARGUMENT...: this program as the remote user, with its exit code; 125 when the user cannot be changed.
as_remote_user() {
  local code=0 groups=--clear-groups
  [ -z "$REMOTE_HOME" ] || groups=--init-groups
  HOME="${REMOTE_HOME:-${HOME:-}}" setpriv --reuid="$REMOTE_UID" --regid="$REMOTE_GID" "$groups" -- "$SELF" as-user "$@" 3>&2 2>/dev/null || code=$?
  # What setpriv itself ends with when it cannot; busybox has one that cannot change users.
  case $code in 1 | 126 | 127) ;; *) return "$code" ;; esac
  if setpriv --reuid="$REMOTE_UID" --regid="$REMOTE_GID" --clear-groups true 2>/dev/null; then
    return "$code"
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
