# Copies what is to come into the volume, beside its place. Steps 2 and 3 of seed; seed.sh has the whole of it.

STAGE=$SEED/new
STAGE_REFRESH=$SEED/refresh

# clear_stage: what a killed run had begun to copy, or what is of no use any more.
clear_stage() {
  remove_tree "$STAGE"
  remove_tree "$STAGE_REFRESH"
}

# copy_planned IMAGE: what is new, and for --refresh what is newer. $WORK/failed then names what did not arrive, $WORK/blocked what is
# here in the place of a folder of the image's.
copy_planned() {
  COPY_FAILED=
  # On a full disk there has to be room for the record, for finding out what is missing, and for what doctor says of it.
  { cat "$WORK/list" "$WORK/list" "$WORK/list" "$SEED/times" && head -c 32768 /dev/zero; } 2>/dev/null >"$WORK/reserve" || {
    rm -f "$WORK/reserve" 2>/dev/null || :
    seed_failed "$SEED"
    return 1
  }
  # What has no place in the lists must not get into the record either: nothing was seeded.
  copy_new "$1" || {
    rm -f "$WORK/reserve"
    clear_stage
    seed_failed "$SEED"
    return 1
  }
  copy_odd "$1" || seed_failed "$SEED"
  [ -z "$REFRESH" ] || copy_list "$1" "$STAGE_REFRESH" "$WORK/newer"
  rm -f "$WORK/reserve"
  [ -z "$COPY_FAILED" ] || drop_partial "$1"
  give_modes "$1" "$STAGE"
  give_modes "$1" "$STAGE_REFRESH"
}

# give_modes IMAGE STAGE: what the image's archive opened to all has its own mode again: files first, then folders from below.
give_modes() {
  [ -f "$1.modes" ] && [ -d "$2" ] || return 0
  give_listed_modes "$@" 2>/dev/null || seed_failed "$SEED"
}

give_listed_modes() {
  local mode octal code=0
  list_tree "$2" >"$WORK/here" || return 1
  awk -v HERE="$WORK/here" "$PATH_OF"'
    FILENAME == HERE { here[path_of($0)]; next }
    path_of($0) in here' "$WORK/here" "$1.modes" | sort -r >"$WORK/modes" || return 1
  cut -d ' ' -f 1,2 "$WORK/modes" | uniq >"$WORK/kinds" || return 1
  while read -r mode octal; do
    awk -v MODE="$mode" "$PATH_OF"'$1 == MODE { print path_of($0) }' "$WORK/modes" >"$WORK/paths" &&
      paths_as_words "$WORK/paths" | (cd -P -- "$2" && xargs -0 chmod "$octal") || code=1
  done <"$WORK/kinds"
  return "$code"
}

# copy_new IMAGE: whole folders where nothing is in the way; a folder that is here already is looked into.
copy_new() {
  local path open=
  : >"$WORK/failed" && : >"$WORK/blocked" && : >"$WORK/added" && : >"$WORK/paths" || return 1
  [ -s "$WORK/fresh" ] || return 0
  while :; do
    new_in "$open" >"$WORK/paths" && has_room || return 1
    [ -s "$WORK/paths" ] || return 0
    open=$WORK/open
    : >"$WORK/open" && : >"$WORK/copy" || return 1
    while IFS= read -r path; do
      if is_blocked "$path"; then
        printf '%s\n' "$path" >>"$WORK/failed" || return 1
      elif [ -d "$path" ] && [ ! -L "$path" ]; then
        printf '%s\n' "$path" >>"$WORK/open" || return 1
      elif [ -e "$path" ] || [ -L "$path" ]; then
        printf '%s\n' "$path" >>"$WORK/blocked" || return 1
      else
        printf '%s\n' "$path" >>"$WORK/copy" || return 1
      fi
    done <"$WORK/paths"
    cat "$WORK/copy" >>"$WORK/added" && has_room || return 1
    copy_list "$1" "$STAGE" "$WORK/copy"
    [ -s "$WORK/open" ] || return 0
  done 2>/dev/null
}

# new_in OPEN: prints what is new, and lies directly in one of the folders that OPEN, a file, names; without one, in none that is new.
new_in() {
  # The first time all is new.
  if [ ! -s "$SEED/record" ] && [ -z "$1" ]; then
    grep -v / "$WORK/fresh"
    return
  fi
  awk -v OPEN="$1" "$PATH_OF"'
    NR == FNR { given[$0]; next }
    (parent_of($0) in given) == (OPEN != "")' "${1:-$WORK/fresh}" "$WORK/fresh"
}

