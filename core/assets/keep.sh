#!/bin/sh
# Claude Sessions: keep. Claude Code on this host runs it when a session starts and ends: the hooks in settings.json that
# `claude-sessions keep on` wrote; `claude-sessions keep off` takes them and this away.
#
# keep.sh EVENT, with what the hook gets on stdin. Leaves the work to `claude-sessions keep run` in the background, and ends at once,
# always with 0 and without a word. Where Node or the tool is gone, nothing is done; `claude-sessions keep status` says so.

set -u
unset CDPATH ENV BASH_ENV NODE_OPTIONS NODE_PATH
PATH=/usr/bin:/bin:$PATH
export PATH

NODE=
TOOL=
VERSION=

# run EVENT: in a session of its own where that can be had, since the terminal may go with Claude Code.
run() {
  if command -v setsid >/dev/null 2>&1; then
    set -- setsid nice "$NODE" "$TOOL" keep run "$1" "$VERSION"
  else
    set -- nice "$NODE" "$TOOL" keep run "$1" "$VERSION"
  fi
  # NODE may be an editor, which is Node when this is set.
  printf '%s' "$input" | ELECTRON_RUN_AS_NODE=1 "$@" >/dev/null 2>&1 &
}

main() {
  input=$(head -c 65536)
  if [ -x "$NODE" ] && [ -f "$TOOL" ]; then run "$1"; fi
  exit 0
}

main "$@"
