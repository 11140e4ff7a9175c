#!/bin/sh
# Installs claude-state and makes a place for Claude Code's state that the remote user owns. Runs as root while the image
# is built, with _REMOTE_USER and _REMOTE_USER_HOME from the dev container CLI. claude-persist and claude-sessions both
# bring this file, and either may come first, twice, or in another version.
# shellcheck shell=sh disable=SC3043
set -eu

CONFIG_DIR=/var/lib/claude
SHARE=/usr/local/share/claude-sessions
PROGRAM=/usr/local/bin/claude-state

# claude-paths: what belongs to one machine, is made again, or is no longer used; perhaps hundreds of megabytes.
IMAGE_LEFT_OUT='sessions ide daemon jobs shell-snapshots remote remote-control bridge-spawn child-logs chrome state scratch shares file-transfers local-settings project-settings storage-v2 systemd seed-admin server-sessions.json server.lock computer-use.lock active-time.json scheduled_tasks.json cache image-cache debug telemetry traces startup-perf dump-prompts api-dumps downloads feedback feedback-bundles usage-data mcp-discovery-cache mcp-skill-archives stats-cache.json gh-pr-status-cache.json policy-limits.json remote-settings.json .last-cleanup todos statsig logs local'
SKELETON=/etc/skel

say() {
  printf 'claude-sessions: %s\n' "$1"
}

fail() {
  printf 'claude-sessions: %s\n' "$1" >&2
  exit 1
}

exists() {
  [ -e "$1" ] || [ -L "$1" ]
}

# The passwd line of a user, by name or number; fails when there is none.
passwd_entry() {
  if command -v getent >/dev/null 2>&1; then
    getent passwd "$1"
    return
  fi
  local name password uid rest
  while IFS=: read -r name password uid rest; do
    if [ "$name" = "$1" ] || [ "$uid" = "$1" ]; then
      printf '%s:%s:%s:%s\n' "$name" "$password" "$uid" "$rest"
      return 0
    fi
  done </etc/passwd
  return 1
}

# is_newer A B: whether version A (digits and dots; what follows a `-` or `+` is not looked at) comes after B.
is_newer() {
  local a="${1%%[-+]*}" b="${2%%[-+]*}" x y
  while [ -n "$a$b" ]; do
    x=${a%%.*}
    y=${b%%.*}
    case $x in *[!0-9]*) x=0 ;; esac
    case $y in *[!0-9]*) y=0 ;; esac
    [ "${x:-0}" -gt "${y:-0}" ] && return 0
    [ "${x:-0}" -lt "${y:-0}" ] && return 1
    case $a in *.*) a=${a#*.} ;; *) a= ;; esac
    case $b in *.*) b=${b#*.} ;; *) b= ;; esac
  done
  return 1
}

# The version that a claude-state program prints (its last word); 0 when it prints none.
version_of() {
  local words
  words=$(sh "$1" version 2>/dev/null) || words=
  words=${words##* }
  printf '%s\n' "${words:-0}"
}

# move_missing FROM TO: moves what TO lacks, folder by folder; what both have stays in FROM.
move_missing() {
  local from="$1" to="$2" entry name
  for entry in "$from"/* "$from"/.[!.]* "$from"/..?*; do
    exists "$entry" || continue
    name=${entry##*/}
    if ! exists "$to/$name"; then
      mv "$entry" "$to/$name"
    elif [ -d "$entry" ] && [ ! -L "$entry" ] && [ -d "$to/$name" ] && [ ! -L "$to/$name" ]; then
      move_missing "$entry" "$to/$name"
    elif [ -f "$entry" ] && [ ! -L "$entry" ] && [ -f "$to/$name" ] && cmp -s "$entry" "$to/$name"; then
      rm "$entry"
    fi
  done
  rmdir "$from" 2>/dev/null || true
}

