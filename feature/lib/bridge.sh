# The links by which Claude Code finds what is mounted.

# bridge [CONTAINER_FOLDER]
bridge() {
  if unknown_remote_user; then return 0; fi
  if other_remote_user; then
    local code=0
    as_remote_user bridge "$@" || code=$?
    [ "$code" -ne 125 ] || cannot_become
    return 0
  fi
  bridge_config "$@" || :
  record_trouble
}

bridge_config() {
  local slug=
  open_config && need_projects && state_directory && lock_volume || return 0
  volume_id || {
    trouble bridge-not-writable "$ROOT/$STATE is not writable for uid $ME. $(heal_advice)"
    return 0
  }
  if [ $# -eq 0 ]; then
    know_folder
  else
    record_folder "$1" || return 0
  fi
  if [ -L projects ] || { [ -e projects ] && [ ! -d projects ]; }; then
    trouble bridge-projects "$ROOT/projects is not a directory of its own: nothing was linked. Move it away, then run 'claude-state bridge'."
    return 0
  fi
  [ -d projects ] || mkdir -m 700 projects 2>/dev/null || :
  remove_dangling .
  remove_dangling projects
  remove_dangling_memory
  if read_folder; then
    real_folder "$FOLDER"
    find_slug "$REAL_FOLDER"
    slug=$FOUND_SLUG
    if [ -d "$HOST/project" ]; then
      find_former "$slug"
      link_project "$PROJECT_NAME" "$slug" || :
      if link_project "$slug"; then
        link_below "$slug"
        drain_pending
      fi
      name_shared_folder
      [ "$MEMORY_SLUG" = "$slug" ] || link_memory
      check_project_write
    else
      bring_former "$slug"
      isolate_project "$slug"
    fi
  elif [ -d "$HOST/project" ]; then
    # All that a client that knows the name needs. What older ones record stays in the volume until the folder is known.
    if link_project "$PROJECT_NAME"; then drain_pending; fi
    name_shared_folder
    check_project_write
  else
    isolate_project ''
  fi
  bridge_companions
  link_profile
}

# Claude Code itself says nothing, so this is the only place where the user learns of it in time.
check_project_write() {
  ! writable_directory "$HOST/project" || return 0
  local owner todo
  owner=$(stat -c %u "$HOST/project" 2>/dev/null) || owner='?'
  case $ME:$owner in
    0:* | "$owner:$ME") todo="Is it mounted read-only, or is the disk full? Look at its mount in devcontainer.json; then rebuild." ;;
    *:0) todo="On the host, give it to the user who starts the container (chown -R); then run 'claude-state bridge'." ;;
    *) todo="Remove '\"updateRemoteUserUID\": false' from devcontainer.json, or set remoteUser to a user with uid $owner; then rebuild. If it is mounted read-only, mount it read-write." ;;
  esac
  trouble bridge-project-not-writable "$HOST/project cannot be written by uid $ME (it belongs to uid $owner): Claude Code would answer and silently save nothing. $todo"
}

# record_folder FOLDER
record_folder() {
  local folder="$1"
  case $folder in
    '')
      trouble bridge-no-folder "bridge was given an empty folder: give the project's folder in this container."
      return 1
      ;;
    /*) ;;
    *) folder=$CALLED_IN/$folder ;;
  esac
  if read_folder && [ "$FOLDER" = "$folder" ]; then return 0; fi
  [ -z "$FOLDER" ] || remember_former "$FOLDER"
  [ ! -d "$STATE/folder" ] && write_beside "$STATE/folder" "$folder$NEWLINE" || {
    trouble bridge-not-recorded "$ROOT/$STATE/folder could not be written (full disk, or not owned by uid $ME)."
    return 1
  }
}

# Sets FOLDER; 1 when none is recorded. A folder's name may have newlines in it.
read_folder() {
  local line
  FOLDER=
  [ -f "$STATE/folder" ] && [ -r "$STATE/folder" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    FOLDER=$FOLDER$line$NEWLINE
  done <"$STATE/folder"
  FOLDER=${FOLDER%"$NEWLINE"}
  [ -n "$FOLDER" ]
}
