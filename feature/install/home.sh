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
