# The login that all dev containers of a user share (claude-login): a volume at /var/lib/claude-login, in which Claude Code
# keeps `.credentials.json` in store/ (CLAUDE_SECURESTORAGE_CONFIG_DIR), and older clients their lock beside that. Other containers
# write in it: no link there is followed.

LOGIN=${CLAUDE_STATE_LOGIN:-/var/lib/claude-login}
CREDENTIALS=.credentials.json

# login: at each start.
login() {
  [ -e "$LOGIN" ] || [ -L "$LOGIN" ] || return 0
  if unknown_remote_user; then return 0; fi
  place_login || return 0
  local code=0
  if other_remote_user; then
    as_remote_user login-as-user || code=$?
    [ "$code" -ne 125 ] || cannot_become
  else
    login_as_user
  fi
}

# place_login: the volume is there, and its folder's owner's; 1 when it cannot be entered.
place_login() {
  open_login || return 1
  if ! is_mountpoint "$LOGIN_REAL"; then
    say "no volume is mounted at $LOGIN: a login is lost with this container. Was its mount taken out of devcontainer.json?"
  elif [ "$ME" -eq 0 ]; then
    own_login
  fi
}

LOGIN_REAL=

# Sets LOGIN_REAL.
enter_login() {
  LOGIN_REAL=$(cd -P -- "$LOGIN" 2>/dev/null && pwd -P)
}

open_login() {
  enter_login && return 0
  if [ -d "$LOGIN" ]; then
    of_another_user
  else
    say "$LOGIN leads to no folder: there is no shared login here. Rebuild the container."
  fi
  return 1
}

of_another_user() {
  say "$LOGIN belongs to uid $(stat -L -c %u -- "$LOGIN" 2>/dev/null), and Claude Code here runs as uid $ME: it cannot use the login that your other dev containers share. Give this one a remoteUser with that uid, or take the Feature claude-login out."
}

# The folder belongs to the user of the container that made it; what root wrote in it, to the folder's owner. A mountpoint
# cannot be replaced by whoever owns the folder above it.
own_login() {
  find_remote_user || return 0
  case $(stat -c '%u %a' "$LOGIN_REAL/.") in
    '0 '*)
      [ "$REMOTE_UID" -eq 0 ] || chown "$REMOTE_UID:$REMOTE_GID" "$LOGIN_REAL/." 2>/dev/null || :
      chmod 700 "$LOGIN_REAL/." 2>/dev/null || :
      ;;
    *' 700') ;;
    *) chmod 700 "$LOGIN_REAL/." 2>/dev/null || : ;;
  esac
  give_login_files
}

give_login_files() {
  local owner
  owner=$(stat -c '%u:%g' "$LOGIN_REAL/.") || return 0
  case $owner in 0:*) return 0 ;; esac
  (cd -P -- "$LOGIN_REAL" && find . -xdev ! -path . -user 0 '(' -type d -o -links 1 ')' \
    -exec sh -c "$GIVE_ENTRIES" sh "$LOGIN_REAL" "$owner" {} +) 2>/dev/null || :
}

# login_as_user: the store is there, and has the container's own login when there was none yet.
login_as_user() {
  open_login || return 0
  cd -P -- "$LOGIN_REAL" || return 0
  [ -e store ] || [ -L store ] || mkdir -m 700 store 2>/dev/null || :
  if ! cd -P -- store 2>/dev/null || [ "$(pwd -P)" != "$LOGIN_REAL/store" ] || ! writable_here; then
    of_another_user
    return 0
  fi
  take_over_login
  [ "$ME" -ne 0 ] || give_login_files
}

# By writing: test -w says yes to root on what is read-only.
writable_here() {
  probe ".claude-state-probe.$$"
}

# Once, and never over a login that is there: who logged out everywhere is not logged in again by what an old volume still has.
take_over_login() {
  local own="$CONFIG" beside=".claude-state.$$"
  if [ -e "$CREDENTIALS" ] || [ -L "$CREDENTIALS" ]; then
    had_login
    return 0
  fi
  [ -d "$own" ] || own=${REMOTE_HOME:-${HOME:-/nonexistent}}/.claude
  [ ! -e .claude-state-had-login ] && [ -f "$own/$CREDENTIALS" ] && [ ! -L "$own/$CREDENTIALS" ] || return 0
  rm -f "$beside" 2>/dev/null || :
  if (set -C && cat "$own/$CREDENTIALS" >"$beside") 2>/dev/null && ln "$beside" "$CREDENTIALS" 2>/dev/null; then
    had_login
    say "the login of this container is now the one that your dev containers share. Its own stays in $own."
  fi
  rm -f "$beside" 2>/dev/null || :
}

had_login() {
  [ -e .claude-state-had-login ] || (set -C && : >.claude-state-had-login) 2>/dev/null || :
}

# watch_login: where Claude Code runs as root and another user's container made the volume, what root writes is given to that
# user within a second: Claude Code renews the login every few hours, and writes it for its own user alone.
watch_login() {
  local turn=0
  { [ "$ME" -eq 0 ] && [ -e "$LOGIN" ] && find_remote_user && [ "$REMOTE_UID" -eq 0 ]; } || return 0
  open_login && is_mountpoint "$LOGIN_REAL" && only_watcher entrypoint.sh || return 0
  exec </dev/null >/dev/null 2>&1 || return 0
  cd /
  while :; do
    if [ "$turn" -eq 0 ]; then
      still_mounted "$LOGIN_REAL" || return 0
      give_login_files
    elif [ -O "$LOGIN_REAL/store/$CREDENTIALS" ] && [ ! -L "$LOGIN_REAL/store/$CREDENTIALS" ]; then
      give_login_files
    fi
    turn=$(((turn + 1) % 5))
    sleep 1
  done
}
