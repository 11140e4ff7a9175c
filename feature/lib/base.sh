# Where things are, and how trouble is reported. Everything works in the config directory as current directory.

NAME=.claude-state
STATE=$NAME
SHARE=${CLAUDE_STATE_SHARE:-/usr/local/share/claude-sessions}
HOST=${CLAUDE_STATE_HOST:-/mnt/claude-host}
# Under this name Claude Code (2.1.234 and later) files all conversations of a shared container, whatever folder they are begun
# in: the Feature sets CLAUDE_CODE_PROJECT_DIR_NAME to it.
PROJECT_NAME=shared
MOUNTINFO=${CLAUDE_STATE_MOUNTINFO:-/proc/self/mountinfo}
NEWLINE='
'
TAB='	'
COMMAND=
ROOT=
TROUBLE=
OPEN_FILES=

# A root run must not find its tools in a directory of the user's (images put ~/.local/bin first in PATH).
USER_PATH=${CLAUDE_STATE_USER_PATH:-${PATH:-}}
SYSTEM_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ME=
# Without starting a process: this is done at each of several starts.
while read -r key _ second _; do
  case $key in Uid:) ME=$second && break ;; esac
done 2>/dev/null </proc/self/status || :
[ -n "$ME" ] || ME=$(id -u)
if [ "$ME" -eq 0 ]; then
  PATH=${CLAUDE_STATE_PATH:-$SYSTEM_PATH}
else
  PATH=${CLAUDE_STATE_PATH:-$SYSTEM_PATH:${PATH:-}}
fi
CLAUDE_STATE_USER_PATH=$USER_PATH
export PATH CLAUDE_STATE_USER_PATH

case $0 in
  /*) SELF=$0 ;;
  */*) SELF=$PWD/$0 ;;
  *) SELF=$(command -v -- "$0") || SELF=/usr/local/bin/claude-state ;;
esac

CONFIG=${CLAUDE_CONFIG_DIR:-}
if [ -z "$CONFIG" ]; then
  if [ -d /var/lib/claude ]; then CONFIG=/var/lib/claude; else CONFIG=${HOME:-/nonexistent}/.claude; fi
fi

# Whether root in this container cannot give a file to its user: CAP_CHOWN (bit 0), CAP_DAC_OVERRIDE (1) or CAP_FOWNER (3)
# was dropped (capabilities(7)).
is_bound() {
  ask_system
  case $CAPABILITIES in '' | *[bf]) return 1 ;; esac
}

# What helps where something is not the user's.
heal_advice() {
  if is_bound; then
    printf '%s' 'Root in this container may not change owners: add CHOWN, DAC_OVERRIDE and FOWNER to "capAdd" in devcontainer.json (Compose: cap_add), then rebuild the container.'
  else
    printf '%s' "Run 'claude-state heal' as root, or rebuild the container."
  fi
}

say() {
  printf 'claude-state: %s\n' "$(printable "$1")" >&2
}

# trouble CODE MESSAGE: told at once, and recorded for doctor when the command ends.
trouble() {
  local line
  line="$1$TAB$(printable "$2")"
  case $NEWLINE$TROUBLE in
    *"$NEWLINE$line$NEWLINE"*) return 0 ;;
  esac
  TROUBLE=$TROUBLE$line$NEWLINE
  say "$2"
}

# Like trouble, but only the first of this code: one full disk is one line.
trouble_once() {
  case $NEWLINE$TROUBLE in
    *"$NEWLINE$1$TAB"*) ;;
    *) trouble "$1" "$2" ;;
  esac
}

