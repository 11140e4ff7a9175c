# The conversation of a container that is made anew again and again: it has one id, is begun once, and goes on after that.
#
# A first prompt is given once. That it is about to be given is written down before; killed at any instant after that, the container goes
# on with the conversation, or begins it without the prompt, and says so.

CHILD=
# While CHILD is Claude Code, or about to be.
TALKING=

# converse: the container's main process. It stays when the conversation ends, so that people can get in and look.
converse() {
  local id="${CLAUDE_STATE_CONVERSATION:-}" code
  is_uuid "$id" || wrong_usage "converse needs the conversation's id, a UUID, in CLAUDE_STATE_CONVERSATION."
  case ${HOME:-} in /*) ;; *) wrong_usage "converse needs HOME." ;; esac
  trap 'end_converse' TERM HUP INT
  # Programs in the background have no input unless it is given to them.
  exec 3<&0
  while :; do
    if ! command_of_claude; then
      say "there is no claude in PATH: install Claude Code in the image."
    else
      prepare_talk "$id"
      # Without a terminal there is nobody to go on with.
      if [ -t 0 ] || [ "$TALK" = begin-with-prompt ]; then
        code=0
        talk "$id" || code=$?
        say "the conversation ended (code $code)."
      fi
    fi
    if [ -t 0 ]; then
      say "Press Enter to go on with it."
      head -n 1 <&3 >/dev/null 2>&1 3<&- &
      wait_for $! || rest
    else
      rest
    fi
  done
}

is_uuid() {
  case $1 in
    ????????-????-????-????-????????????) ;;
    *) return 1 ;;
  esac
  case $1 in *[!0-9a-f-]*) return 1 ;; esac
}

# What the user would find, and where the native installer puts it.
command_of_claude() {
  PATH=$USER_PATH:$HOME/.local/bin
  export PATH
  command -v claude >/dev/null 2>&1
}

# prepare_talk ID: sets TALK: resume, begin or begin-with-prompt.
prepare_talk() {
  local file begun="$HOME/$STATE/begun-$1" found='' code
  for file in "$CONFIG"/projects/*/"$1.jsonl"; do
    [ -f "$file" ] || continue
    code=0
    grep -q '"type":"\(user\|assistant\)"' "$file" 2>/dev/null || code=$?
    case $code in
      0) found=1 ;;
      # Nothing was said: Claude Code would neither go on with it nor begin another of that name.
      1) mv -f "$file" "$file.unfinished" 2>/dev/null || : ;;
      *)
        found=1
        say "$file cannot be read by uid $ME: give it to that user, then start again."
        ;;
    esac
  done
  if [ -n "$found" ]; then
    TALK=resume
  elif [ -z "${CLAUDE_STATE_PROMPT:-}" ]; then
    TALK=begin
  elif [ -e "$begun" ] || [ -L "$begun" ]; then
    TALK=begin
    say "the first prompt was given before, and the conversation has nothing of it: it is not given again. Remove $begun and start again to have it given."
  elif [ -d "$HOME/$STATE" ] && [ ! -L "$HOME/$STATE" ] && write_beside "$begun" "$1$NEWLINE"; then
    sync "$begun" 2>/dev/null || sync 2>/dev/null || :
    TALK=begin-with-prompt
  else
    TALK=begin
    say "$begun could not be written (full volume, or no folder around it?): the first prompt is not given, since it could be given twice."
  fi
}

# talk ID
talk() {
  local id="$1"
  set --
  case $TALK in
    resume) set -- --resume "$id" ;;
    begin) set -- --session-id "$id" ;;
    # A word that begins with a dash is no option.
    begin-with-prompt) set -- --session-id "$id" -- "$CLAUDE_STATE_PROMPT" ;;
  esac
  (
    trap - TERM HUP INT
    umask 022
    if [ -n "$USER_LC_ALL" ]; then LC_ALL=$USER_LC_ALL; else unset LC_ALL; fi
    unset CLAUDE_STATE_USER_PATH CLAUDE_STATE_PROMPT
    exec_claude "$@" <&3 3<&-
  ) &
  TALKING=1
  wait_for $!
}

# exec_claude ARG...: in the place of this shell. What a shell starts in the background ignores INT and QUIT, which no shell can undo for
# it: other programs can. Without any, keys on a terminal are Claude Code's own all the same.
exec_claude() {
  if env --default-signal=INT --default-signal=QUIT true 2>/dev/null; then
    exec env --default-signal=INT --default-signal=QUIT claude "$@"
  elif perl -e 1 2>/dev/null; then
    exec perl -e '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; exec { "claude" } "claude", @ARGV; exit 127' -- "$@"
  elif python3 -I -c pass 2>/dev/null; then
    # Python ignores two others by itself.
    exec python3 -I -c 'import os, sys
from signal import SIG_DFL, SIGINT, SIGPIPE, SIGQUIT, SIGXFSZ, signal
for each in SIGINT, SIGPIPE, SIGQUIT, SIGXFSZ: signal(each, SIG_DFL)
os.execvp("claude", ["claude", *sys.argv[1:]])' "$@"
  fi
  exec claude "$@"
}

# wait_for PID: its exit code. A signal ends the wait, and what it is for is done then.
wait_for() {
  local code=0
  CHILD=$1
  wait "$CHILD" || code=$?
  CHILD='' TALKING=''
  return "$code"
}

# rest: until a signal.
rest() {
  say "this container stays up."
  while :; do
    sleep 86400 3<&- &
    wait_for $! || :
  done
}

end_converse() {
  trap - TERM HUP INT
  if [ -n "$CHILD" ]; then
    kill -TERM "$CHILD" 2>/dev/null || :
    if [ -n "$TALKING" ]; then
      # A copy of this shell, as it begins, takes a signal for its parent's: once more, when it is another program.
      if [ "/proc/$CHILD/exe" -ef "/proc/$$/exe" ]; then (sleep 1 && kill -TERM "$CHILD") 2>/dev/null & fi
      wait "$CHILD" 2>/dev/null || :
    fi
  fi
  exit 0
}
