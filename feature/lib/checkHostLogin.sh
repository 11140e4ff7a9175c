# doctor: a login that the host keeps, in a folder that is mounted here read-only: at $HOST/login, where an exported agent has it, or as the
# config directory itself.

HOST_LOGIN=

# find_host_login: sets HOST_LOGIN to the folder; 1 where there is none.
find_host_login() {
  local at="${CLAUDE_SECURESTORAGE_CONFIG_DIR:-}" real
  HOST_LOGIN=
  if [ "$at" = "$HOST/login" ] || [ -d "$HOST/login" ]; then
    HOST_LOGIN=$HOST/login
  elif [ -z "$at" ]; then
    [ -z "$READ_ONLY" ] || HOST_LOGIN=$ROOT
  elif real=$(cd -P -- "$at" 2>/dev/null && pwd -P) && is_mountpoint "$real" && is_read_only "$real"; then
    HOST_LOGIN=$at
  fi
  [ -n "$HOST_LOGIN" ]
}

# check_host_login: 1 where Claude Code here does not use it.
check_host_login() {
  local file="$HOST_LOGIN/$CREDENTIALS"
  if [ "$HOST_LOGIN" != "$ROOT" ] && [ "${CLAUDE_SECURESTORAGE_CONFIG_DIR:-}" != "$HOST_LOGIN" ]; then
    finding host-login-not-in-effect warning "Claude Code here does not use the login that the host keeps for it." \
      "CLAUDE_SECURESTORAGE_CONFIG_DIR=${CLAUDE_SECURESTORAGE_CONFIG_DIR:-}, not $HOST_LOGIN" \
      "Find where it is set or unset (remoteEnv, a shell profile), take that out, then rebuild."
    return 1
  fi
  if [ ! -d "$HOST_LOGIN" ]; then
    finding host-login-not-mounted warning "The login that the host keeps is not mounted here." "$HOST_LOGIN does not exist" "Rebuild the container."
    return 1
  fi
  if is_mountpoint "$HOST_LOGIN" && ! is_read_only "$HOST_LOGIN"; then
    finding host-login-writable error "The login that the host keeps can be written from here: whatever runs here can log in your other containers as somebody else." \
      "$HOST_LOGIN is not mounted read-only" "Mount it read-only, then make the container anew."
  fi
  if [ -f "$file" ] && [ ! -r "$file" ] || ! (cd -P -- "$HOST_LOGIN" 2>/dev/null); then
    finding host-login-not-readable error "The login that the host keeps belongs to another user than the one who runs Claude Code here." \
      "$file: uid $(stat -c %u -- "$file" 2>/dev/null || stat -c %u -- "$HOST_LOGIN" 2>/dev/null), here uid $ME" \
      "Give this container a user with that uid (on Linux leave updateRemoteUserUID on)."
    return 0
  fi
  if has_text "$file" '"refreshToken"'; then
    finding host-login-refreshable error "The host's refresh token can be read here: whatever runs here can renew the host's login, which logs the host out." \
      "$file" "On the host, mount a folder with the access token only: 'claude-sessions prepare' keeps ~/.claude-sessions/login."
  fi
  if ! has_login "$HOST_LOGIN"; then
    finding host-login-missing warning "The host has no login for this container: Claude Code here is not logged in." "$file" \
      "On the host, log in with Claude Code, then run 'claude-sessions prepare'. A Mac keeps its login elsewhere: choose another --login there."
  elif is_lapsed "$file"; then
    finding host-login-lapsed warning "The host's access token has expired: Claude Code here is logged out until the host renews it." "$file" \
      "On the host, ask Claude Code something ('claude -p hi'), which renews it, then run 'claude-sessions prepare'."
  fi
}

# is_lapsed FILE [SECONDS]: now, or so soon, by what stands in it. Without a date it is taken to hold.
is_lapsed() {
  local at now
  at=$(head -c 1048576 "$1" 2>/dev/null | tr -d '\n' | sed -n 's/.*"claudeAiOauth"[^}]*"expiresAt"[[:space:]]*:[[:space:]]*\([0-9]\{1,17\}\)[^0-9].*/\1/p')
  [ -n "$at" ] && now=$(($(date +%s) + ${2:-0})) || return 1
  # In thousandths of a second.
  [ "${at%???}" != "" ] && [ "${at%???}" -lt "$now" ] || [ "${#at}" -le 3 ]
}
