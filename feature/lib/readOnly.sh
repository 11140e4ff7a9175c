# A config directory that is mounted read-only, with the login of a host in it, and projects/ read-write over it: what one host gives a
# fleet of containers. Claude Code works so, and renews no login that it cannot write. This program's record lies in projects/ then.

READ_ONLY=
# Claude Code before this one makes a folder in session-env/ for each session, or runs no command.
SESSION_ENV_CLIENT=2.1.329

# In the config directory, once ROOT is known. A record that can be written tells without a further look.
know_read_only() {
  READ_ONLY='' STATE=$NAME OWN_MEMORY=$NAME/memory SEED=$NAME/seed
  # By opening it: busybox' test -w says yes on a read-only mount.
  if [ "$ME" -ne 0 ] && [ ! -L "$NAME" ] && [ ! -L "$NAME/lock" ] && [ -f "$NAME/lock" ] && { true >>"$NAME/lock"; } 2>/dev/null; then return 0; fi
  is_read_only "$ROOT" || return 0
  READ_ONLY=1
  STATE=projects/$NAME OWN_MEMORY=projects/$NAME/memory SEED=projects/$NAME/seed
}

# is_read_only REAL_PATH: by the mount that it lies on; of two at one place the upper one counts.
is_read_only() {
  local line at best='' options='' IFS="$NEWLINE"
  ask_system
  set -f
  for line in $MOUNTS; do
    at=${line#* }
    case $at in *\\*) undo_escapes ;; esac
    case $1/ in "${at%/}"/*) ;; *) continue ;; esac
    [ "${#at}" -ge "${#best}" ] || continue
    best=$at options=${line%% *}
  done
  set +f
  case ,$options, in *,ro,*) return 0 ;; esac
  return 1
}

# Why nothing would be saved; nothing where all is well.
projects_trouble() {
  [ -n "$READ_ONLY" ] || return 0
  if [ ! -d projects ] || [ -L projects ]; then
    printf '%s' "is not there"
  elif ! writable_directory projects; then
    printf '%s' "cannot be written by uid $ME (it belongs to uid $(stat -c %u projects/. 2>/dev/null || echo '?'))"
  fi
}

projects_advice() {
  printf '%s' "Mount a volume, or a folder that uid $ME may write, read-write at $ROOT/projects. The mountpoint, an empty folder projects/, has to be in what is mounted at $ROOT."
}

# need_projects: 1 and a loud word where nothing would be saved: Claude Code says nothing.
need_projects() {
  local why
  [ -n "$READ_ONLY" ] || return 0
  why=$(projects_trouble)
  [ -n "$why" ] || return 0
  # There is no place to record it.
  say "$ROOT is read-only, and $ROOT/projects $why: Claude Code would answer as usual and save nothing. $(projects_advice)"
  return 1
}

# heal_read_only: what Docker made for a mount, and what root wrote in it, becomes the user's. A mountpoint in what is read-only
# cannot be replaced by anybody here.
heal_read_only() {
  local at
  { [ "$ME" -eq 0 ] && [ "$REMOTE_UID" -ne 0 ]; } || return 0
  for at in projects session-env; do
    if [ -L "$at" ] || ! is_mountpoint "$ROOT/$at"; then continue; fi
    (
      cd -P -- "$at" && [ "$(pwd -P)" = "$ROOT/$at" ] || exit 0
      case $(stat -c '%u' .) in
        0) chown "$REMOTE_UID:$REMOTE_GID" . && chmod 700 . ;;
        "$REMOTE_UID") ;;
        *) exit 0 ;;
      esac
      find . -xdev ! -path . -user 0 '(' -type d -o -links 1 ')' \
        -exec sh -c "$GIVE_ENTRIES" sh "$ROOT/$at" "$REMOTE_UID:$REMOTE_GID" {} +
    ) 2>/dev/null || :
  done
}

# doctor's part.
check_read_only() {
  local why version
  why=$(projects_trouble)
  if [ -n "$why" ]; then
    finding projects-not-kept error "Claude Code cannot save conversations here; it would answer as usual and save nothing." \
      "$ROOT is read-only, and $ROOT/projects $why" "$(projects_advice)"
    return 0
  fi
  version=$(client_version)
  if older_version "$version" "$SESSION_ENV_CLIENT" && ! writable_directory session-env; then
    finding session-env-not-writable warning "Claude Code here may be too old to run commands where it cannot write session-env/." \
      "claude $version, $ROOT/session-env" "Mount a folder read-write at $ROOT/session-env, or update Claude Code to $SESSION_ENV_CLIENT or newer."
  fi
}
