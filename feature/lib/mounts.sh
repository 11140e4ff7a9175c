# What is mounted, from /proc/self/mountinfo.

# For awk: a path as mountinfo has it, with its octal escapes undone.
DECODED='
function decoded(s,   out) {
  while (match(s, /\\[0-7][0-7][0-7]/)) {
    out = out substr(s, 1, RSTART - 1) \
      sprintf("%c", substr(s, RSTART + 1, 1) * 64 + substr(s, RSTART + 2, 1) * 8 + substr(s, RSTART + 3, 1))
    s = substr(s, RSTART + 4)
  }
  return out s
}
'

# mounts_of DIRECTORY: one line per mountpoint: "." for the directory itself, and for each below it a pattern for
# find -path, relative to it. A newline in a name becomes "?", so that each stays one line.
mounts_of() {
  local root="$1" line at pattern all='' IFS="$NEWLINE"
  [ "$root" != / ] || root=
  ask_system
  set -f
  for line in $MOUNTS; do
    at=${line#* }
    case $at in *\\*) undo_escapes ;; esac
    case $at in
      "$root") all=$all.$NEWLINE ;;
      "$root"/*)
        find_pattern "${at#"$root"}"
        all=$all.$pattern$NEWLINE
        ;;
    esac
  done
  set +f
  printf '%s' "$all"
}

# undo_escapes: of $at, a path as mountinfo has it, its octal escapes.
undo_escapes() {
  local out=''
  while :; do
    case $at in *\\*) ;; *) break ;; esac
    out=$out${at%%\\*}\\0
    at=${at#*\\}
  done
  # The x keeps a newline at the end.
  at=$(printf '%b' "$out${at}x")
  at=${at%x}
}

# find_pattern PATH: sets $pattern, which matches it.
find_pattern() {
  local rest="$1" c
  pattern=$1
  case $1 in *'*'* | *'?'* | *'['* | *']'* | *\\* | *"$NEWLINE"*) ;; *) return 0 ;; esac
  pattern=
  while [ -n "$rest" ]; do
    c=${rest%"${rest#?}"}
    rest=${rest#?}
    case $c in
      "$NEWLINE") c='?' ;;
      '*' | '?' | '[' | ']' | \\) c=\\$c ;;
    esac
    pattern=$pattern$c
  done
}

# find_beside MOUNTS EXPRESSION...: find in the current directory, not below MOUNTS (lines of mounts_of for it).
find_beside() {
  local mounts="$1" line
  shift
  while IFS= read -r line; do
    case $line in ./*) set -- -path "$line" -prune -o "$@" ;; esac
  done <<END
$mounts
END
  find . "$@"
}

# is_mount_below PATH: relative, one of SEED_MOUNTS.
is_mount_below() {
  local line
  while IFS= read -r line; do
    # Unquoted on purpose: a pattern.
    # shellcheck disable=SC2254
    case ./$1 in $line) return 0 ;; esac
  done <<END
$SEED_MOUNTS
END
  return 1
}

# is_mountpoint REAL_PATH
is_mountpoint() {
  case $NEWLINE$(mounts_of "$1")$NEWLINE in
    *"$NEWLINE.$NEWLINE"*) return 0 ;;
    *) return 1 ;;
  esac
}

# mountpoint_of REAL_PATH: prints where the mount lies that it is in; nothing where that is the container's own root.
mountpoint_of() {
  MOUNTPOINT_OF=$1 awk "$DECODED"'
    {
      at = decoded($5)
      if (at != "/" && index(ENVIRON["MOUNTPOINT_OF"] "/", at "/") == 1 && length(at) > length(best)) best = at
    }
    END { print best }' "$MOUNTINFO" 2>/dev/null
}

# mounted_twice MOUNTS_OF_DIRECTORY: another mount lies over or under ours. Which is on top changes from start to start.
mounted_twice() {
  case $NEWLINE$1$NEWLINE in
    *"$NEWLINE.$NEWLINE.$NEWLINE"* | *"$NEWLINE.$NEWLINE"*"$NEWLINE.$NEWLINE"*) return 0 ;;
    *) return 1 ;;
  esac
}
