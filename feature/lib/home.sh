# The whole home in a volume (claude-home): mounted at /claude-home, which is a link to the remote user's home. At each start.
#
# Lifecycle markers and servers of editors are the container's own: links in the volume lead to folders of the container's layer, which
# the image has. What the image has in the home comes by seed, from its archive.

HOME_MOUNT=${CLAUDE_STATE_HOME:-/claude-home}
LAYER=${CLAUDE_STATE_LAYER:-/var/lib/claude-home}
IMAGE_HOME=$SHARE/image-home

# claude-paths: markers and servers of editors.
HOME_LINKS='
  .devcontainer .vscode-server .vscode-server-insiders .vscode-remote .vscode-remote-containers
  .vscode-server-oss .vscodium-server .cursor-server .windsurf-server .positron-server .trae-server
  .kiro-server .zed_server .cache/JetBrains
'

home() {
  local code=0
  [ -L "$HOME_MOUNT" ] || return 0
  if unknown_remote_user; then return 0; fi
  find_remote_user || REMOTE_UID=$ME REMOTE_GID=$(id -g)
  enter_home || return 0
  [ "$ME" -ne 0 ] || own_home
  if ! other_remote_user; then
    home_as_user "$PLACES_GIVEN"
  elif [ -n "$PLACES_GIVEN" ] || [ -e "$STATE/trouble" ] || ! has_links; then
    as_remote_user home-as-user "$ROOT" "$PLACES_GIVEN" || code=$?
    [ "$code" -ne 125 ] || cannot_become
  fi
  [ ! -d "$IMAGE_HOME" ] || seed_from "$IMAGE_HOME" "$ROOT"
}

# enter_home: sets ROOT and HOME_MOUNTS; 1 where nothing is to be done.
enter_home() {
  if ! cd -P -- "$HOME_MOUNT" 2>/dev/null; then
    if [ -d "$HOME_MOUNT" ]; then home_not_owned; else say "$HOME_MOUNT leads to no folder: the home is not kept. Rebuild the container."; fi
    return 1
  fi
  ROOT=$(pwd -P)
  HOME_MOUNTS=$(mounts_of "$ROOT") || :
  case $NEWLINE$HOME_MOUNTS$NEWLINE in
    *"$NEWLINE.$NEWLINE"*) ;;
    *)
      say "no volume is mounted at $HOME_MOUNT: the home is lost with this container. Was its mount taken out of devcontainer.json?"
      return 1
      ;;
  esac
  ! mounted_twice "$HOME_MOUNTS" || say "two mounts lie on $ROOT, and which one is seen changes from start to start: remove the other one from devcontainer.json, then rebuild."
  if [ "$ME" -ne 0 ] && [ ! -w . ]; then
    if [ -z "${CLAUDE_STATE_SUDO:-}" ] && command -v sudo >/dev/null 2>&1 &&
      sudo -n env CLAUDE_STATE_SUDO=1 CLAUDE_STATE_SHARE="$SHARE" "$SELF" home </dev/null; then
      return 1
    fi
    home_not_owned
    return 1
  fi
}

home_not_owned() {
  say "the home ($HOME_MOUNT) is not writable for uid $ME: what is done here is lost. $(heal_advice)"
}

# own_home: by root. A mountpoint cannot be replaced by whoever owns the folder above it. All of it changes hands only when its own folder
# is another's, which is given last; else the folders that the engine has made for mounts below.
own_home() {
  local is
  is=$(stat -c '%u:%g %a' .) || return 0
  if is_bound; then
    case $is in "$REMOTE_UID:"*) ;; *) home_not_owned ;; esac
    return 0
  fi
  case $is in
    "$REMOTE_UID:$REMOTE_GID "*)
      [ "$REMOTE_UID" -eq 0 ] || give_home -maxdepth 3 -type d -user 0
      ;;
    *)
      give_home '(' ! -user "$REMOTE_UID" -o ! -group "$REMOTE_GID" ')'
      chown "$REMOTE_UID:$REMOTE_GID" . 2>/dev/null ||
        say "$ROOT could not be given to uid $REMOTE_UID. Is it mounted read-only?"
      ;;
  esac
  # As Podman makes a volume.
  case $is in *[2367]) chmod 755 . 2>/dev/null || : ;; esac
  own_places
}

