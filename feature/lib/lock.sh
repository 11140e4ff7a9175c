# One run at a time in a volume, and one at a time in the host's folder.

LOCK_SECONDS=${CLAUDE_STATE_LOCK_SECONDS:-30}
LOCKED=
VOLUME_ID=

# wait_for_lock DESCRIPTOR: 0 locked, 1 someone holds it too long, 2 locking does not work here.
# busybox has no flock -w.
wait_for_lock() {
  local turns=0 code
  while :; do
    code=0
    flock -n "$1" 2>/dev/null || code=$?
    [ "$code" -ne 0 ] || return 0
    [ "$code" -eq 1 ] || return 2
    turns=$((turns + 1))
    [ "$turns" -le $((LOCK_SECONDS * 5)) ] || return 1
    sleep 0.2 2>/dev/null || sleep 1
  done
}

lock_volume() {
  command -v flock >/dev/null 2>&1 || return 0
  if [ -L "$STATE/lock" ] || { [ -e "$STATE/lock" ] && [ ! -f "$STATE/lock" ]; } ||
    ! (: >>"$STATE/lock") 2>/dev/null; then
    trouble "$COMMAND-lock" "$ROOT/$STATE/lock is not a file of uid $ME: remove it."
    return 1
  fi
  exec 9>>"$STATE/lock"
  local code=0
  wait_for_lock 9 || code=$?
  case $code in
    0) LOCKED=1 ;;
    1)
      trouble "$COMMAND-lock" "another claude-state has held $ROOT/$STATE/lock for $LOCK_SECONDS s: this run did nothing. Run 'claude-state $COMMAND' again."
      return 1
      ;;
  esac
}

# The shared folder itself is the lock between containers of one project: nothing is left lying in it.
lock_host_folder() {
  command -v flock >/dev/null 2>&1 || return 0
  (: <"$HOST/project") 2>/dev/null || return 0
  exec 8<"$HOST/project"
  local code=0
  wait_for_lock 8 || code=$?
  [ "$code" -ne 1 ] || {
    trouble bridge-host-lock "another container is moving sessions into this project's folder: what is pending here follows at the next 'claude-state bridge'."
    return 1
  }
}

unlock_host_folder() {
  exec 8<&-
}

# Temporary names carry the volume's id, so that two containers never take each other's for their own.
volume_id() {
  [ ! -f "$STATE/id" ] || IFS= read -r VOLUME_ID <"$STATE/id" || :
  case $VOLUME_ID in
    '' | *[!0-9a-f-]*) ;;
    *) return 0 ;;
  esac
  IFS= read -r VOLUME_ID </proc/sys/kernel/random/uuid || return 1
  write_beside "$STATE/id" "$VOLUME_ID$NEWLINE" || return 1
  # Without a lock another run may have been first, or last.
  IFS= read -r VOLUME_ID <"$STATE/id"
}
