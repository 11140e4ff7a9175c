# What a start of the container waits for, with one process as root and one as the remote user: home, seed, heal, bridge and login each for
# itself would take two, and read this program anew. Whatever stops one step stops no other.

# start: by the entrypoint.
start() {
  local state='' shared=''
  set +e
  ask_system
  if [ -L "$HOME_MOUNT" ]; then (step home); fi
  if [ -e "$CONFIG" ] || [ -L "$CONFIG" ]; then
    state=1
  elif [ -L "$HOME_MOUNT" ]; then
    # Claude's state is a part of the home.
    (heal_in_home)
  elif [ ! -L "$LOGIN" ]; then
    # claude-login alone keeps no state.
    state=1
  fi
  [ ! -L "$LOGIN" ] || shared=1
  if other_remote_user; then start_for_user; else start_alone; fi
  start_watchers
}

# step COMMAND ARGUMENT...: to be run in a subshell.
step() {
  COMMAND=$1
  never_fail
  set -e
  "$@"
}

heal_in_home() {
  # Where a link of the user's leads is not root's to give away.
  [ ! -L "$HOME_MOUNT/.claude" ] || return 0
  CONFIG=$HOME_MOUNT/.claude
  export CLAUDE_CONFIG_DIR="$CONFIG"
  step heal
}

start_alone() {
  if [ -n "$state" ]; then
    [ ! -d "$SHARE/image-claude" ] || (step seed "$SHARE/image-claude" "$CONFIG")
    (step heal)
    (step bridge)
  fi
  [ -z "$shared" ] || (step login)
}

# Mostly nothing is to be seeded, and then the order does not matter. Otherwise it comes before the bridge, and is healed too.
start_for_user() {
  local code=0
  [ -z "$state" ] || (step heal)
  if [ -n "$shared" ] && ! (COMMAND=login && place_login); then shared=; fi
  as_remote_user start-as-user "$state" "$shared" || code=$?
  if [ "$code" -eq 6 ]; then
    (step seed "$SHARE/image-claude" "$CONFIG")
    (heal_config 2>/dev/null)
    code=0
    as_remote_user start-as-user "$state" "$shared" seeded || code=$?
  fi
  [ "$code" -ne 125 ] || cannot_become
}

# start_as_user STATE SHARED [seeded]: ends with 6 when something is to be seeded before.
start_as_user() {
  set +e
  if [ -n "$1" ]; then
    [ -n "${3:-}" ] || (nothing_to_seed "$SHARE/image-claude") || exit 6
    (step bridge)
  fi
  if [ -n "$2" ]; then (COMMAND=login && never_fail && set -e && login_as_user); fi
  exit 0
}

# Where Claude Code runs as root, what it writes is looked at as long as the container runs.
start_watchers() {
  [ "$ME" -eq 0 ] && [ "$REMOTE_UID" = 0 ] || return 0
  if [ -n "$state" ]; then "$SELF" heal --watch </dev/null >/dev/null 2>&1 & fi
  if [ -n "$shared" ]; then "$SELF" login --watch </dev/null >/dev/null 2>&1 & fi
}
