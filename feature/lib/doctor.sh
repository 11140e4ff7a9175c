# What is wrong, from inside. Nothing is changed but probes, which are removed.

FINDINGS=
FAILED=

# doctor text|json
doctor() {
  local code=0 form="$1"
  if other_remote_user; then
    # What the user may write, only the user can try.
    case $form in
      json) as_remote_user doctor --json || code=$? ;;
      *) as_remote_user doctor || code=$? ;;
    esac
    [ "$code" -eq 125 ] || exit "$code"
  fi
  find_remote_user || REMOTE_UID=$ME REMOTE_GID=$(id -g)
  FORM=$form FOLDER='' SLUG=''
  find_mode
  VOLUME_ID=$$-doctor
  check_config
  if [ -n "$ROOT" ]; then
    if [ ! -L "$STATE" ] && read_folder; then
      real_folder "$FOLDER"
      SLUG=$(project_slug "$REAL_FOLDER")
    fi
    check_detached
    # What follows from that is not said beside it.
    is_removed "$HOST/project" || check_project
    is_removed "$FOLDER" || check_bridge
    check_memory
    check_state
    check_space
  fi
  check_home
  check_init
  check_profile
  check_profile_links
  check_claude
  check_login
  report
  [ -z "$FAILED" ] || exit 1
}

# share: this project's folder of the host is there; isolate: only the volume; none: not set up by us.
find_mode() {
  if [ -d "$HOST/project" ]; then
    MODE=share
  elif [ -d "$SHARE" ] || [ -n "${CLAUDE_CONFIG_DIR:-}" ]; then
    MODE=isolate
  else
    MODE=none
  fi
}

# finding CODE SEVERITY MESSAGE EVIDENCE FIX. Information alone is no failure.
finding() {
  [ "$2" = information ] || FAILED=1
  if [ "$FORM" = json ]; then
    FINDINGS="$FINDINGS${FINDINGS:+,}{\"code\":$(quoted "$1"),\"severity\":\"$2\",\"message\":$(quoted "$3"),\"evidence\":$(quoted "$4"),\"fix\":$(quoted "$5")}"
    return 0
  fi
  FINDINGS="$FINDINGS$2: $(printable "$3") [$(printable "$1")]$NEWLINE"
  [ -z "$4" ] || FINDINGS="$FINDINGS  where: $(printable "$4")$NEWLINE"
  [ -z "$5" ] || FINDINGS="$FINDINGS  to do: $(printable "$5")$NEWLINE"
  FINDINGS=$FINDINGS$NEWLINE
}

quoted() {
  printf '"%s"' "$(escaped json "$1")"
}

quoted_or_null() {
  if [ -n "$1" ]; then quoted "$1"; else printf null; fi
}

report() {
  if [ "$FORM" = json ]; then
    printf '{"version":%s,"mode":"%s","configDir":%s,"folder":%s,"slug":%s,"login":{"kind":"%s","loggedIn":%s},"findings":[%s]}\n' \
      "$(quoted "$VERSION")" "$MODE" "$(quoted "${ROOT:-$CONFIG}")" "$(quoted_or_null "$FOLDER")" \
      "$(quoted_or_null "$SLUG")" "$LOGIN_KIND" "$LOGGED_IN" "$FINDINGS"
    return 0
  fi
  printf '%s' "$FINDINGS"
  [ -n "$FINDINGS" ] || printf 'All is well (%s): %s.\n' "$MODE" "$(printable "${ROOT:-$CONFIG}")"
  case $LOGIN_KIND in none) ;; *) printf 'Login: %s, %s.\n' "$LOGIN_KIND" "$(if "$LOGGED_IN"; then echo logged in; else echo not logged in; fi)" ;; esac
}