# give_home EXPRESSION...: what find finds with it in the home, in no mount below.
give_home() {
  find_beside "$HOME_MOUNTS" ! -path . "$@" -exec sh -c "$GIVE_ENTRIES" sh "$ROOT" "$REMOTE_UID:$REMOTE_GID" {} + 2>/dev/null || :
}

# own_places: once in a container. The image has them open to all, for one that starts without root. What is in them the user closes.
own_places() {
  local name
  set --
  for name in $HOME_LINKS; do
    [ ! -k "$LAYER/$name" ] || set -- "$@" "$name"
  done
  [ $# -gt 0 ] || return 0
  PLACES_GIVEN=1
  (cd -P -- "$LAYER" && find "$@" -mindepth 1 -xdev '(' -type d -o -type l -o -links 1 ')' \
    -exec sh -c "$GIVE_ENTRIES" sh "$(pwd -P)" "$REMOTE_UID:$REMOTE_GID" {} + &&
    chown "$REMOTE_UID:$REMOTE_GID" "$@" && chmod 755 "$@") 2>/dev/null || :
}
PLACES_GIVEN=

# close_places: as the user, after root has given them.
close_places() {
  find "$LAYER" -xdev -user "$ME" ! -type l -perm -0002 -exec chmod go-w {} + 2>/dev/null || :
}

# has_links: nothing is to be done by the user.
has_links() {
  local name
  for name in $HOME_LINKS; do
    is_linked "$name" || return 1
  done
  keeps_claude
}

# is_linked NAME: or the image has no place for it.
is_linked() {
  [ ! -d "$LAYER/$1" ] || { [ -L "$1" ] && [ "$1" -ef "$LAYER/$1" ]; }
}

# Without the Features that keep Claude's state, ~/.claude lies in the home.
keeps_claude() {
  [ -e .claude ] || [ -L .claude ] || [ -e /var/lib/claude ]
}

# home_as_user PLACES_GIVEN: in the home.
home_as_user() {
  local name
  [ -z "$1" ] || close_places
  state_directory || return 0
  for name in $HOME_LINKS; do
    is_linked "$name" || link_out "$name" || trouble home-not-linked "$ROOT/$name could not be made a link to $LAYER/$name: what lies there outlasts the container."
  done
  keeps_claude || mkdir -m 700 .claude 2>/dev/null || :
  record_trouble
}

# link_out NAME: a folder of this name, from another set-up, is kept beside. A link of the user's, or something that is mounted there,
# is left alone.
link_out() {
  local name="$1" kept="$1.kept" number=1
  if [ -L "$name" ]; then
    case $(readlink "$name") in "$LAYER"/*) rm -f "$name" ;; *) return 0 ;; esac
  fi
  has_mount "$name" && return 0
  real_parents "$name" || return 1
  rmdir "$name" 2>/dev/null || :
  if [ -e "$name" ]; then
    while [ -e "$kept" ] || [ -L "$kept" ]; do
      number=$((number + 1))
      kept=$name.kept$number
    done
    mv -T "$name" "$kept" 2>/dev/null || return 1
    say "$ROOT/$name is the container's own now; what was in the volume under that name is kept in $ROOT/$kept. Remove it if you do not need it."
  fi
  ln -s -T "$LAYER/$name" "$name" 2>/dev/null
}

# has_mount NAME: it is a mountpoint, or has one below it.
has_mount() {
  case $NEWLINE$HOME_MOUNTS$NEWLINE in *"$NEWLINE./$1$NEWLINE"* | *"$NEWLINE./$1/"*) return 0 ;; esac
  return 1
}

# is_home_volume FOLDER: it is the home, and that lies in its volume.
is_home_volume() {
  [ -L "$HOME_MOUNT" ] && [ "$1" -ef "$HOME_MOUNT" ] && is_mountpoint "$(cd -P -- "$1" && pwd -P)"
}
