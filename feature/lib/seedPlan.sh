# What is to be seeded: the image against the record. Step 1 of seed; seed.sh has the whole of it.
#
# A line of the record is "MODE SIZE TIME ./PATH": what the image had, in stat's words; of a folder the mode alone. What the image has now
# is listed the same way, so that only lines that differ have to be looked at. A rebuild may make a file anew with the same content: then the
# record has its new time, and `times` the one that the file here still has. There is no checksum: what the user did not touch is itself
# what was seeded.
#
# A name with a line end in it would be two lines: such an entry has a record of its own, comes whole, and is not looked into again.

# For awk. The first slash of a line is that of "./".
PATH_OF='
function path_of(line) { return substr(line, index(line, "/") + 1) }
function parent_of(path) { return sub(/\/[^\/]*$/, "", path) ? path : "" }
'

# list_tree FOLDER [MOUNTS]: what is in it; nothing of what lies at or below MOUNTS (lines of mounts_of).
list_tree() {
  (cd -P -- "$1" && find_beside "${2:-}" '(' -name "*$NEWLINE*" -o -path "./$STATE" ')' -prune -o \
    -type d ! -path . -exec stat -c '%f 0 0 %n' {} + -o '(' -type f -o -type l ')' -exec stat -c '%f %s %Y %n' {} +)
}

# true_modes IMAGE: in $WORK/list, the modes that entries had before the image's archive was opened to all. A line of IMAGE.modes is
# "MODE OCTAL ./PATH".
true_modes() {
  [ -f "$1.modes" ] || return 0
  awk -v LIST="$WORK/list" "$PATH_OF"'
    FILENAME != LIST { mode[path_of($0)] = $1; next }
    (path = path_of($0)) in mode { sub(/^[^ ]*/, mode[path]) }
    { print }' "$1.modes" "$WORK/list" >"$WORK/list.true" && mv -T "$WORK/list.true" "$WORK/list"
}

# plan_seed IMAGE: 1 when it fails. Writes $WORK/list, what the image has; $WORK/differs, the lines of it that the record lacks; of these paths
# $WORK/fresh, which are new, $WORK/replaced, which it has otherwise, and those of sort_changed.
plan_seed() {
  : >"$WORK/newer" && : >"$WORK/same" && : >"$WORK/left" && : >"$WORK/fresh" && : >"$WORK/changed" &&
    : >"$WORK/differs" && : >"$WORK/replaced" || return 1
  list_tree "$1" "$SEED_MOUNTS" >"$WORK/list" || {
    [ -s "$WORK/list" ] && has_room || return 1
    # A folder that only root can look into.
    SEED_UNREADABLE=$1
  }
  true_modes "$1" || return 1
  compare_lists && has_room || return 1
  [ ! -s "$WORK/changed" ] || sort_changed "$1"
} 2>/dev/null

# has_room: so nothing that was written until now was cut short: not every tool of busybox says so.
has_room() {
  head -c 16384 /dev/zero >"$WORK/room" && rm -f "$WORK/room"
}

# compare_lists: each list is read once. What an older version recorded has no mode: no change is told there.
compare_lists() {
  if [ ! -s "$SEED/record" ]; then
    cat "$WORK/list" >"$WORK/differs" && sed 's/^[^/]*\///' "$WORK/list" >"$WORK/fresh"
    return
  fi
  awk -v RECORD="$SEED/record" -v DIFFERS="$WORK/differs" -v CHANGED="$WORK/changed" -v REPLACED="$WORK/replaced" "$PATH_OF"'
    FILENAME == RECORD { known[$0]; next }
    $0 in known { delete known[$0]; next }
    { print > DIFFERS; now[path_of($0)] = $0 }
    END {
      for (line in known) {
        path = path_of(line)
        if (!(path in now)) continue
        if (now[path] !~ /^4/ && line !~ /^-/) print line > CHANGED
        print path > REPLACED
        delete now[path]
      }
      for (path in now) print path
    }' "$SEED/record" "$WORK/list" >"$WORK/fresh"
}

# sort_changed IMAGE: $WORK/changed has the record's lines of what is another in the image now. $WORK/newer gets the paths of what is here
# as it was seeded, $WORK/same what has the same content in the image, with the time here, $WORK/left what the user has changed or deleted.
sort_changed() {
  awk "$PATH_OF"'{ print path_of($0) }' "$WORK/changed" >"$WORK/paths" || return 1
  paths_as_words "$WORK/paths" | xargs -0 stat -c '%f %s %Y %n' >"$WORK/here" || :
  awk -v DIFFERS="$WORK/differs" -v HERE="$WORK/here" -v TIMES="$SEED/times" -v NEWER="$WORK/newer" -v LEFT="$WORK/left" "$PATH_OF"'
    FILENAME == DIFFERS { path = path_of($0); mode[path] = $1; size[path] = $2; next }
    FILENAME == HERE { here[path_of($0)] = $1 " " $2 " " $3; next }
    FILENAME == TIMES { time[path_of($0)] = $1; next }
    {
      path = path_of($0)
      if (here[path] != $1 " " $2 " " (path in time ? time[path] : $3)) print path > LEFT
      else if (mode[path] == $1 && size[path] == $2 && /^8/) print path
      else print path > NEWER
    }' "$WORK/differs" "$WORK/here" "$SEED/times" "$WORK/changed" >"$WORK/paths" || return 1
  [ -s "$WORK/paths" ] || return 0
  sums_in "$1" >"$WORK/sums" && sums_in . >"$WORK/heresums" || return 1
  awk -v SUMS="$WORK/sums" -v HERESUMS="$WORK/heresums" -v HERE="$WORK/here" -v SAME="$WORK/same" -v NEWER="$WORK/newer" "$PATH_OF"'
    FILENAME == SUMS { sums[path_of($0)] = $1; next }
    FILENAME == HERESUMS { heresums[path_of($0)] = $1; next }
    FILENAME == HERE { time[path_of($0)] = $3; next }
    ($0 in sums) && sums[$0] == heresums[$0] { print time[$0] " ./" $0 > SAME; next }
    { print >> NEWER }' "$WORK/sums" "$WORK/heresums" "$WORK/here" "$WORK/paths"
}

# paths_as_words LIST: for xargs -0.
paths_as_words() {
  sed 's/^/.\//' "$1" | tr '\n' '\000'
}

# sums_in FOLDER: prints "SUM  ./PATH" of the files there that $WORK/paths names.
sums_in() {
  paths_as_words "$WORK/paths" | (cd -P -- "$1" && xargs -0 md5sum) || :
}
