# doctor: the whole home in a volume (claude-home).

check_home() {
  local at
  [ -L "$HOME_MOUNT" ] || return 0
  if ! at=$(cd -P -- "$HOME_MOUNT" 2>/dev/null && pwd -P) || ! is_mountpoint "$at"; then
    finding home-not-mounted warning "No volume is mounted for the home: it is this container's alone, and is lost with it." \
      "$HOME_MOUNT -> $(readlink "$HOME_MOUNT")" "Check that no mount in devcontainer.json has the target $HOME_MOUNT or lies on the home, then rebuild."
    return 0
  fi
  [ "${HOME:-/}" -ef "$at" ] ||
    finding home-elsewhere warning "The volume for the home lies on another folder than the one that HOME names: it stays empty, and what you do is lost." \
      "HOME=${HOME:-}, the volume is at $at" "Set remoteUser to the user who works here, take HOME out of what sets it, then rebuild."
  ! mounted_twice "$(mounts_of "$at")" ||
    finding home-mounted-twice error "Two mounts lie on the home; which one is seen changes from start to start." \
      "$at" "Remove the other one (a mount of the home in devcontainer.json), then rebuild."
  if [ "$(stat -c %u "$at/.")" != "$REMOTE_UID" ] || [ ! -w "$at" ]; then
    finding home-not-owned error "The home does not belong to the user who works here: what is done is lost, or fails." \
      "$at: uid $(stat -c %u "$at/."), here uid $REMOTE_UID" "$(heal_advice_home)"
    return 0
  fi
  check_home_folder "$at"
}

heal_advice_home() {
  if is_bound; then heal_advice; else echo "Run 'claude-state home' as root, or rebuild the container."; fi
}

# check_home_folder DIRECTORY
check_home_folder() {
  local ROOT="$1" STATE="$NAME" SEED="$NAME/seed" back="$PWD" name found=''
  cd -P -- "$ROOT" || return 0
  for name in $HOME_LINKS; do
    if is_linked "$name" || [ -L "$name" ]; then continue; fi
    if [ -d "$name" ]; then found=$found$name$NEWLINE; fi
  done
  [ -z "$found" ] ||
    finding home-markers warning "Lifecycle markers or an editor's server lie in the volume: they outlast the container, and lifecycle commands may be skipped." \
      "$ROOT: $(listed "${found%"$NEWLINE"}")" "Restart the container. If something is mounted there, take that mount out of devcontainer.json."
  check_seed
  check_trouble
  cd -- "$back" || return 0
}
