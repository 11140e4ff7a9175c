usage() {
  cat <<'END'
Usage: claude-state COMMAND

Keeps Claude Code's state in this container in order.

  bridge [CONTAINER_FOLDER]  link the host's sessions and profile into Claude's config directory
  home                       keep the home in its volume usable, and bring what the image has in it
  heal [--watch]             give the config directory to the user who runs Claude Code
  login [--watch]            keep the login that all your dev containers share usable here
  seed [IMAGE_DIR DIR]       copy what the image has in a folder, in ~/.claude and a home that is kept if none is named, once, where it
                             is missing
       [--refresh]           also what is newer in the image, where nobody changed it here
       [--stamp TEXT]        nothing is looked at while the text is that of the last time
  seed --report [DIR]        print what came, and what is newer in the image
  migrate [HOME]             make .claude in a home's volume of the state of Claude Code that lies at its top, once
  init own|fill|clone        make a home in a volume ready, before a container of the same image starts with it
                             (--user UID:GID --volume DIR [--image HOME] [--projects DIR] [--login DIR] [--ssh DIR]
                             [--env FILE]; clone: 'FOLDER URL [BRANCH]' ...)
  converse                   begin the conversation $CLAUDE_STATE_CONVERSATION, or go on with it; a container's main process
  start                      home, seed, heal, bridge and login, as at each start of the container
  doctor [--json]            look for what is wrong, and say what to do
  version                    print the version
  help                       print this

bridge, heal, home, login, migrate, seed and start never stop a container from starting: what went wrong is reported on stderr and by doctor.
init stops it only where the home's volume cannot be written.
END
}

wrong_usage() {
  say "$1"
  say "run 'claude-state help'."
  exit 2
}

main() {
  CALLED_IN=$PWD
  COMMAND=${1:-}
  [ $# -eq 0 ] || shift
  # By this program itself, which keeps what setpriv has to say to itself.
  if [ "$COMMAND" = as-user ]; then
    exec 2>&3 3>&-
    COMMAND=$1
    shift
  fi
  case $COMMAND in
    bridge)
      [ $# -le 1 ] || wrong_usage "bridge takes one folder."
      never_fail
      bridge "$@"
      ;;
    heal)
      case $#:${1:-} in
        0:) never_fail && heal ;;
        1:--watch) never_fail && watch_host_folder ;;
        *) wrong_usage "heal takes no argument but --watch." ;;
      esac
      ;;
    home)
      [ $# -eq 0 ] || wrong_usage "home takes no argument."
      never_fail
      home
      ;;
    # By this program itself: the user's part of home.
    home-as-user)
      never_fail
      COMMAND=home
      cd -P -- "${1:-$HOME_MOUNT}" && ROOT=$PWD && HOME_MOUNTS=$(mounts_of "$ROOT") && home_as_user "${2:-}"
      ;;
    login)
      case $#:${1:-} in
        0:) never_fail && login ;;
        1:--watch) never_fail && watch_login ;;
        *) wrong_usage "login takes no argument but --watch." ;;
      esac
      ;;
    # By this program itself: the user's part of login.
    login-as-user)
      never_fail
      COMMAND=login
      login_as_user
      ;;
    seed) seed "$@" ;;
    init) init "$@" ;;
    converse)
      [ $# -eq 0 ] || wrong_usage "converse takes no argument."
      converse
      ;;
    start)
      [ $# -eq 0 ] || wrong_usage "start takes no argument."
      never_fail
      start
      ;;
    # By this program itself: the user's part of start.
    start-as-user) start_as_user "$@" ;;
    doctor)
      case $#:${1:-} in
        0:) doctor text ;;
        1:--json) doctor json ;;
        *) wrong_usage "doctor takes no argument but --json." ;;
      esac
      ;;
    migrate)
      [ $# -le 1 ] || wrong_usage "migrate takes one directory."
      never_fail
      migrate "$@"
      ;;
    # By this program itself: the user's part of migrate.
    migrate-as-user)
      never_fail
      COMMAND=migrate
      migrate_as_user "$@"
      ;;
    # By this program itself: the user's part of seed.
    seed-as-user)
      COMMAND=seed BY_ROOT=1
      seed_as_user "$@"
      ;;
    # By this program itself: a root run's trouble, written as the user.
    record)
      [ $# -eq 2 ] || wrong_usage "unknown command 'record'."
      never_fail
      COMMAND=$1 TROUBLE=$2
      open_config && record_trouble
      ;;
    version | --version) printf '%s\n' "$VERSION" ;;
    help | --help | -h) usage ;;
    '') usage >&2 && exit 2 ;;
    *) wrong_usage "unknown command '$COMMAND'." ;;
  esac
}

main "$@"
