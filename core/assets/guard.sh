#!/bin/sh
# Claude Sessions: the guard. Claude Code on this host runs it before it sends a prompt and before each tool call: the hooks
# in settings.json that `claude-sessions guard on` wrote; `claude-sessions guard off` takes them and this away.
#
# guard.sh EVENT PID, with what the hook gets on stdin: what Claude Code, process PID, is about to do. A conversation that
# a dev container can write is looked through once by each process that loads it, before anything of it is used. Whatever
# is not about such a conversation, or was judged, is let pass in a few milliseconds. For more, `claude-sessions guard check`
# is asked. Ends with 40 when there is nothing against it, with 41 and two lines on stderr when there is. The hook takes any other
# end for a fault of ours, and stops Claude Code as well.
#
# Beside it: clients/PID, what was judged for a process that runs, and clean/, how transcripts were when nothing was found.
#
# shellcheck disable=SC3013 # `-ef` of `test`: dash, busybox ash, bash and zsh have it

set -u
unset CDPATH ENV BASH_ENV NODE_OPTIONS NODE_PATH
PATH=/usr/bin:/bin:$PATH
LC_ALL=C
export PATH LC_ALL

NODE=
TOOL=
VERSION=
# Seconds that a look may take. Claude Code goes on when a hook is beyond its own limit, which is far above this.
LIMIT=120
PASS=40
STOP=41
NL='
'

# stop WHAT TODO
stop() {
  printf 'Claude Sessions: %s\n%s\n' "$1" "$2" >&2
  exit "$STOP"
}

# field NAME: takes `"NAME":"…",` off the front of $rest into $value; fails when something else is there, or an escape.
field() {
  case $rest in "\"$1\":\""*) rest=${rest#"\"$1\":\""} ;; *) return 1 ;; esac
  value=${rest%%\"*}
  case $value in *\\*) return 1 ;; esac
  rest=${rest#"$value\""}
  case $rest in ,*) rest=${rest#,} ;; *) return 1 ;; esac
}

# read_input: sets $session and $transcript, which come first; of what follows, the model may have chosen every word.
read_input() {
  case $input in '{'*) rest=${input#?} ;; *) return 1 ;; esac
  field session_id || return 1
  session=$value
  field transcript_path || return 1
  transcript=$value
  case $session in '' | *[!A-Za-z0-9-]*) return 1 ;; esac
  case $transcript in /*/"$session".jsonl) ;; *) return 1 ;; esac
}

# identify PID: sets $process to what no other process has before or after; empty when that is not known.
identify() {
  process=
  line=
  boot=
  if [ -r "/proc/$1/stat" ]; then
    read -r line <"/proc/$1/stat" || return 0
    read -r boot </proc/sys/kernel/random/boot_id || return 0
    # The name of the program stands in brackets and may hold anything.
    set -f
    # shellcheck disable=SC2086 # numbers
    set -- ${line##*) }
    set +f
    if [ "$#" -ge 20 ]; then process="$boot ${20}"; fi
  else
    process=$(ps -o lstart= -p "$1" 2>/dev/null) || process=
  fi
}

# note WORDS: remembers what was judged for this process.
note() {
  [ -n "$process" ] || return 0
  printf '%s\n%s\n' "$process" "$1" >"$clients/$client" 2>/dev/null || return 0
}

# noted: sets $verdict and $words to what is remembered for this process.
noted() {
  verdict=
  words=
  known=
  [ -n "$process" ] && [ -f "$clients/$client" ] || return 0
  {
    IFS= read -r known
    IFS= read -r verdict
    while IFS= read -r line; do words=$words$line$NL; done
  } <"$clients/$client"
  [ "$known" = "$process" ] || verdict=
}

# forget_others: takes away what was remembered for processes that are gone.
forget_others() {
  gone=
  for each in "$clients"/*; do
    kill -0 "${each##*/}" 2>/dev/null || gone="$gone ${each##*/}"
  done
  # shellcheck disable=SC2086 # numbers
  [ -z "$gone" ] || (cd "$clients" 2>/dev/null && rm -f -- $gone)
}

exists() {
  [ -e "$1" ] || [ -L "$1" ]
}

# watch: sets $project to the id of the project whose folder holds the transcript. A conversation that is resumed from another
# folder is named by a path there that does not exist: then to that of a project that has a transcript of this session.
watch() {
  project=
  projects=
  folder=${transcript%/*}
  is_there=
  if exists "$transcript"; then is_there=1; fi
  # For review a container has a folder of its own in the place of the link, which is kept beside it.
  for each in "$sessions"/*/project "$sessions"/*/review/host; do
    exists "$each" || continue
    projects=1
    if [ "$each" -ef "$folder" ]; then
      project=$each
      break
    fi
    if [ -z "$is_there" ] && exists "$each/$session.jsonl"; then project=$each; fi
  done
  project=${project%/project}
  project=${project%/review/host}
  project=${project##*/}
}

