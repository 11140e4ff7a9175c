# doctor: the shared project folder, the links to it, and what is on its way.

check_project() {
  local found
  if [ "$MODE" != share ]; then
    # An exported agent or a capsule: it has no dev container to share.
    [ -z "${CLAUDE_STATE_CONVERSATION:-}" ] || return 0
    finding project-not-mounted information "The host's sessions of this project are not shared with this container." \
      "$HOST/project does not exist" "If they should be: 'claude-sessions share' on the host, then rebuild."
    return 0
  fi
  is_full "$HOST/project" || writable_directory "$HOST/project" ||
    finding project-not-writable error "This project's folder of the host cannot be written: Claude Code would answer as usual and save nothing." \
      "$HOST/project is not writable for uid $ME (it belongs to $(stat -c %u:%g "$HOST/project" 2>/dev/null || echo '?'))" \
      "On the host, make the folder belong to the user who starts the container, then rebuild (on Linux leave updateRemoteUserUID on)."
  ! writable_directory "$HOST/project/memory" ||
    finding memory-writable information "The project's memory can be written from this container; Claude Code on the host follows it as instructions." \
      "$HOST/project/memory" "If that was not chosen by '--memory rw': 'claude-sessions status' on the host says which mount it is; make it read-only, then rebuild."
  found=$(stat -c %u "$HOST/project" 2>/dev/null) || found=0
  [ "$found" -ne 0 ] || return 0
  found=$(find "$HOST/project/." -name '*.jsonl' -user 0 -print 2>/dev/null | head -n 100) || :
  [ -z "$found" ] ||
    finding root-owned-transcripts error "Sessions written as root: Claude Code on the host cannot read them, and would go on with an empty history." \
      "$(listed "$found")" "Run 'claude-state heal' as root in the container, or chown them on the host."
}

check_bridge() {
  if [ -n "$SLUG" ]; then check_link "projects/$SLUG" || return 0; fi
  [ "$MODE" = share ] || return 0
  [ -n "$SLUG" ] ||
    finding no-folder-recorded warning "What is mounted does not tell which folder here is the project's, so not everything is linked." \
      "$ROOT/$STATE/folder" "Run 'claude-state bridge FOLDER' with the project's folder in this container."
  check_link "projects/$PROJECT_NAME" || return 0
  case ${CLAUDE_CODE_PROJECT_DIR_NAME:-$PROJECT_NAME} in "$PROJECT_NAME") return 0 ;; esac
  finding project-name-differs warning "Claude Code files conversations under another name than the shared one: they stay in this container." \
    "CLAUDE_CODE_PROJECT_DIR_NAME=$CLAUDE_CODE_PROJECT_DIR_NAME" "Take CLAUDE_CODE_PROJECT_DIR_NAME out of devcontainer.json, the image or the shell profile that sets it; our Feature sets it to '$PROJECT_NAME'."
}

# check_link PATH: 1 when something is wrong with it.
check_link() {
  if [ -L "$1" ] && [ ! -e "$1" ]; then
    finding bridge-dangling error "The link to this project's sessions leads nowhere: nothing would be saved." \
      "$ROOT/$1 -> $(readlink "$1")" "Run 'claude-state bridge'."
  elif [ "$MODE" != share ]; then
    return 0
  elif [ ! -L "$1" ]; then
    finding bridge-missing error "Claude Code does not find the host's sessions: its folder for this project is not linked to them." \
      "$ROOT/$1 is $(if [ -d "$1" ]; then echo 'a directory of its own'; else echo missing; fi)" "Run 'claude-state bridge'."
  elif [ ! "$1" -ef "$HOST/project" ]; then
    finding bridge-elsewhere error "Claude Code's folder for this project is linked to another place than the host's sessions." \
      "$ROOT/$1 -> $(readlink "$1")" "Remove the link if it is not yours, then run 'claude-state bridge'."
  else
    return 0
  fi
  return 1
}

# Where the memory is filed by another folder than the project's.
check_memory() {
  [ "$MODE" = share ] && [ -n "$SLUG" ] && [ -d "$HOST/project/memory" ] || return 0
  find_memory_slug "$SLUG"
  if [ "$MEMORY_SLUG" = "$SLUG" ] || [ "projects/$MEMORY_SLUG/memory" -ef "$HOST/project/memory" ]; then return 0; fi
  finding memory-not-linked warning "Claude Code does not find the host's memory of this project: it looks for it in the folder of the git repository, which is not linked to it." \
    "$ROOT/projects/$MEMORY_SLUG/memory" "Run 'claude-state bridge'."
}

check_state() {
  local found
  if [ -L "$STATE" ]; then
    finding state-is-link error "The state directory of claude-state is a link: nothing is bridged." "$ROOT/$STATE -> $(readlink "$STATE")" \
      "Look where it leads, then remove it and run 'claude-state bridge'."
    return 0
  fi
  found=$(find "$STATE/adopt" -mindepth 1 -maxdepth 1 2>/dev/null | head -n 100) || :
  [ -z "$found" ] ||
    finding adoption-pending warning "Sessions recorded in the volume have not all reached the project's folder yet. None is lost." \
      "$ROOT: $(listed "$found")" "Run 'claude-state bridge'; it says what is in the way."
  check_kept
  check_seed
  check_trouble
}

check_trouble() {
  local code line
  [ ! -L "$STATE" ] && [ -f "$STATE/trouble" ] && [ -r "$STATE/trouble" ] || return 0
  while IFS=$TAB read -r code line; do
    [ -z "$code" ] || finding "$code" warning "$line" "$ROOT/$STATE/trouble" ''
  done <"$STATE/trouble"
}

check_seed() {
  local found
  [ ! -L "$SEED" ] && [ -f "$SEED/report" ] && [ ! -L "$SEED/report" ] || return 0
  found=$(sed -n 's/^newer //p' "$SEED/report" 2>/dev/null | head -n 100) || :
  [ -z "$found" ] ||
    finding seed-newer information "The image has newer files than the volume, which nobody has changed there." \
      "$ROOT: $(listed "$found")" "Run 'claude-state seed --refresh' to take them over."
}

# Memory that waits for the project to be isolated again is as it should be; the rest wants a decision.
check_kept() {
  local found
  found=$(find "$STATE/kept" -mindepth 2 ! -type d ! -path "$STATE/kept/*/memory/*" 2>/dev/null | head -n 100) || :
  [ -z "$found" ] ||
    finding kept-files warning "Files were kept in the volume because the host has other ones of the same name, or because they are links or special files." \
      "$ROOT: $(listed "$found")" "Compare each with its namesake, then remove what is not needed."
  found=$(find "$STATE/kept" -mindepth 3 ! -type d -path "$STATE/kept/*/memory/*" 2>/dev/null | head -n 100) || :
  [ -z "$found" ] ||
    finding kept-files information "The project's memory from before it was shared waits in the volume until it is isolated again." \
      "$ROOT: $(listed "$found")" ''
}