# Rewrites this command's lines of the trouble file; kept-* lines stay as long as there are kept files.
record_trouble() {
  [ -n "$ROOT" ] || return 0
  [ -n "$TROUBLE" ] || [ -e "$STATE/trouble" ] || return 0
  state_directory || return 0
  if [ -L "$STATE/trouble" ] || { [ -e "$STATE/trouble" ] && [ ! -f "$STATE/trouble" ]; }; then return 0; fi
  local old="" line new
  if [ -f "$STATE/trouble" ]; then
    while IFS= read -r line; do
      case $line in
        "$COMMAND-"*) ;;
        kept-*) [ ! -d "$STATE/kept" ] || old=$old$line$NEWLINE ;;
        *) old=$old$line$NEWLINE ;;
      esac
    done 2>/dev/null <"$STATE/trouble"
  fi
  new=$old
  # A line that is there already is not added again.
  while IFS= read -r line; do
    case $NEWLINE$old in
      *"$NEWLINE$line$NEWLINE"*) ;;
      *) [ -z "$line" ] || new=$new$line$NEWLINE ;;
    esac
  done <<END
$TROUBLE
END
  if [ -z "$new" ]; then
    rm -f "$STATE/trouble" 2>/dev/null || :
  else
    write_beside "$STATE/trouble" "$new" || :
  fi
}

# write_beside FILE TEXT: the file has the old text or the new one, never half of it.
write_beside() {
  local beside="$1.$$"
  if [ -e "$beside" ] || [ -L "$beside" ]; then rm -f "$beside" 2>/dev/null || :; fi
  if (set -C && printf '%s' "$2" >"$beside") 2>/dev/null && mv -T "$beside" "$1" 2>/dev/null; then
    return 0
  fi
  rm -f "$beside" 2>/dev/null || :
  return 1
}

# Makes the config directory the current one. ROOT is then its real path.
open_config() {
  if ! cd -P -- "$CONFIG" 2>/dev/null; then
    trouble "$COMMAND-no-config-directory" \
      "the config directory $CONFIG does not exist or is closed to uid $ME. $(heal_advice)"
    return 1
  fi
  ROOT=$PWD
  know_read_only
}

# A link in its place would lead us out of the config directory.
state_is_other() {
  [ -L "$STATE" ] || { [ -e "$STATE" ] && [ ! -d "$STATE" ]; }
}

state_directory() {
  if state_is_other; then
    say "$ROOT/$STATE is not a directory: nothing was done. Look what it is, then remove it."
    return 1
  fi
  [ -d "$STATE" ] || mkdir -m 700 "$STATE" 2>/dev/null || [ -d "$STATE" ] || {
    say "$ROOT is not writable for uid $ME. $(heal_advice)"
    return 1
  }
}

# real_parents RELATIVE: makes the directories that lead there; 1 when one is a link, for nothing is written through one.
real_parents() {
  local parent="${1%/*}"
  [ "$parent" != "$1" ] || return 0
  real_parents "$parent" || return 1
  [ ! -L "$parent" ] || return 1
  [ -d "$parent" ] || mkdir -m 700 "$parent" 2>/dev/null
}

# writable_directory DIRECTORY: by writing. test -w says yes to root on a read-only mount.
writable_directory() {
  # One name, not one for each process: what a run that was killed here left goes with the next one's.
  local probe="$1/$NAME-$VOLUME_ID-probe.tmp"
  [ -d "$1" ] && [ ! -L "$1" ] && probe "$probe"
}

# probe PATH: a file can be made there. It goes again.
probe() {
  make_probe "$1" || { rm -f "$1" 2>/dev/null && make_probe "$1"; } || return 1
  rm -f "$1" 2>/dev/null || :
}

# Exclusively: a link under that name is not written through. A named pipe is no obstacle to `set -C`, and would be waited for.
make_probe() {
  [ ! -e "$1" ] && [ ! -L "$1" ] && (set -C && : >"$1") 2>/dev/null
}

# However it ends, the container starts.
never_fail() {
  trap 'never_fail_end $?' EXIT
}

never_fail_end() {
  trap - EXIT
  [ "$1" -eq 0 ] || say "$COMMAND stopped early (code $1): run 'claude-state doctor'."
  exit 0
}
