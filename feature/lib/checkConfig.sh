# doctor: the config directory itself.

check_config() {
  # In a home that is kept, the file beside ~/.claude is too.
  [ -n "${CLAUDE_CONFIG_DIR:-}" ] || is_home_volume "${HOME:-/}" ||
    finding config-env-not-set warning "CLAUDE_CONFIG_DIR is not set here: Claude Code keeps its state in ~/.claude and ~/.claude.json, the latter outside the volume." \
      "environment of uid $ME" "Rebuild the container, and do not unset CLAUDE_CONFIG_DIR in remoteEnv or a shell profile."
  if ! cd -P -- "$CONFIG" 2>/dev/null; then
    finding config-dir-missing error "The config directory does not exist or is closed to uid $ME." \
      "$CONFIG" "$(heal_advice)"
    check_capabilities "$CONFIG"
    return 0
  fi
  ROOT=$(pwd -P)
  know_read_only
  ! mounted_twice "$(mounts_of "$ROOT")" ||
    finding config-dir-mounted-twice error "Two mounts lie on the config directory; which one Claude Code sees changes from start to start." \
      "$ROOT" "Remove the other one (a mount of ~/.claude in devcontainer.json, or another Feature's), then rebuild."
  if [ -n "$READ_ONLY" ]; then
    check_config_mount "$ROOT/projects"
    check_read_only
    return 0
  fi
  check_config_mount "$ROOT"
  check_config_owner
  check_config_write
}

# check_config_mount DIRECTORY: the mount that it lies on: the container's own layer is lost when it is rebuilt.
check_config_mount() {
  local on
  on=$(DOCTOR_ROOT=$1 awk '
    BEGIN { root = ENVIRON["DOCTOR_ROOT"]; best = "" }
    {
      at = $5; gsub(/\\040/, " ", at)
      for (i = 7; i <= NF && $i != "-"; i++);
      if ((at == root || at == "/" || index(root, at "/") == 1) && length(at) >= length(best)) { best = at; type = $(i + 1) }
    }
    END { print best " " type }' "$MOUNTINFO" 2>/dev/null) || on=
  case $on in
    '' | ' ') return 0 ;;
    / | '/ '* | *' tmpfs' | *' overlay')
      finding config-dir-not-mounted warning "The config directory is not on a volume: logins and sessions are lost when the container is rebuilt." \
        "$1 is on ${on}" "Check that no mount in devcontainer.json has the same target as the Feature's volume, then rebuild." ;;
  esac
}

# The same look as heal's, with the same mounts left out. Whose it is does not matter where the user can use it.
check_config_owner() {
  local wrong
  wrong=$(find_unusable "$(mounts_of "$ROOT")" 2>&1 | head -n 100) || :
  [ -z "$wrong" ] ||
    finding config-dir-not-owned error "Not everything in the config directory belongs to the user who runs Claude Code (uid $REMOTE_UID)." \
      "$ROOT: $(listed "$wrong")" "$(heal_advice)"
  [ -z "$wrong" ] || check_capabilities "$ROOT"
}

# check_capabilities FOLDER: why heal does not help with what is not the user's there.
check_capabilities() {
  ! is_bound ||
    finding capabilities-dropped error "Something in $1 is not the user's, and root in this container may not change owners." \
      "capabilities of root: $CAPABILITIES" "$(heal_advice)"
}

check_config_write() {
  local probe
  for probe in . projects; do
    [ -d "$probe" ] && [ ! -L "$probe" ] || continue
    ! is_full "$probe" || return 0
    if ! writable_directory "$probe"; then
      finding config-dir-not-writable error "Claude Code cannot write its state; it would answer as usual and save nothing." \
        "$ROOT/$probe is not writable for uid $ME" "Run 'claude-state heal' as root; is the volume full or mounted read-only?"
      return 0
    fi
  done
}

# listed LINES: the first few on one line.
listed() {
  local line out="" n=0
  while IFS= read -r line; do
    n=$((n + 1))
    [ "$n" -gt 5 ] || out="$out${out:+, }$line"
  done <<END
$1
END
  if [ "$n" -gt 5 ]; then out="$out and $((n - 5)) more"; fi
  printf '%s' "$out"
}
