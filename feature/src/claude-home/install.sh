#!/bin/sh
# Installs a Feature of Claude Sessions. Runs as root while the image is built, with _REMOTE_USER and _REMOTE_USER_HOME from the
# dev container CLI. Features that bring this file may come in any order, twice, or in another version.
# shellcheck shell=sh disable=SC3043
set -eu

SHARE=/usr/local/share/claude-sessions
PROGRAM=/usr/local/bin/claude-state
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

# find_user: sets USER, and HOME_FOLDER and OWNER of that user; 1 when there is no such user yet.
find_user() {
  local entry
  USER="${_REMOTE_USER:-root}"
  USER=${USER%%:*}
  if ! entry=$(passwd_entry "$USER"); then
    say "there is no user $USER yet; expecting a later Feature to make one, with the home folder /home/$USER"
    return 1
  fi
  USER=${entry%%:*}
  HOME_FOLDER=${_REMOTE_USER_HOME:-$(printf '%s\n' "$entry" | cut -d: -f6)}
  OWNER=$(printf '%s\n' "$entry" | cut -d: -f3,4)
  if [ ! -d "$HOME_FOLDER" ]; then
    mkdir -p "$HOME_FOLDER" 2>/dev/null || fail "the home folder of $USER, $HOME_FOLDER, cannot be made; give that user another one"
    chown "$OWNER" "$HOME_FOLDER"
  fi
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

# link_place PLACE DIR WHAT: makes PLACE, where WHAT is mounted, a link to DIR.
link_place() {
  local place="$1" dir="$2" what="$3"
  if [ -L "$place" ]; then
    [ "$(readlink "$place")" != "$dir" ] || return 0
    rm "$place"
  elif exists "$place"; then
    fail "$place is there already, but $what goes there; remove it from the image"
  fi
  mkdir -p "${place%/*}/"
  ln -s "$dir" "$place"
}

# archive_folder DIR COPY NAME...: copies what is in DIR, but for what is named, by paths below DIR. A volume over DIR hides it.
archive_folder() {
  local dir="$1" copy="$2" entry name real
  shift 2
  rm -rf "$copy"
  mkdir -m 755 "$copy"
  for entry in "$dir"/* "$dir"/.[!.]* "$dir"/..?*; do
    exists "$entry" || continue
    for name in "$@"; do
      [ "$name" != "${entry##*/}" ] || continue 2
    done
    cp -a "$entry" "$copy/"
  done
  real=$(readlink -f "$copy")
  for name in "$@"; do
    case $name in */*) ;; *) continue ;; esac
    # Not through a link on the way.
    [ "$(readlink -f "$copy/${name%/*}")" != "$real/${name%/*}" ] || rm -rf "${copy:?}/$name"
  done
  find "$copy" ! -type f ! -type d ! -type l -exec rm -f {} +
}

# stamp_archive COPY: by the stamp a start knows without looking that there is nothing new. An empty archive goes.
stamp_archive() {
  local copy="$1"
  rm -f "$copy.stamp"
  rmdir "$copy" 2>/dev/null ||
    (cd "$copy" && find . -mindepth 1 -exec stat -c '%f %s %Y %n' {} + | sort | md5sum) >"$copy.stamp"
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

# begin: what every Feature does first.
begin() {
  [ "$(id -u)" = 0 ] || fail "install.sh must run as root, as the dev container CLI runs it"
  cd "$(dirname "$0")"
  umask 022
  mkdir -p "$SHARE"
  install_program
}

# Makes the remote user's home a place that a volume can lie over. For claude-home.

HOME_MOUNT=/claude-home
# What is the container's own, outside of the volume. Its folders are in the image, so that no link in a home ever leads nowhere.
LAYER=/var/lib/claude-home

# claude-paths: markers and servers of editors.
HOME_LINKS='
  .devcontainer .vscode-server .vscode-server-insiders .vscode-remote .vscode-remote-containers
  .vscode-server-oss .vscodium-server .cursor-server .windsurf-server .positron-server .trae-server
  .kiro-server .zed_server .cache/JetBrains
'

# claude-paths: those, what is made again, and of ~/.claude what no volume needs.
HOME_LEFT_OUT='
  .devcontainer .vscode-server .vscode-server-insiders .vscode-remote .vscode-remote-containers
  .vscode-server-oss .vscodium-server .cursor-server .windsurf-server .positron-server .trae-server
  .kiro-server .zed_server .cache/JetBrains .cache .npm/_cacache .npm/_logs .local/share/Trash
  .claude/.claude-state .claude/sessions .claude/ide .claude/daemon .claude/jobs .claude/shell-snapshots
  .claude/remote .claude/remote-control .claude/bridge-spawn .claude/child-logs .claude/chrome .claude/state
  .claude/scratch .claude/shares .claude/file-transfers .claude/local-settings .claude/project-settings
  .claude/storage-v2 .claude/systemd .claude/seed-admin .claude/server-sessions.json .claude/server.lock
  .claude/computer-use.lock .claude/active-time.json .claude/scheduled_tasks.json .claude/cache
  .claude/image-cache .claude/debug .claude/telemetry .claude/traces .claude/startup-perf .claude/dump-prompts
  .claude/api-dumps .claude/downloads .claude/feedback .claude/feedback-bundles .claude/usage-data
  .claude/mcp-discovery-cache .claude/mcp-skill-archives .claude/stats-cache.json
  .claude/gh-pr-status-cache.json .claude/policy-limits.json .claude/remote-settings.json
  .claude/.last-cleanup .claude/todos .claude/statsig .claude/logs .claude/local
'

# make_places: whoever the user is, also with another number than now and without root, can write there from the first moment.
make_places() {
  local name
  for name in $HOME_LINKS; do
    mkdir -p "$LAYER/$name"
    case $(stat -c %u "$LAYER/$name") in 0) chmod 1777 "$LAYER/$name" ;; esac
  done
}

# make_links HOME OWNER: in the image's home, as the engine copies them into an empty volume. What is there already goes to the layer.
make_links() {
  local home="$1" owner="$2" name at to
  for name in $HOME_LINKS; do
    at=$home/$name to=$LAYER/$name
    [ "$(readlink "$at" 2>/dev/null)" != "$to" ] || continue
    case $name in
      */*)
        if [ -L "${at%/*}" ]; then continue; fi
        if [ ! -d "${at%/*}" ]; then
          mkdir -p "${at%/*}"
          chown "$owner" "${at%/*}"
        fi
        ;;
    esac
    if [ -d "$at" ] && [ ! -L "$at" ]; then
      move_missing "$at" "$to"
      # As in the home, it is the user's, who may have another number by then: nobody changes owners here but root at a start.
      find "$to" -mindepth 1 -exec chown -h "$owner" {} + ! -type l -exec chmod a+rwX {} +
    fi
    if exists "$at"; then
      mv "$at" "$(free_name "$at.image")"
      say "$at was in the way of what the container keeps for itself; it is now beside it"
    fi
    ln -s "$to" "$at"
    chown -h "$owner" "$at"
  done
}

