# init own: volumes and secrets become the user's. Nothing else is root's to do; init.sh has the whole of it.

# Where own_volume is.
ROOT_NOW=

init_own() {
  local owner
  COMMAND=init
  VOLUME_ID=init
  enter_volume
  if [ "$ME" -ne 0 ]; then
    writable_directory . || init_fatal "the home's volume $ROOT cannot be written by uid $ME: 'init own' has to run as root."
    return 0
  fi
  # The projects first: the home is where we stay.
  [ -z "$INIT_PROJECTS" ] || own_projects
  [ -z "$INIT_LOGIN" ] || own_login_volume
  cd -P -- "$ROOT"
  ROOT_NOW=$ROOT
  owner=$(stat -c %u .) || :
  own_volume || init_fatal "the home's volume $ROOT could not be given to uid $REMOTE_UID. Is it mounted read-only, or do CHOWN, DAC_OVERRIDE and FOWNER lack?"
  # A restored volume changes hands whole. Else what root made does: other owners may be meant, as containers of the user's have them.
  if [ "$owner" = "$REMOTE_UID" ]; then own_entries "$ROOT" -user 0; else own_entries "$ROOT" ! -user "$REMOTE_UID"; fi
  hand_over
}

# own_volume: the top of the volume that we are in. One that anybody may write in, as new volumes are, is closed to others.
own_volume() {
  local now mode
  now=$(stat -c '%u:%g %a' .) || return 1
  mode=${now#* }
  if [ "${now% *}" != "$REMOTE_UID:$REMOTE_GID" ]; then
    chown "$REMOTE_UID:$REMOTE_GID" . 2>/dev/null && chmod 750 . 2>/dev/null || return 1
    init_says own "$ROOT_NOW is now uid $REMOTE_UID's"
  else
    case $mode in *[2367]) chmod o-w . 2>/dev/null || return 1 ;; esac
  fi
  # Root writes on a read-only mount by no test but a write.
  probe "./$STATE-init-probe.tmp"
}

# own_entries DIRECTORY EXPRESSION...: what find finds in the directory, which is the current one.
own_entries() {
  local mounts root="$1"
  shift
  mounts=$(mounts_of "$root") || :
  # Across a mount nobody can make a hard link; without one, root's files could have a second name here.
  case $NEWLINE$mounts$NEWLINE in
    *"$NEWLINE.$NEWLINE"*) ;;
    *) set -- "$@" '(' -type d -o -type l -o -links 1 ')' ;;
  esac
  find_beside "$mounts" "$@" -exec sh -c "$GIVE_ENTRIES" sh "$root" "$REMOTE_UID:$REMOTE_GID" {} + 2>/dev/null || :
}

# own_projects: looked through only where the volume itself was somebody else's: there may be much in it.
own_projects() {
  local now
  if ! cd -P -- "$INIT_PROJECTS" 2>/dev/null; then
    trouble init-projects "the projects' volume $INIT_PROJECTS is not there: look at the mounts of the container."
    return 0
  fi
  ROOT_NOW=$(pwd -P)
  now=$(stat -c %u .) || :
  own_volume || {
    trouble init-projects "the projects' volume $ROOT_NOW could not be given to uid $REMOTE_UID. Is it mounted read-only?"
    return 0
  }
  [ "$now" = "$REMOTE_UID" ] || own_entries "$ROOT_NOW" ! -user "$REMOTE_UID"
}

# own_login_volume: the volume of a shared login. Claude Code keeps a lock beside the folder that it is told.
own_login_volume() {
  if ! cd -P -- "$INIT_LOGIN" 2>/dev/null; then
    trouble init-login "the login's volume $INIT_LOGIN is not there: look at the mounts of the container."
    return 0
  fi
  ROOT_NOW=$(pwd -P)
  if [ ! -e store ] && [ ! -L store ]; then mkdir -m 700 store 2>/dev/null || :; fi
  own_volume && { [ -L store ] || chown -h "$REMOTE_UID:$REMOTE_GID" store 2>/dev/null; } ||
    trouble init-login "the login's volume $ROOT_NOW could not be given to uid $REMOTE_UID."
}

# hand_over: secrets, in a folder that is root's alone until all is in it.
hand_over() {
  [ -n "$INIT_SSH$INIT_ENV$TROUBLE" ] || return 0
  if state_is_other; then
    # 'init fill' says it.
    :
  elif state_directory && cd -P -- "$STATE" && [ "$(pwd -P)" = "$ROOT/$STATE" ] && rm -rf ./handed && mkdir -m 700 handed &&
    cd -P -- handed && [ "$(pwd -P)" = "$ROOT/$HANDED" ] && [ "$(stat -c %u .)" = 0 ] && hand_ssh && hand_env; then
    [ -z "$TROUBLE" ] || printf '%s' "$TROUBLE" >trouble || :
    find . -mindepth 1 -exec chown -h "$REMOTE_UID:$REMOTE_GID" {} + && chown "$REMOTE_UID:$REMOTE_GID" . .. || :
  else
    say "secrets could not be handed to uid $REMOTE_UID (full volume?): those of the last start stay."
  fi
  cd -P -- "$ROOT"
}

# What lies there may be links that the engine made, to files of a folder of its own.
hand_ssh() {
  local file name
  [ -n "$INIT_SSH" ] && [ -d "$INIT_SSH" ] || return 0
  mkdir -m 700 ssh || return 1
  for file in "$INIT_SSH"/*; do
    name=${file##*/}
    [ -f "$file" ] || continue
    cat "$file" 2>/dev/null >"ssh/$name" || return 1
  done
}

hand_env() {
  [ -n "$INIT_ENV" ] && [ -f "$INIT_ENV" ] || return 0
  cat "$INIT_ENV" 2>/dev/null >./env
}
