#!/bin/sh
set -e
mkdir -p /opt/claude-data
echo 'from the other Feature' >/opt/claude-data/CLAUDE.md
chown -R "$_REMOTE_USER" /opt/claude-data
ln -s /opt/claude-data "$_REMOTE_USER_HOME/.claude"