# Makes DIR a folder of OWNER's, mode 700. One that is a link becomes a real folder with a copy of what it led to:
# a volume must be able to lie here, and its content must be where the remote user's own files are.
make_real_directory() {
  local dir="$1" owner="$2" target
  if [ -L "$dir" ]; then
    target=$(readlink -f "$dir") || target=
    if [ -n "$target" ] && [ -d "$target" ]; then
      rm -rf "$dir.claude-sessions"
      mkdir -m 700 "$dir.claude-sessions"
      cp -a "$target/." "$dir.claude-sessions/"
      rm "$dir"
      mv "$dir.claude-sessions" "$dir"
      say "$dir was a link to $target; it is now a folder with a copy of what is there"
    else
      say "$dir was a link that led to no folder ($(readlink "$dir")); it is now an empty folder"
      rm "$dir"
    fi
  fi
  if exists "$dir" && [ ! -d "$dir" ]; then
    fail "$dir is a file, but Claude Code keeps its state in a folder of that name; remove it from the image"
  fi
  mkdir -p "$dir"
  chown "$owner" "$dir"
  chmod 700 "$dir"
  # Folders that root made here while the image was built would be closed to the user, and transcripts silently lost.
  find "$dir" -xdev -type d -user 0 ! -path "$dir" -exec chown "$owner" {} +
}

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

# is_left_out NAME
is_left_out() {
  local name
  for name in .claude-state $IMAGE_LEFT_OUT; do
    [ "$name" != "$1" ] || return 0
  done
  return 1
}

# Keeps what the image has in DIR: a volume from before this image hides it, and `claude-state seed` brings what is new.
keep_image_content() {
  local dir="$1" copy="$SHARE/image-claude" entry
  rm -rf "$copy"
  mkdir -m 755 "$copy"
  for entry in "$dir"/* "$dir"/.[!.]* "$dir"/..?*; do
    exists "$entry" || continue
    is_left_out "${entry##*/}" || cp -a "$entry" "$copy/"
  done
  find "$copy" ! -type f ! -type d ! -type l -exec rm -f {} +
  rmdir "$copy" 2>/dev/null || true
}

install_program() {
  local installed=0 ours
  ours=$(version_of ./claude-state)
  [ ! -f "$PROGRAM" ] || installed=$(version_of "$PROGRAM")
  if is_newer "$installed" "$ours"; then
    say "claude-state $installed is here already; $ours is older and not installed"
    return 0
  fi
  mkdir -p "${PROGRAM%/*}"
  cp ./claude-state "$PROGRAM"
  cp ./entrypoint.sh "$SHARE/entrypoint.sh"
  chmod 755 "$PROGRAM" "$SHARE/entrypoint.sh"
  chown 0:0 "$PROGRAM" "$SHARE/entrypoint.sh"
}

main() {
  [ "$(id -u)" = 0 ] || fail "install.sh must run as root, as the dev container CLI runs it"
  cd "$(dirname "$0")"
  umask 022

  local user="${_REMOTE_USER:-root}" entry home owner dir
  user=${user%%:*}
  mkdir -p "$SHARE"
  install_program
  if entry=$(passwd_entry "$user"); then
    user=${entry%%:*}
    home=${_REMOTE_USER_HOME:-$(printf '%s\n' "$entry" | cut -d: -f6)}
    owner=$(printf '%s\n' "$entry" | cut -d: -f3,4)
    if [ ! -d "$home" ]; then
      mkdir -p "$home" 2>/dev/null || fail "the home folder of $user, $home, cannot be made; give that user another one"
      chown "$owner" "$home"
    fi
    dir=${home%/}/.claude
    make_real_directory "$dir" "$owner"
    bring_claude_json "$home" "$dir"
  else
    # A later Feature makes this user (common-utils comes after ours by name): a new home starts as a copy of /etc/skel,
    # owned by its user.
    say "there is no user $user yet; expecting a later Feature to make one, with the home folder /home/$user"
    make_real_directory "$SKELETON/.claude" 0:0
    dir=/home/$user/.claude
  fi
  link_config_directory "$dir"
  [ ! -d "$dir" ] || keep_image_content "$dir"
  printf '%s\n' "$user" >"$SHARE/remote-user"
  say "Claude Code's state is kept in $CONFIG_DIR -> $dir"
}

main "$@"
