# What the last run that found something did, kept for people and for doctor. A line is a word and a path.

# write_report IS_PART: says it once, in a line. What root has to bring comes with a second run, for a part of the image.
#
# `added`: came now. `refreshed`: replaced by --refresh. `newer`: another in the image, and here as it was seeded. `left`: another in the image,
# and changed or deleted here.
write_report() {
  local kept="$SEED/report" word=newer
  [ -z "$REFRESH" ] || word=refreshed
  {
    if [ -n "$1" ] && [ -f "$SEED/whole" ]; then cat "$SEED/whole"; fi
    sed 's/^/added /' "$WORK/added"
    sed "s/^/$word /" "$WORK/newer"
    sed 's/^/left /' "$WORK/left"
  } 2>/dev/null >"$kept.$$" || :
  if [ -n "$SEED_UNREADABLE" ] && [ -z "$1" ]; then
    mv -T "$kept.$$" "$SEED/whole" 2>/dev/null || :
  elif cmp -s "$kept.$$" "$kept" || { [ ! -s "$kept.$$" ] && ! grep -q '^newer ' "$kept" 2>/dev/null; }; then
    rm -f "$kept.$$" "$SEED/whole" 2>/dev/null || :
  elif mv -T "$kept.$$" "$kept" 2>/dev/null; then
    rm -f "$SEED/whole"
    [ ! -s "$kept" ] || printf 'claude-state: %s\n' "$(seed_summary)"
  fi
}

# seed_summary: prints one line about $SEED/report.
seed_summary() {
  awk -v DIR="$(printable "$ROOT")" '
    { count[$1]++ }
    function of(word, one, many) { return count[word] == 1 ? one : count[word] many }
    END {
      if (count["added"]) text = text ", " count["added"] " added"
      if (count["refreshed"]) text = text ", " count["refreshed"] " replaced"
      if (count["newer"]) text = text ", " count["newer"] " newer in the image (claude-state seed --refresh takes them over)"
      if (count["left"]) text = text ", " count["left"] " newer in the image but changed or deleted here, and left"
      print "from the image to " DIR ": " substr(text, 3)
    }' "$SEED/report" 2>/dev/null
}

# seed_report DIR
seed_report() {
  local line
  CONFIG=$1
  case $CONFIG in /*) ;; *) CONFIG=$CALLED_IN/$CONFIG ;; esac
  open_config || return 1
  if [ -L "$SEED" ] || [ ! -f "$SEED/report" ] || [ -L "$SEED/report" ]; then
    printf 'Nothing has come from the image to %s.\n' "$(printable "$ROOT")"
    return 0
  fi
  while IFS= read -r line; do
    printf '%s\n' "$(printable "$line")"
  done <"$SEED/report"
}