# is_blocked PATH: a folder above it is none here.
is_blocked() {
  local above="${1%/*}"
  [ "$above" != "$1" ] && [ "$above" != "$OPEN_FOLDER" ] || return 1
  if [ -L "$above" ] || { [ -e "$above" ] && [ ! -d "$above" ]; } || is_blocked "$above"; then return 0; fi
  OPEN_FOLDER=$above
  return 1
}
OPEN_FOLDER=

# copy_list IMAGE STAGE LIST: the entries that a list of paths names, by one copy for those that stand together.
copy_list() {
  local image="$1" stage="$2" list="$3" path folder above=
  set --
  while IFS= read -r path; do
    folder=
    case $path in */*) folder=${path%/*} ;; esac
    if [ "$folder" != "$above" ] || [ $# -ge 200 ]; then
      copy_together "$image" "$stage" "$above" "$@"
      set --
      above=$folder
    fi
    set -- "$@" "$image/$path"
  done <"$list"
  copy_together "$image" "$stage" "$above" "$@"
}

# copy_together IMAGE STAGE FOLDER SOURCE...
copy_together() {
  local image="$1" stage="$2" folder="$3"
  shift 3
  [ $# -gt 0 ] || return 0
  { make_staged "$image" "$stage" "$folder" && cp -a -- "$@" "$stage/$folder"; } 2>/dev/null || COPY_FAILED=1
}

# make_staged IMAGE STAGE FOLDER: with the modes of the image's, but that it can be written.
make_staged() {
  [ ! -d "$2/$3" ] || return 0
  case $3 in
    '') mkdir -m 700 "$2" 2>/dev/null && return ;;
    */*) make_staged "$1" "$2" "${3%/*}" || return 1 ;;
    *) make_staged "$1" "$2" '' || return 1 ;;
  esac
  mkdir -m "$(stat -c %a "$1/$3" 2>/dev/null || echo 700)" "$2/$3" && chmod u+rwx "$2/$3"
}

# copy_odd IMAGE: entries with a line end in their names. $SEED/odd names them, with \n for it.
# shellcheck disable=SC2016 # the inner shell expands them
copy_odd() {
  local failed
  [ -e "$SEED/odd" ] || (: >"$SEED/odd") 2>/dev/null || return 1
  cp "$SEED/odd" "$SEED/odd.next" 2>/dev/null || return 1
  failed=$(cd -P -- "$1" && find_beside "$SEED_MOUNTS" -path "./$STATE" -prune -o -name "*$NEWLINE*" -prune -exec sh -c '
    image=$PWD root=$1 state=$2 newline=$3
    shift 3
    cd -P -- "$root" || exit 1
    for entry in "$@"; do
      entry=${entry#./} name=
      rest=$entry
      while :; do
        case $rest in
          *"$newline"*) name=$name${rest%%"$newline"*}\\n rest=${rest#*"$newline"} ;;
          *) break ;;
        esac
      done
      name=$name$rest
      ! grep -q -x -F -e "$name" "$state/odd" || continue
      case $entry in */*) above=/${entry%/*} ;; *) above= ;; esac
      if [ ! -e "$entry" ] && [ ! -L "$entry" ]; then
        mkdir -p "$state/new$above" && cp -a -- "$image/$entry" "$state/new$above/" || {
          rm -rf "$state/new$above/${entry##*/}"
          echo "$name"
          continue
        }
      fi
      printf "%s\n" "$name" >>"$state/odd.next"
    done' sh "$ROOT" "$SEED" "$NEWLINE" {} + 2>/dev/null) || :
  [ -z "$failed" ]
}

# drop_partial IMAGE: removes from what was copied what is not whole, and names in $WORK/failed what did not arrive.
drop_partial() {
  local path
  drop_partial_in "$STAGE"
  drop_partial_in "$STAGE_REFRESH"
  list_missing >"$WORK/missing" 2>/dev/null || :
  cat "$WORK/missing" >>"$WORK/failed" 2>/dev/null || :
  while IFS= read -r path; do
    if [ -L "$1/$path" ] || [ -r "$1/$path" ]; then seed_failed "$path"; else SEED_UNREADABLE=$1/$path; fi
  done <"$WORK/missing"
  drop_closed "$1"
  rm -f "$WORK/missing" "$WORK/here"
}

