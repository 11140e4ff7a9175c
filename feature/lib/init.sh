# A home in a volume, wherever an image runs: what is done before its container starts, by containers of the same image, one after the other.
#
#   init own    as root, which may do no more than give files to others (CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER): the volumes become the
#               user's, and secrets that root alone can read are handed over
#   init fill   as the user, the volume beside the image's own home, which is still to be seen: what the image has, ssh, .env
#   init clone  as the user, the volume in the home's place, where ssh and git look for theirs: repositories
#
# Each is done at every start and changes nothing that is right. Root follows no link in a volume and runs nothing of the user's. Only a volume
# that cannot be written stops a start, for all that is said then would be lost.

# Secrets on their way from root to the user: a folder of the volume.
HANDED=$STATE/handed
INIT_VOLUME='' INIT_IMAGE='' INIT_PROJECTS='' INIT_LOGIN='' INIT_SSH='' INIT_ENV=''
INIT_FATAL=

# init own|fill|clone OPTION... [REPOSITORY...]
init() {
  local part="${1:-}"
  case $part in
    own | fill | clone) shift ;;
    *) wrong_usage "init takes own, fill or clone." ;;
  esac
  init_user "$ME:$(id -g)"
  while [ $# -gt 0 ]; do
    case $1 in
      --user | --volume | --image | --projects | --login | --ssh | --env) [ $# -ge 2 ] || wrong_usage "$1 takes a value." ;;
      -*) wrong_usage "init has no option '$1'." ;;
      *) break ;;
    esac
    case $1 in
      --user) init_user "$2" ;;
      --volume) INIT_VOLUME=$2 ;;
      --image) INIT_IMAGE=$2 ;;
      --projects) INIT_PROJECTS=$2 ;;
      --login) INIT_LOGIN=$2 ;;
      --ssh) INIT_SSH=$2 ;;
      --env) INIT_ENV=$2 ;;
    esac
    shift 2
  done
  case $INIT_VOLUME in /*) ;; *) wrong_usage "init takes --volume with the path of the home's volume." ;; esac
  [ "$part" = clone ] || [ $# -eq 0 ] || wrong_usage "init $part takes no repositories."
  trap 'init_end $?' EXIT
  "init_$part" "$@"
}

# init_user UID:GID
init_user() {
  case $1 in
    *[!0-9:]* | *:*:* | :* | *:) wrong_usage "--user takes UID:GID, two numbers." ;;
    *:*) REMOTE_UID=${1%%:*} REMOTE_GID=${1##*:} ;;
    *) wrong_usage "--user takes UID:GID, two numbers." ;;
  esac
}

init_end() {
  trap - EXIT
  [ -z "$INIT_FATAL" ] || exit 1
  [ "$1" -eq 0 ] || say "init stopped early (code $1): the container starts all the same. Run 'claude-state doctor' in it."
  exit 0
}

# init_fatal MESSAGE
init_fatal() {
  INIT_FATAL=1
  say "$1"
  exit 1
}

# init_says PHASE MESSAGE
init_says() {
  printf 'claude-state: %s: %s\n' "$1" "$(printable "$2")"
}

# enter_volume: the volume becomes the config directory, as far as records go.
enter_volume() {
  CONFIG=$INIT_VOLUME
  cd -P -- "$CONFIG" 2>/dev/null ||
    init_fatal "the home's volume $CONFIG is not there, or closed to uid $ME: look at the mounts of the container."
  ROOT=$(pwd -P)
}

# init_fill: as the user.
init_fill() {
  local handed='' ssh="$INIT_SSH" env="$INIT_ENV"
  COMMAND=init
  enter_volume
  VOLUME_ID=init
  writable_directory . ||
    init_fatal "the home's volume $ROOT cannot be written by uid $ME (owner $(stat -c '%u:%g, mode %a' .)): $(unwritable_advice)"
  if state_is_other; then
    start_without_records
    return 0
  fi
  state_directory || INIT_FATAL=1
  [ -z "$INIT_FATAL" ] || exit 1
  if [ -d "$HANDED" ] && [ ! -L "$HANDED" ] && [ -O "$HANDED" ]; then
    handed=1
    [ ! -d "$HANDED/ssh" ] || ssh=$ROOT/$HANDED/ssh
    [ ! -f "$HANDED/env" ] || env=$ROOT/$HANDED/env
    take_troubles
  fi
  (migrate_home) || :
  [ -z "$INIT_IMAGE" ] || init_seed
  init_config
  [ -z "$INIT_SSH" ] || init_ssh "$ssh"
  [ -z "$INIT_ENV" ] || init_env "$env"
  [ -z "$handed" ] || rm -rf "./$HANDED"
  record_trouble
}

# start_without_records: nothing is written through a link, and without records what the user deleted would come back: what there is stays.
start_without_records() {
  init_says fill "$(other_state_words)"
  init_config
  ssh_modes
}

other_state_words() {
  local what='is a file'
  [ ! -L "$STATE" ] || what="is a link to $(readlink "$STATE")"
  printf '%s' "$ROOT/$STATE, where claude-state keeps its records, $what: the container starts with the home as it is, and nothing comes from the image or the secrets. Look what it is, remove it, and start again."
}

unwritable_advice() {
  if grep -q " $ROOT ro[, ]" "$MOUNTINFO" 2>/dev/null; then
    printf '%s' 'it is mounted read-only.'
  else
    printf '%s' "run 'claude-state init own' as root before, or give the volume to the user."
  fi
}

# take_troubles: what root has met, for the record.
take_troubles() {
  local code line
  [ -f "$HANDED/trouble" ] && [ ! -L "$HANDED/trouble" ] || return 0
  while IFS=$TAB read -r code line; do
    case $code in init-*) TROUBLE=$TROUBLE$code$TAB$line$NEWLINE ;; esac
  done <"$HANDED/trouble"
}

# migrate_home: a volume that was Claude's alone before has its state at the top. It keeps a record of its own.
migrate_home() {
  COMMAND=migrate
  TROUBLE=
  migrate_as_user "$ROOT"
}

# init_seed: what the image has in the home. It keeps a record of its own.
init_seed() {
  case $INIT_IMAGE in /*) ;; *) wrong_usage "--image takes the path of the home in the image." ;; esac
  if [ ! -d "$INIT_IMAGE" ]; then
    trouble init-no-image-home "the image has no home folder $INIT_IMAGE: nothing was brought from it. Name the home of the image's user."
    return 0
  fi
  if [ "$INIT_IMAGE" -ef . ]; then
    trouble init-image-hidden "the volume lies on $INIT_IMAGE here and hides what the image has: mount it elsewhere for 'init fill'."
    return 0
  fi
  (seed_home) || trouble init-seed "the image's home was not brought: run 'sh /opt/claude-sessions/claude-state seed --report $INIT_IMAGE' in the container."
}

seed_home() {
  local code=0
  COMMAND=seed
  TROUBLE=
  seed_as_user "$INIT_IMAGE" "$ROOT" '' '' || code=$?
  case $code in
    3 | 4)
      trouble seed-unreadable "what only root can read in $INIT_IMAGE was not brought: give it to uid $ME in the image."
      record_trouble
      ;;
  esac
}

# init_config: a place for what Claude Code keeps, which is beside it by its own default.
init_config() {
  local at=.claude
  if [ -L "$at" ]; then return 0; fi
  [ -d "$at" ] || mkdir -m 700 "$at" 2>/dev/null || {
    trouble init-config "$ROOT/$at could not be made: Claude Code has no place for its state."
    return 0
  }
  if [ -f .claude.json ] && [ ! -L .claude.json ] && [ ! -e "$at/.claude.json" ] && [ ! -L "$at/.claude.json" ]; then
    cp -p .claude.json "$at/.claude.json.$$" 2>/dev/null && mv -T "$at/.claude.json.$$" "$at/.claude.json" 2>/dev/null || rm -f "$at/.claude.json.$$"
  fi
}
