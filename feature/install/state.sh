# Makes a place for Claude Code's state that the remote user owns. claude-persist and claude-sessions both bring this.

CONFIG_DIR=/var/lib/claude

# claude-paths: what belongs to one machine, is made again, or is no longer used; perhaps hundreds of megabytes.
IMAGE_LEFT_OUT='sessions ide daemon jobs shell-snapshots remote remote-control bridge-spawn child-logs chrome state scratch shares file-transfers local-settings project-settings storage-v2 systemd seed-admin server-sessions.json server.lock computer-use.lock active-time.json scheduled_tasks.json cache image-cache debug telemetry traces startup-perf dump-prompts api-dumps downloads feedback feedback-bundles usage-data mcp-discovery-cache mcp-skill-archives stats-cache.json gh-pr-status-cache.json policy-limits.json remote-settings.json .last-cleanup todos statsig logs local'

# Makes /var/lib/claude a link to DIR. What is there already (an image made otherwise) goes to DIR first.
link_config_directory() {
  local dir="$1" old
  if [ -L "$CONFIG_DIR" ]; then
    old=$(readlink "$CONFIG_DIR")
    [ "$old" != "$dir" ] || return 0
    say "$CONFIG_DIR led to $old and now leads to $dir; what is in $old stays there"
    rm "$CONFIG_DIR"
  elif [ -d "$CONFIG_DIR" ]; then
    move_missing "$CONFIG_DIR" "$dir"
    if [ -d "$CONFIG_DIR" ]; then
      old=$CONFIG_DIR.image
      while exists "$old"; do old=$old.old; done
      mv "$CONFIG_DIR" "$old"
      say "$CONFIG_DIR and $dir had different files of the same names; those of $CONFIG_DIR are now in $old"
    fi
  elif exists "$CONFIG_DIR"; then
    fail "$CONFIG_DIR is a file, but Claude Code's state goes there; remove it from the image"
  fi
  mkdir -p "${CONFIG_DIR%/*}"
  ln -s "$dir" "$CONFIG_DIR"
}

# With CLAUDE_CONFIG_DIR set, Claude Code reads .claude.json inside the config directory, not beside it.
# https://code.claude.com/docs/en/settings
bring_claude_json() {
  local home="$1" dir="$2"
  [ -f "$home/.claude.json" ] || return 0
  exists "$dir/.claude.json" || cp -p "$home/.claude.json" "$dir/.claude.json"
}

# Keeps what the image has in DIR: a volume from before this image hides it, and `claude-state seed` brings what is new.
keep_image_content() {
  # shellcheck disable=SC2086 # a list of names
  archive_folder "$1" "$SHARE/image-claude" .claude-state $IMAGE_LEFT_OUT
  stamp_archive "$SHARE/image-claude"
}

main() {
  begin
  local dir
  if find_user; then
    dir=${HOME_FOLDER%/}/.claude
    make_real_directory "$dir" "$OWNER"
    bring_claude_json "$HOME_FOLDER" "$dir"
  else
    # A later Feature makes this user (common-utils comes after ours by name): a new home starts as a copy of /etc/skel,
    # owned by its user.
    make_real_directory "$SKELETON/.claude" 0:0
    dir=/home/$USER/.claude
  fi
  link_config_directory "$dir"
  [ ! -d "$dir" ] || keep_image_content "$dir"
  printf '%s\n' "$USER" >"$SHARE/remote-user"
  say "Claude Code's state is kept in $CONFIG_DIR -> $dir"
}

main "$@"
