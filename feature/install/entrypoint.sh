#!/bin/sh
# Runs at every start of the container, before anybody can be inside, as the container's user (mostly root). The
# container's first process waits for it: it is quick, and whatever happens, it ends well.
# shellcheck shell=sh disable=SC3043
set -u

STARTED=${CLAUDE_STATE_STARTED:-/run/claude-sessions-started}
export CLAUDE_CONFIG_DIR="${CLAUDE_CONFIG_DIR:-/var/lib/claude}"

# With both base Features the same process calls this twice at each start. Who called is told by its start time: the
# number alone is the same again after a restart, and so is the file where /run is part of the container.
called_before() {
  local caller='' known=''
  # Read by the shell itself, as each start waits for it. The name in brackets may have spaces in it.
  read -r caller 2>/dev/null <"/proc/$PPID/stat" || :
  # shellcheck disable=SC2086 # the words after it, the start time the 20th of them
  set -- ${caller##*)}
  [ $# -ge 20 ] || return 1
  caller="$PPID ${20}"
  read -r known 2>/dev/null <"$STARTED" || :
  [ "$caller" != "$known" ] || return 0
  (printf '%s\n' "$caller" >"$STARTED") 2>/dev/null
  return 1
}

main() {
  if ! command -v claude-state >/dev/null 2>&1 || called_before; then exit 0; fi
  claude-state start </dev/null
  exit 0
}

main "$@"
