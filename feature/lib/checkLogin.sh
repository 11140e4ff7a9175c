# doctor: who is logged in here, and what keeps Claude Code from the login that all dev containers share, or that the host keeps.

# The first client that knows CLAUDE_SECURESTORAGE_CONFIG_DIR (2.1.136 does not).
LOGIN_CLIENT=2.1.178

# What goes before a login, as Claude Code's documentation of authentication has it.
LOGIN_KEYS='ANTHROPIC_AUTH_TOKEN ANTHROPIC_API_KEY'
LOGIN_PROVIDERS='CLAUDE_CODE_USE_BEDROCK CLAUDE_CODE_USE_VERTEX CLAUDE_CODE_USE_FOUNDRY CLAUDE_CODE_USE_MANTLE
  CLAUDE_CODE_USE_ANTHROPIC_AWS CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD'
# The values by which a provider is asked for: any other is as if it were not set.
YES='(1|[Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn])'

# By which way Claude Code gets in: shared, own, token, host-readonly, key, none. Then true or false.
LOGIN_KIND=none
LOGGED_IN=false

check_login() {
  local keys shared='' version=''
  keys=$(what_outranks)
  LOGIN_NAME="the login that your dev containers share" LOGIN_OUT="take the Feature claude-login out"
  if find_host_login; then
    LOGIN_NAME="the login that the host keeps for it" LOGIN_OUT="choose another one on the host ('claude-sessions share' or 'isolate' with --login)"
    version=$(client_version)
    check_host_login || HOST_LOGIN=
    [ "$HOST_LOGIN" = "$ROOT" ] || check_login_client "$version" || HOST_LOGIN=
    check_login_rank "$keys"
  elif [ -e "$LOGIN" ] || [ -L "$LOGIN" ]; then
    version=$(client_version)
    shared=1
    check_login_store || shared=''
    check_login_variable || shared=''
    check_login_client "$version" || shared=''
    check_login_mount
    check_login_rank "$keys"
  fi
  find_login "$keys" "$shared" "$version"
}

check_login_store() {
  local owner
  if ! enter_login; then
    if [ -d "$LOGIN" ]; then
      login_not_owned "$LOGIN"
    else
      finding login-not-mounted warning "$LOGIN leads to no folder: the login that your other dev containers share is not in this one." \
        "$LOGIN" "Rebuild the container."
    fi
    return 1
  fi
  if ! is_mountpoint "$LOGIN_REAL"; then
    finding login-not-mounted warning "No volume is mounted for the login: it is this container's alone, and is lost with it." \
      "$LOGIN_REAL" "Check that no mount in devcontainer.json has the target $LOGIN, then rebuild."
  fi
  (cd -P -- "$LOGIN_REAL/store" && [ "$(pwd -P)" = "$LOGIN_REAL/store" ] && writable_here) 2>/dev/null && return 0
  owner=$(stat -c %u -- "$LOGIN_REAL/store" 2>/dev/null) || owner=$ME
  if [ "$ME" -ne 0 ] && [ "$owner" != "$ME" ]; then
    login_not_owned "$LOGIN_REAL/store"
  else
    finding login-not-writable error "Claude Code cannot write the shared login: it cannot be renewed from here, and you cannot log in." \
      "$LOGIN_REAL/store is not writable for uid $ME" "Is the volume full or mounted read-only?"
  fi
  return 1
}

login_not_owned() {
  finding login-not-owned error "The login that your dev containers share belongs to another user than the one who runs Claude Code here." \
    "$1: uid $(stat -L -c %u -- "$1" 2>/dev/null), here uid $ME" "Give this container a remoteUser with that uid, or take the Feature claude-login out."
}

check_login_variable() {
  local at="${CLAUDE_SECURESTORAGE_CONFIG_DIR:-}" real
  [ "$at" != "$LOGIN/store" ] || return 0
  real=$(cd -P -- "$at" 2>/dev/null && pwd -P) || real=$at
  if [ -n "$at" ] && [ "$real" = "$LOGIN_REAL/store" ]; then return 0; fi
  finding login-not-in-effect warning "Claude Code here does not use the login that your dev containers share: CLAUDE_SECURESTORAGE_CONFIG_DIR leads elsewhere, or is not set." \
    "CLAUDE_SECURESTORAGE_CONFIG_DIR=$at, not $LOGIN/store" "Find where it is set or unset (remoteEnv, a shell profile), take that out, then rebuild."
  return 1
}

check_login_client() {
  older_version "$1" "$LOGIN_CLIENT" || return 0
  finding login-client-old warning "Claude Code here is too old for $LOGIN_NAME: it keeps one of its own." \
    "claude $1, needed $LOGIN_CLIENT" "Update Claude Code in the container: 'claude update', or rebuild the container without its cache."
  return 1
}

