#!/bin/sh
# Claude Sessions: the conversations in Claude's config directory, in a container that runs or in one that is made to read a volume.
# Only reads, and follows no link below that directory: one leads to the host's own conversations.
#
# listConversations.sh list BOUNDARY CONFIG
#   `entry MODE INODE SIZE SECONDS TIME ./FOLDER/NAME` for each transcript, for each folder that is named as one is and for the file in
#   it that has the title; `open JSON` for each Claude Code that runs here; `end`
# listConversations.sh ends BOUNDARY CONFIG BYTES <LINES
#   For each line `FOLDER/ID SIZE` the beginning and the end, so many bytes of each, and the file with the title
# listConversations.sh read BOUNDARY CONFIG FOLDER/ID
#   The whole transcript
# Of the last two each part begins, and all ends, with a line that has the boundary.
# shellcheck shell=sh
set -u
# Ranges of letters are of bytes.
export LC_ALL=C

mode=$1 boundary=$2 config=$3
shift 3

part() {
  printf '\n--%s %s\n' "$boundary" "$1"
}

# What is listed is listed whole; the host says that there is too much, and not that there is less.
most=100001

list() {
  hex4='[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]'
  id=$hex4$hex4-$hex4-$hex4-$hex4-$hex4$hex4$hex4
  # No name of ours has an end of line in it, and so none here has.
  find . -mindepth 2 -maxdepth 3 ! -path '*[!A-Za-z0-9._/-]*' \
    \( ! -path './*/*/*' \( -type f -name "$id.jsonl" -o -type d -name "$id" \) -o \
    -type f -path "./*/$id/custom-title.json" \) \
    -exec stat -c 'entry %f %i %s %Y %y %n' {} + 2>/dev/null | head -n "$most"
}

# As in lookInside.sh.
show_sessions() {
  count=0
  for file in "$config"/sessions/*.json; do
    if [ ! -f "$file" ] || [ -L "$file" ]; then continue; fi
    pid=${file##*/} pid=${pid%.json}
    case $pid in *[!0-9]* | '' | "$$") continue ;; esac
    # A number is used again, soonest in a container that was restarted.
    case $(tr '\000' ' ' 2>/dev/null <"/proc/$pid/cmdline" | head -c 4096) in *claude*) ;; *) continue ;; esac
    count=$((count + 1))
    [ "$count" -le 100 ] || break
    printf 'open '
    head -c 4096 "$file" 2>/dev/null | tr -d '\000-\037'
    printf '\n'
  done
}

# is_own FOLDER/ID: a regular file, by no link.
is_own() {
  case $1 in *[!A-Za-z0-9._/-]* | */*/* | .*/* | */.*) return 1 ;; esac
  [ -f "./$1.jsonl" ] && [ -r "./$1.jsonl" ] && [ ! -L "./$1.jsonl" ] && [ ! -L "./${1%/*}" ]
}

ends() {
  while read -r path size; do
    is_own "$path" || continue
    part "head $path"
    if [ "$size" -le $((2 * $1)) ]; then
      head -c $((2 * $1)) "./$path.jsonl" 2>/dev/null
    else
      head -c "$1" "./$path.jsonl" 2>/dev/null
      part tail
      tail -c "$1" "./$path.jsonl" 2>/dev/null
    fi
    if [ ! -f "./$path/custom-title.json" ] || [ -L "./$path/custom-title.json" ] || [ -L "./$path" ]; then continue; fi
    part title
    head -c 4096 "./$path/custom-title.json" 2>/dev/null
  done
}

in_projects() {
  if [ ! -d "$config/projects" ] || [ -L "$config/projects" ]; then return 1; fi
  cd -P "$config/projects" 2>/dev/null || return 1
}

case $mode in
  list)
    show_sessions
    if in_projects; then list; fi
    printf 'end\n'
    ;;
  ends)
    if in_projects; then ends "$1"; fi
    part end
    ;;
  read)
    if in_projects && is_own "$1"; then
      part whole
      cat "./$1.jsonl" && part end
    fi
    ;;
esac
