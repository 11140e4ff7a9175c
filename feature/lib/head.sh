#!/bin/sh
# claude-state: keeps Claude Code's state in a dev container in order. Assembled from feature/lib/.
# shellcheck disable=SC3043,SC3013 # local and -ef: dash, busybox ash and bash have both
# shellcheck disable=SC2015 # a && b || c is used where c is right for both

set -eu
USER_LC_ALL=${LC_ALL:-}
export LC_ALL=C
unset CDPATH ENV
umask 077

VERSION='@VERSION@'