# drop_partial_in STAGE: of the mode only the kind counts, as no user can keep another's setuid bit.
drop_partial_in() {
  local path
  [ -d "$1" ] || return 0
  list_tree "$1" >"$WORK/here"
  awk -v LIST="$WORK/list" "$PATH_OF"'
    FILENAME == LIST { size[path_of($0)] = substr($1, 1, 1) " " $2; next }
    !/^4/ { path = path_of($0); if (size[path] != substr($1, 1, 1) " " $2) print path }' "$WORK/list" "$WORK/here" >"$WORK/missing"
  while IFS= read -r path; do remove_file "$1/$path"; done <"$WORK/missing"
} 2>/dev/null

# remove_file PATH: also from a folder that nobody may write in.
remove_file() {
  local folder="${1%/*}" mode
  ! rm -f "$1" 2>/dev/null || return 0
  mode=$(stat -c %a "$folder") && chmod u+w "$folder" && rm -f "$1" && chmod "$mode" "$folder"
}

# list_missing: prints what was to be copied, or is below that, and is not beside its place.
list_missing() {
  { [ ! -d "$STAGE" ] || list_tree "$STAGE"; } >"$WORK/here"
  awk -v HERE="$WORK/here" -v ADDED="$WORK/added" "$PATH_OF"'
    FILENAME == HERE { here[path_of($0)]; next }
    FILENAME == ADDED { added[$0]; next }
    {
      path = at = path_of($0)
      if (path in here) next
      while (at != "" && !(at in added)) at = parent_of(at)
      if (at != "") print path
    }' "$WORK/here" "$WORK/added" "$WORK/list"
}

# drop_closed IMAGE: folders that the user cannot look into came empty.
drop_closed() {
  local path
  awk "$PATH_OF"'/^4/ { print path_of($0) }' "$WORK/list" 2>/dev/null >"$WORK/missing" || :
  while IFS= read -r path; do
    if [ -d "$STAGE/$path" ] && { [ ! -r "$1/$path" ] || [ ! -x "$1/$path" ]; }; then
      remove_tree "$STAGE/$path"
      printf '%s\n' "$path" >>"$WORK/failed"
      SEED_UNREADABLE=$1/$path
    fi
  done <"$WORK/missing"
}

# write_next: the next record: what the image has, but for what did not arrive, and for what stays as it was seeded.
write_next() {
  # What only adds to the record needs no looking through.
  if [ -s "$WORK/replaced" ] || [ -s "$WORK/failed" ] || [ -s "$WORK/blocked" ]; then next_record; else cat "$SEED/record" "$WORK/differs"; fi 2>/dev/null >"$SEED/next.$$" &&
    next_times 2>/dev/null >"$SEED/times.next" && mv -T "$SEED/next.$$" "$SEED/next" 2>/dev/null || {
    rm -f "$SEED/next.$$" "$SEED/times.next" 2>/dev/null || :
    clear_stage
    seed_failed "$SEED/record"
    return 1
  }
}

next_record() {
  awk -v DIFFERS="$WORK/differs" -v FAILED="$WORK/failed" -v BLOCKED="$WORK/blocked" -v NEWER="$WORK/newer" -v REFRESH="$REFRESH" "$PATH_OF"'
    FILENAME == FAILED { out[$0]; below[$0]; holes = 1; next }
    FILENAME == BLOCKED { below[$0]; holes = 1; next }
    FILENAME == NEWER { if (!REFRESH) out[$0]; next }
    FILENAME == DIFFERS { if (!is_out(path_of($0))) now[path_of($0)] = $0; next }
    !(path_of($0) in now) { print }
    END { for (path in now) print now[path] }
    function is_out(path,   at) {
      if (path in out) return 1
      if (holes) for (at = parent_of(path); at != ""; at = parent_of(at)) if (at in below) return 1
      return 0
    }' "$WORK/failed" "$WORK/blocked" "$WORK/newer" "$WORK/differs" "$SEED/record"
}

# next_times: what the image has otherwise now, and was replaced, has the image's time.
next_times() {
  awk -v SAME="$WORK/same" -v NEWER="$WORK/newer" -v REFRESH="$REFRESH" "$PATH_OF"'
    FILENAME == SAME { print; gone[path_of($0)]; next }
    FILENAME == NEWER { if (REFRESH) gone[$0]; next }
    !(path_of($0) in gone)' "$WORK/same" "$WORK/newer" "$SEED/times"
}