# free_name PATH
free_name() {
  local path="$1"
  while exists "$path"; do path=$path.old; done
  printf '%s\n' "$path"
}

# open_to_all COPY: the user who starts the container may be neither root nor of the number that the archive has. COPY.modes says what
# was closed before. A name with a line end would be two lines there: such an entry stays as it is.
open_to_all() {
  local copy="$1" newline='
'
  rm -f "$copy.modes"
  [ -d "$copy" ] || return 0
  (cd "$copy" && find . -name "*$newline*" -prune -o '(' -type d ! -perm -0005 -o -type f ! -perm -0004 ')' -exec stat -c '%f %a %n' {} +) >"$copy.modes"
  (cd "$copy" && find . -name "*$newline*" -prune -o -type d ! -perm -0005 -exec chmod a+rx {} + -o -type f ! -perm -0004 -exec chmod a+r {} +)
}

keep_image_home() {
  # shellcheck disable=SC2086 # a list of names
  archive_folder "$1" "$SHARE/image-home" .claude-state $HOME_LEFT_OUT
  stamp_archive "$SHARE/image-home"
  open_to_all "$SHARE/image-home"
}

main() {
  begin
  make_places
  local dir
  if find_user; then
    dir=$(readlink -f "$HOME_FOLDER") || dir=/
    [ "$dir" != / ] || fail "$USER has no home folder of its own ($HOME_FOLDER): give that user another one"
    find "$dir" -xdev -path "$dir/*/*/*" -prune -o -type d -user 0 -exec chown "$OWNER" {} +
    make_links "$dir" "$OWNER"
    keep_image_home "$dir"
  else
    # As for Claude's state: a new home starts as a copy of /etc/skel, owned by its user.
    mkdir -p "$SKELETON"
    make_links "$SKELETON" 0:0
    dir=/home/$USER
  fi
  link_place "$HOME_MOUNT" "$dir" "the volume with the home"
  printf '%s\n' "$USER" >"$SHARE/remote-user"
  say "the home of $USER is kept in $HOME_MOUNT -> $dir"
}

main "$@"
