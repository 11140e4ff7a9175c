#!/bin/bash
# shellcheck source=/dev/null
# The image has a ~/.claude already: it is kept, with its modes.
set -e
source dev-container-features-test-lib

check "the config directory is the volume" grep -q " $(readlink -f /var/lib/claude) " /proc/self/mountinfo
check "it is this user's alone" test "$(stat -c '%U %a' "$CLAUDE_CONFIG_DIR/.")" = "$(id -un) 700"
check "it lies in the home" test "$(readlink -f "$CLAUDE_CONFIG_DIR")" = "$HOME/.claude"
check "it can be written" touch "$CLAUDE_CONFIG_DIR/probe"
check "the doctor finds nothing wrong but that Claude Code is not in this image" \
  test "$(claude-state doctor --json | grep -Eo '"code":"[^"]*","severity":"(error|warning)"')" = '"code":"claude-not-found","severity":"warning"'
check "a file of the image is there" grep -q 'from the image' "$CLAUDE_CONFIG_DIR/CLAUDE.md"
check "so is one in a folder" grep -q 'baked' "$CLAUDE_CONFIG_DIR/agents/baked.md"
check "an executable one stays so" test -x "$CLAUDE_CONFIG_DIR/hooks/baked.sh"
check "it was seeded once" grep -q ' ./CLAUDE.md$' "$CLAUDE_CONFIG_DIR/.claude-state/seed/record"

reportResults
