#!/bin/sh
# Claude Sessions: what `doctor` looks at inside a container, as its remote user. Changes nothing but what
# `claude-state doctor` probes. Each part begins with a line of its own.
#
# lookInside.sh BOUNDARY FOLDER PATH_BEFORE PATH_AFTER COMMAND...
#   FOLDER  the project's folder in this container
#   PATH_*  what remoteEnv puts around the container's PATH
#   COMMAND what settings name, to be found here
# shellcheck shell=sh
set -u

boundary=$1 folder=$2
PATH=$3${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}$4
case :$PATH: in *":${HOME:-}/.local/bin:"*) ;; *) PATH=$PATH:${HOME:-}/.local/bin ;; esac
shift 4

part() {
  printf '\n--%s %s\n' "$boundary" "$1"
}

# show NAME FILE BYTES: the beginning of a regular file.
show() {
  [ -f "$2" ] && [ -r "$2" ] || return 0
  part "$1"
  head -c "$3" "$2" 2>/dev/null
}

# found COMMAND: on the PATH, or as a file; a home may stand before it as settings write it.
found() {
  # shellcheck disable=SC2016,SC2088 # as settings write it
  case $1 in
    -* | '') return 1 ;;
    '~/'*) command -v "${HOME:-}/${1#??}" ;;
    '$HOME/'*) command -v "${HOME:-}/${1#??????}" ;;
    *) command -v "$1" ;;
  esac >/dev/null 2>&1
}

all_found() {
  for each in claude "$@"; do found "$each" || return 1; done
}

# What the user's own shell adds to the PATH at a login, as the Dev Containers tools take it.
ask_shell() {
  me=$(id -u) shell=
  while IFS=: read -r _ _ uid _ _ _ shell; do
    [ "$uid" != "$me" ] || break
    shell=
  done </etc/passwd
  [ -n "$shell" ] && [ -x "$shell" ] && command -v timeout >/dev/null 2>&1 || return 0
  # shellcheck disable=SC2016 # the inner shell expands it
  asked=$(timeout 5 "$shell" -lic 'printf "\n%s\n" "$PATH"' </dev/null 2>/dev/null | tail -n 1 | head -c 8192)
  case $asked in /*) add_folders "$asked" ;; esac
}

# add_folders PATH: those that are not there yet, behind the others.
add_folders() {
  rest=$1:
  while [ -n "$rest" ]; do
    each=${rest%%:*} rest=${rest#*:}
    case :$PATH: in *":$each:"*) ;; *) PATH=$PATH:$each ;; esac
  done
}

show_sessions() {
  count=0
  for file in "$config"/sessions/*.json; do
    if [ ! -f "$file" ] || [ -L "$file" ]; then continue; fi
    pid=${file##*/} pid=${pid%.json}
    case $pid in *[!0-9]* | '') continue ;; esac
    # A number is used again, soonest in a container that was restarted.
    case $(tr '\000' ' ' 2>/dev/null <"/proc/$pid/cmdline" | head -c 4096) in *claude*) ;; *) continue ;; esac
    count=$((count + 1))
    [ "$count" -le 100 ] || break
    show session "$file" 4096
  done
}

# Conversations begun in folders whose names begin with the project folder's, as far as those are ASCII.
count_elsewhere() {
  [ -n "$folder" ] || return 0
  slug=$(printf '%s' "$folder" | LC_ALL=C sed 's/[^A-Za-z0-9]/-/g') count=0
  for file in "$config/projects/$slug"-*/*.jsonl; do
    # Where a link leads, is the host's.
    if [ -f "$file" ] && [ ! -L "${file%/*}" ]; then count=$((count + 1)); fi
    [ "$count" -lt 99999 ] || break
  done
  if [ "$count" -gt 0 ]; then part elsewhere && printf '%s' "$count"; fi
}

# Which folder the project's is here, on which running kernel, and what is mounted for it: by that a host tells whether it is
# still its own.
show_place() {
  part place
  # An engine that gives users other numbers shows by it.
  stat -L -c 'owner %u' /mnt/claude-host/project 2>/dev/null
  [ -d "$folder" ] || return 0
  stat -L -c 'folder %d %i' "$folder" 2>/dev/null
  printf 'boot '
  head -c 64 /proc/sys/kernel/random/boot_id 2>/dev/null
  printf '\n'
  LOOK_AT=$folder awk '{ at = $5; gsub(/\\040/, " ", at) }
    at == ENVIRON["LOOK_AT"] { from = $4; gsub(/\\040/, " ", from) }
    END { if (from != "") print "from " from }' /proc/self/mountinfo 2>/dev/null
}

all_found "$@" || ask_shell
export PATH
config=${CLAUDE_CONFIG_DIR:-${HOME:-}/.claude}

look() {
  part claude
  if found claude; then printf yes; fi
  index=0
  for each in "$@"; do
    found "$each" || { part missing && printf '%s' "$index"; }
    index=$((index + 1))
  done
  show_place
  show settings "$config/settings.json" 131072
  show settings "$folder/.claude/settings.json" 131072
  show settings "$folder/.claude/settings.local.json" 131072
  show_sessions
  count_elsewhere
}

# The rest is looked at while it runs.
if found claude-state; then claude-state doctor --json </dev/null 2>/dev/null; fi | {
  look "$@"
  part doctor
  head -c 262144
}
part end