# A file that is mounted cannot be replaced: what renews the login does.
check_login_mount() {
  local at found=''
  for at in "$ROOT/$CREDENTIALS" "$LOGIN_REAL/store/$CREDENTIALS"; do
    case $at in /store/*) continue ;; esac
    ! is_mountpoint "$at" || found=$found$at$NEWLINE
  done
  [ -z "$found" ] ||
    finding login-file-mounted error "A login file is mounted beside the login that your dev containers share: the first side that renews it logs the other one out." \
      "$(listed "${found%"$NEWLINE"}")" "Take that mount out, then rebuild."
}

# check_login_rank LINES
check_login_rank() {
  [ -z "$1" ] ||
    finding login-outranked warning "Claude Code here uses something else before $LOGIN_NAME, and you may be billed for it." \
      "$(listed "$1")" "Take it out, or $LOGIN_OUT."
  ! variable_set CLAUDE_CODE_OAUTH_TOKEN ||
    finding login-token-beside warning "There are both a token and $LOGIN_NAME: Claude Code uses the token." \
      "CLAUDE_CODE_OAUTH_TOKEN" "Unset the variable, or $LOGIN_OUT."
}

# What goes before a login and before a token, a line each: names, no values.
what_outranks() {
  local name file settings
  for name in $LOGIN_KEYS $LOGIN_PROVIDERS; do
    ! variable_set "$name" || printf '%s\n' "$name"
  done
  for file in "${ROOT:+$ROOT/settings.json}" "${FOLDER:+$FOLDER/.claude/settings.json}" "${FOLDER:+$FOLDER/.claude/settings.local.json}"; do
    [ -n "$file" ] && [ -f "$file" ] && [ -r "$file" ] || continue
    settings=$(head -c 131072 "$file" 2>/dev/null | tr -d '\000') || continue
    for name in apiKeyHelper $LOGIN_KEYS $LOGIN_PROVIDERS; do
      case $settings in
        *"\"$name\""*) ! printf '%s\n' "$settings" | grep -Eq "\"$name\"[[:space:]]*:[[:space:]]*$(value_set "$name")" || printf '%s in %s\n' "$name" "$file" ;;
      esac
    done
  done
}

# value_set NAME: as a pattern, the values in JSON by which it counts.
value_set() {
  case $1 in
    CLAUDE_CODE_USE_*) printf '%s' "(\"[[:space:]]*${YES}[[:space:]]*\"|true|1[[:space:]]*([,}]|\$))" ;;
    *) printf '"[^"]' ;;
  esac
}

# variable_set NAME: here, or by remoteEnv, of which whoever looks from outside hands over the names.
variable_set() {
  local value
  case " ${CLAUDE_STATE_REMOTE_ENV:-} " in *" $1 "*) return 0 ;; esac
  eval "value=\${$1:-}"
  case $1 in
    CLAUDE_CODE_USE_*) [ -n "$value" ] && printf '%s\n' "$value" | grep -Exq "[[:space:]]*${YES}[[:space:]]*" ;;
    *) [ -n "$value" ] ;;
  esac
}

# find_login WHAT_OUTRANKS SHARED VERSION
find_login() {
  if [ -n "$1" ]; then
    LOGIN_KIND=key LOGGED_IN=true
  elif variable_set CLAUDE_CODE_OAUTH_TOKEN; then
    LOGIN_KIND=token LOGGED_IN=true
  elif [ -n "$HOST_LOGIN" ]; then
    LOGIN_KIND=host-readonly
    ! has_login "$HOST_LOGIN" || is_lapsed "$HOST_LOGIN/$CREDENTIALS" || LOGGED_IN=true
  elif [ -n "$2" ]; then
    LOGIN_KIND=shared
    ! has_login "$LOGIN_REAL/store" || LOGGED_IN=$(client_logged_in "$LOGIN_REAL/store" "$3")
  elif [ -n "$ROOT" ] && { has_login "$ROOT" || has_text "$ROOT/.claude.json" '"primaryApiKey"'; }; then
    LOGIN_KIND=own LOGGED_IN=true
  fi
}

has_login() {
  has_text "$1/$CREDENTIALS" '"accessToken"'
}

# has_text FILE TEXT: a regular file, not one that a link leads to.
has_text() {
  [ -f "$1" ] && [ ! -L "$1" ] && head -c 1048576 "$1" 2>/dev/null | grep -qF -- "$2"
}

# The client's own word; what stands in the file where it gives none. It looks at the store alone: in a new config directory,
# since it writes there. It is not asked about a token that it would renew: one that is ended meanwhile loses the login for all
# containers, as a refresh token is good for one use.
client_logged_in() {
  local aside said=''
  if [ -n "$2" ] && ! is_lapsed "$1/$CREDENTIALS" 900 && aside=$(mktemp -d 2>/dev/null); then
    said=$(CLAUDE_CONFIG_DIR=$aside CLAUDE_SECURESTORAGE_CONFIG_DIR=$1 ask_client auth status)
    rm -rf "$aside"
  fi
  case $said in *'"loggedIn": false'*) printf false ;; *) printf true ;; esac
}

# Empty where it is not known. One that does not know a command takes it for a prompt: this is asked first.
client_version() {
  local said
  said=$(ask_client --version)
  said=${said%% *}
  case $said in [0-9]*.[0-9]*.[0-9]*) ;; *) return 0 ;; esac
  case $said in *[!0-9.]* | *..* | *.*.*.* | ????????????????*) return 0 ;; esac
  printf '%s' "$said"
}

# ask_client ARGUMENT...: never a user's program as another user. What that has started may hold its output open: busybox's
# timeout ends the program alone.
ask_client() {
  find_remote_user && [ "$ME" = "$REMOTE_UID" ] && find_claude && command -v timeout >/dev/null 2>&1 || return 0
  (
    cd / && PATH=$USER_PATH DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 \
      "$(command -v timeout)" -s KILL 5 "$CLAUDE_PROGRAM" "$@" </dev/null 2>/dev/null
  ) | timeout -s KILL 6 head -c 4096 | tr -d '\000'
}

# older_version A B: both a.b.c; an unknown one is not older.
older_version() {
  local IFS=.
  [ -n "$1" ] || return 1
  # shellcheck disable=SC2086 # taken apart at the dots
  set -- $1 $2
  [ "$1" -lt "$4" ] || { [ "$1" -eq "$4" ] && { [ "$2" -lt "$5" ] || { [ "$2" -eq "$5" ] && [ "$3" -lt "$6" ]; }; }; }
}
