#!/bin/bash
# shellcheck source=/dev/null
# Without a base Feature nothing links the profile in, and nothing breaks.
set -e
source dev-container-features-test-lib

check "the mounts are there" test -d /mnt/claude-host/agents
check "read-only" bash -c '! touch /mnt/claude-host/agents/probe 2>/dev/null'

reportResults
