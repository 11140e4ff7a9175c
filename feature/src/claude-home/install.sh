#!/bin/sh
# shellcheck shell=sh
set -eu
home=${_REMOTE_USER_HOME:-/root}
[ -e /claude-home ] || ln -s "$home" /claude-home
