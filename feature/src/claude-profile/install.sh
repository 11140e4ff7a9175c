#!/bin/sh
# Makes the places where the host's profile is mounted. What finds it there, `claude-state`, comes with claude-sessions or
# claude-persist; without them this Feature mounts and does no more.
# shellcheck shell=sh
set -eu

main() {
  umask 022
  mkdir -p /mnt/claude-host
  cd /mnt/claude-host
  mkdir -p agents commands skills rules output-styles hooks files
}

main "$@"
