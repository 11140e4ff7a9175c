# init clone: repositories in the projects' folder. A missing one is cloned, a clean one goes forward, any other is the user's and left.

# init_clone ["FOLDER URL [BRANCH]"...]
init_clone() {
  local each
  COMMAND=clone
  enter_volume
  VOLUME_ID=init
  if [ -L "$STATE" ] || [ ! -d "$STATE" ]; then ROOT=; fi
  export HOME="$INIT_VOLUME" GIT_TERMINAL_PROMPT=0
  # Nobody is there to be asked.
  export GIT_SSH_COMMAND="${GIT_SSH_COMMAND:-ssh -o BatchMode=yes -o ConnectTimeout=${CLAUDE_STATE_CLONE_SECONDS:-20}}"
  if [ $# -gt 0 ] && ! command -v git >/dev/null 2>&1; then
    trouble clone-no-git "there is no git in the image: no repository was cloned."
  elif [ $# -gt 0 ] && ! (cd -P -- "$INIT_PROJECTS" && writable_directory .) 2>/dev/null; then
    trouble clone-projects "${INIT_PROJECTS:-the projects folder} cannot be written by uid $ME: no repository was cloned."
  else
    for each in "$@"; do
      # shellcheck disable=SC2086 # its words
      set -f && set -- $each && set +f
      clone_or_update "$@"
    done
  fi
  record_trouble
}

# clone_or_update FOLDER URL [BRANCH]
clone_or_update() {
  local folder="$INIT_PROJECTS/${1:-}" beside="$INIT_PROJECTS/.${1:-}.claude-state" words="$*"
  case ${1:-} in '' | -* | .* | */*) set -- '' '' ;; esac
  case ${2:-} in
    '' | -*)
      trouble clone-words "'$words' names no folder and repository: it was left."
      return 0
      ;;
  esac
  if [ -e "$folder" ] || [ -L "$folder" ]; then
    update_clone "$folder" "$1"
    return 0
  fi
  # Of a killed run.
  rm -rf "$beside" 2>/dev/null || :
  if quiet_git clone ${3:+--branch "$3"} -- "$2" "$beside" && mv -T "$beside" "$folder"; then
    init_says clone "$1: cloned"
  else
    rm -rf "$beside" 2>/dev/null || :
    trouble clone-failed "$1 could not be cloned from $(without_password "$2"): $GIT_SAID. The next start tries again."
  fi
}

# update_clone FOLDER NAME
update_clone() {
  local before after
  if [ -L "$1" ] || [ ! -e "$1/.git" ]; then
    trouble clone-other "$1 is there and is no clone: it was left."
    return 0
  fi
  if ! quiet_git -C "$1" fetch; then
    trouble clone-unreachable "$2 could not be brought up to date: $GIT_SAID. It stays as it was."
  elif ! git -C "$1" rev-parse --verify -q '@{upstream}' >/dev/null 2>&1; then
    init_says clone "$2: its branch follows no other, and was left"
  elif [ -n "$(git -C "$1" -c core.fsmonitor=false status --porcelain 2>&1 | head -n 1)" ]; then
    init_says clone "$2: has changes that are not committed, and was left"
  else
    before=$(git -C "$1" rev-parse HEAD 2>/dev/null) || :
    if quiet_git -C "$1" -c core.hooksPath=/dev/null merge --ff-only '@{upstream}'; then
      after=$(git -C "$1" rev-parse HEAD 2>/dev/null) || :
      if [ "$before" = "$after" ]; then init_says clone "$2: up to date"; else init_says clone "$2: brought up to date"; fi
    else
      init_says clone "$2: has commits that its source has not, and was left"
    fi
  fi
}

# quiet_git ARGUMENT...: within some minutes. Sets GIT_SAID, the first line of what it said.
quiet_git() {
  local code=0 limit=''
  ! command -v timeout >/dev/null 2>&1 || limit="timeout ${CLAUDE_STATE_GIT_SECONDS:-600}"
  # shellcheck disable=SC2086 # two words
  GIT_SAID=$($limit git -c http.lowSpeedLimit=1000 -c "http.lowSpeedTime=${CLAUDE_STATE_CLONE_SECONDS:-20}" -c advice.detachedHead=false "$@" </dev/null 2>&1) || code=$?
  GIT_SAID=$(printf '%s\n' "$GIT_SAID" | sed -n '/^Cloning into/d; s/\.$//; /./{p;q;}') || :
  GIT_SAID=$(without_password "${GIT_SAID:-git ended with code $code}")
  return "$code"
}

# without_password TEXT: an address may hold one.
without_password() {
  printf '%s' "$1" | sed 's#://[^/@ ]*@#://#g'
}
