#!/bin/bash
# shellcheck source=/dev/null
# Isolated conversations, the host's agents and settings.
set -e
source dev-container-features-test-lib

check "the config directory is the volume" grep -q " $(readlink -f /var/lib/claude) " /proc/self/mountinfo
check "it is this user's alone" test "$(stat -c '%U %a' "$CLAUDE_CONFIG_DIR/.")" = "$(id -un) 700"
check "it lies in the home" test "$(readlink -f "$CLAUDE_CONFIG_DIR")" = "$HOME/.claude"
check "it can be written" touch "$CLAUDE_CONFIG_DIR/probe"
check "the doctor finds nothing wrong but that Claude Code is not in this image" \
  test "$(claude-state doctor --json | grep -Eo '"code":"[^"]*","severity":"(error|warning)"')" = '"code":"claude-not-found","severity":"warning"'
check "agents are the host's" test "$(readlink "$CLAUDE_CONFIG_DIR/agents")" = /mnt/claude-host/agents
check "and cannot be written" bash -c '! touch "$CLAUDE_CONFIG_DIR/agents/probe" 2>/dev/null'
check "no project of the host is here" test ! -e /mnt/claude-host/project

reportResults