# state: prints how the transcript is, and what lies in the folder beside it; fails when that cannot be told.
state() {
  # The time of the folder changes whenever a conversation is begun in it: which one it is counts, and whose memory.
  set -- "$folder"
  if exists "$folder/memory"; then set -- "$@" "$folder/memory"; fi
  stat "$option" "$kind" "$@" 2>/dev/null || return 1
  # By this list a conversation of another folder may be the one that was loaded, under this one's name.
  set -- "$transcript"
  if exists "$folder/.session-aliases"; then set -- "$@" "$folder/.session-aliases"; fi
  stat "$option" "$format" "$@" 2>/dev/null || return 1
  if exists "$folder/$session"; then
    find "$folder/$session" -exec stat "$option" "$format" {} + 2>/dev/null || return 1
  fi
}

# unchanged: whether the transcript is as it was when nothing was found in it. Sets $now.
unchanged() {
  option=-c format='%N %d:%i %f %u %h %s %y %z' kind='%N %d:%i %f'
  if ! stat -c %i / >/dev/null 2>&1; then option=-f format='%N %d:%i %p %u %l %z %Fm %Fc' kind='%N %d:%i %p'; fi
  now=$VERSION$NL$(state) || now=
  [ -n "$now" ] && [ -f "$clean/$project.$session" ] || return 1
  [ "$now" = "$(cat "$clean/$project.$session")" ]
}

# ask: has the tool judge. Sets $answer to its first line and $words to the rest.
ask() {
  if ! [ -x "$NODE" ] || ! [ -f "$TOOL" ]; then
    answer=stop
    words="Claude Sessions: this conversation could not be checked, since $TOOL or $NODE is gone.${NL}Turn on the guard again, in VS Code or with \`npx claude-sessions guard on\`, or take it out of settings.json with \`guard off\`."
    return
  fi
  said=$(check)
  code=$?
  answer=${said%%"$NL"*}
  words=${said#*"$NL"}
  case $code$answer in
  0clean | 0lasting | 0stop) ;;
  *)
    answer=stop
    words="Claude Sessions: this conversation could not be checked: \`claude-sessions guard check\` failed or took more than $LIMIT seconds.${NL}Leave Claude Code and run \`claude-sessions verify\` in the project's folder to see why (with \`npx\` before it where it is not installed)."
    ;;
  esac
}

# check: runs the tool, and ends it at the limit.
check() {
  printf '%s' "$input" | {
    # What runs in the background has no stdin but what another descriptor keeps.
    exec 3<&0
    # NODE may be an editor, which is Node when this is set.
    ELECTRON_RUN_AS_NODE=1 "$NODE" "$TOOL" guard check "$event" "$client" "$VERSION" <&3 3<&- &
    tool=$!
    exec 3<&-
    {
      sleep "$LIMIT" &
      nap=$!
      trap 'kill "$nap"; exit' TERM
      wait "$nap" && kill -9 "$tool"
    } >/dev/null 2>&1 &
    dog=$!
    wait "$tool"
    code=$?
    kill "$dog" 2>/dev/null
    exit "$code"
  }
}

# judge: lets the tool judge, and remembers what it says.
judge() {
  ask
  if [ "$answer" = stop ]; then
    # What was loaded stays loaded, whatever the file is made to say since.
    if [ "$event" = SessionStart ]; then note "bad $session$NL$words" && exit "$PASS"; fi
    printf '%s\n' "$words" >&2
    exit "$STOP"
  fi
  if [ "$answer" = lasting ] && [ -n "$now" ] && [ "$now" = "$VERSION$NL$(state)" ]; then
    printf '%s\n' "$now" >"$clean/$project.$session" 2>/dev/null || :
  fi
  pass
}

pass() {
  note "ok $session"
  exit "$PASS"
}

main() {
  event=$1
  client=$2
  guard=${0%/*}
  sessions=${guard%/*}
  clients=$guard/clients
  clean=$guard/clean
  now=
  project=
  case $client in '' | *[!0-9]*) stop 'the guard was called in a way that it does not know.' "Turn it on again, in VS Code or with \`npx claude-sessions guard on\`." ;; esac
  input=$(cat)
  identify "$client"
  if ! read_input; then
    session=unknown transcript=/unknown/unknown.jsonl
    judge
  fi
  case $event in
  SessionStart) on_start ;;
  *) on_use ;;
  esac
}

# on_start: a conversation was loaded, or a new one begun.
on_start() {
  case $input in *'"hook_event_name":"SessionStart","source":"compact"'*) exit "$PASS" ;; esac
  [ -d "$clients" ] || exit "$PASS"
  forget_others
  note none
  watch
  case $is_there$input in
  '{'*'"hook_event_name":"SessionStart","source":"startup"'* | '{'*'"hook_event_name":"SessionStart","source":"clear"'*)
    # Nothing was loaded.
    if [ -z "$project" ]; then exit "$PASS"; fi
    pass
    ;;
  esac
  if [ -z "$project" ]; then
    # Where it was loaded from is not said: that may be any project.
    if [ -n "$is_there" ] || [ -z "$projects" ]; then exit "$PASS"; fi
    judge
  fi
  if unchanged; then pass; fi
  judge
}

# on_use: a prompt is to be sent, or a tool run.
on_use() {
  noted
  case $verdict in
  "ok $session") exit "$PASS" ;;
  bad\ *)
    printf '%s' "$words" >&2
    exit "$STOP"
    ;;
  esac
  watch
  if [ -z "$project" ]; then exit "$PASS"; fi
  if unchanged; then pass; fi
  judge
}

main "$@"
