#!/bin/bash
# shellcheck source=/dev/null
# An ordinary user without sudo.
set -e
source dev-container-features-test-lib

check "the config directory is the volume" grep -q " $(readlink -f /var/lib/claude) " /proc/self/mountinfo
check "it is this user's alone" test "$(stat -c '%U %a' "$CLAUDE_CONFIG_DIR/.")" = "$(id -un) 700"
check "it lies in the home" test "$(readlink -f "$CLAUDE_CONFIG_DIR")" = "$HOME/.claude"
check "it can be written" touch "$CLAUDE_CONFIG_DIR/probe"
check "the doctor finds nothing wrong but that Claude Code is not in this image" \
  test "$(claude-state doctor --json | grep -Eo '"code":"[^"]*","severity":"(error|warning)"')" = '"code":"claude-not-found","severity":"warning"'
slug=$(pwd -P | sed 's/[^A-Za-z0-9]/-/g')
check "the project leads to the host's folder" test "$(readlink "$CLAUDE_CONFIG_DIR/projects/$slug")" = /mnt/claude-host/project
check "so does the name of its conversations" test "$(readlink "$CLAUDE_CONFIG_DIR/projects/$CLAUDE_CODE_PROJECT_DIR_NAME")" = /mnt/claude-host/project
check "it can be written" touch "$CLAUDE_CONFIG_DIR/projects/$slug/probe"
check "its memory cannot" bash -c '! touch /mnt/claude-host/project/memory/probe 2>/dev/null'

reportResults
