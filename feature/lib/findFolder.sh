# Which folder of this container is the project's, where nobody has said it: from what is mounted.
#
# The mounted project folder is named after the project's path on the host, and of each bind the kernel tells which folder it shows,
# by its path in its own file system. The whole of the host's path is seldom there: it begins at the top of that file system, or
# of what an engine in a virtual machine shares (Docker Desktop), or with the name of a subvolume. So the ends are compared, and
# the longest common one counts. Where two places would do, none is taken: without a folder only older clients lack something, and
# what they record stays in the volume until it is known.

# know_folder: records the project's folder, where none is, or where the one that is recorded is no longer what is mounted.
know_folder() {
  [ -d "$HOST/project" ] || return 0
  find_home_volume
  if read_folder && [ -d "$FOLDER" ] && is_below_mount "$FOLDER"; then return 0; fi
  find_folder || return 0
  case $FOLDER/ in "${FOUND%/}"/*) [ ! -d "$FOLDER" ] || return 0 ;; esac
  record_folder "$FOUND" || :
}

# find_home_volume: sets HOME_AT, where the home lies that is kept in a volume, which is no project's.
find_home_volume() {
  HOME_AT=
  [ ! -L "$HOME_MOUNT" ] || HOME_AT=$(cd -P -- "$HOME_MOUNT" 2>/dev/null && pwd -P) || :
}
HOME_AT=

# is_below_mount PATH: on a mount of its own. A path that is written with escapes in mountinfo is not found.
is_below_mount() {
  local line at code=1 IFS="$NEWLINE"
  ask_system
  set -f
  for line in $MOUNTS; do
    at=${line#* }
    case $at in / | "$HOME_AT" | *\\*) continue ;; esac
    case $1/ in "$at"/*) code=0 && break ;; esac
  done
  set +f
  return "$code"
}

# find_folder: sets FOUND; 1 when it cannot be told.
find_folder() {
  local mounts name shown at slug rest length best=0 best_at='' best_rest=''
  FOUND=
  mounts=$(folder_mounts) || return 1
  name=${mounts%%"$NEWLINE"*}
  # A mirror, for review, has a name of its own.
  [ "$name" != project ] || name=$(mirrored_name)
  case $name in '' | *[!A-Za-z0-9-]*) return 1 ;; esac
  while IFS=$TAB read -r shown at; do
    [ -n "$at" ] && [ -d "$at" ] || continue
    slug=$(project_slug "$shown")
    compare_ends "$name" "$slug" || continue
    if [ "$length" -gt "$best" ]; then
      best=$length best_at=$at best_rest=$rest
    elif [ "$length" -eq "$best" ] && [ "$at" != "$best_at" ]; then
      best_at=
    fi
  done <<END
${mounts#*"$NEWLINE"}
END
  [ -n "$best_at" ] || return 1
  if [ -n "$best_rest" ]; then
    find_below "${best_at%/}" "$best_rest" || return 1
  else
    FOUND=$best_at
  fi
  [ -n "$FOUND" ] && [ -d "$FOUND" ]
}

# mirrored_name: prints the name that the host's folder has, by the path that is prepared beside it.
mirrored_name() {
  local path=
  [ -f "$HOST/files/workspace" ] && [ ! -L "$HOST/files/workspace" ] || return 0
  IFS= read -r path <"$HOST/files/workspace" || :
  [ -z "$path" ] || project_slug "$path"
}

# folder_mounts: prints the name of the host's project folder, then of each mount that may be the workspace what it shows, a tab, and
# where. What has a control character in it is passed over, and what is at the top of its file system: that has no name.
folder_mounts() {
  local project
  project=$(cd -P -- "$HOST/project" 2>/dev/null && pwd -P) || return 1
  HOST_PROJECT=$project HOST_MOUNTS=${project%/project} CONFIG_MOUNT=$ROOT HOME_AT=$HOME_AT awk "$DECODED"'
    function within(path, root) { return path == root || index(path, root "/") == 1 }
    {
      shown = decoded($4); at = decoded($5)
      if (at == ENVIRON["HOST_PROJECT"]) { name = shown; sub(/.*\//, "", name) }
      # Of two at one place the later one is seen.
      on_top[at] = shown
    }
    END {
      print name
      for (at in on_top) {
        shown = on_top[at]
        if (shown == "/" || at == "/" || at == ENVIRON["HOME_AT"] || (shown at) ~ /[\001-\037\177]/ || shown ~ /\/\/deleted$/) continue
        if (within(at, "/proc") || within(at, "/sys") || within(at, "/dev")) continue
        if (within(at, ENVIRON["HOST_MOUNTS"]) || within(at, ENVIRON["CONFIG_MOUNT"])) continue
        print shown "\t" at
      }
    }' "$MOUNTINFO" 2>/dev/null
}

# compare_ends NAME SLUG: of the project on the host and of what a mount shows. Sets $length of what they have in common, and $rest
# of NAME, which lies below what is mounted; 1 when they have nothing in common.
compare_ends() {
  local above="$1"
  rest=
  length=${#1}
  if [ "$1" = "$2" ]; then return 0; fi
  # The end of a longer name is a number made of all of it.
  if [ "${#1}" -gt 200 ] || [ "${#2}" -gt 200 ]; then return 1; fi
  while [ -n "$above" ]; do
    rest=${1#"$above"}
    length=${#above}
    case $2 in
      *"$above")
        if [ -z "$rest" ] || has_two_parts "$above"; then return 0; fi
        return 1
        ;;
    esac
    length=${#2}
    case $above in *"$2") return 0 ;; esac
    case $above in *-*) above=${above%-*} ;; *) above= ;; esac
  done
  return 1
}

# A folder of one common name, /home say, is in many places.
has_two_parts() {
  case $1 in -?*-*) return 0 ;; *) return 1 ;; esac
}

# find_below DIRECTORY NAME: sets FOUND to the folder below it whose path is filed as NAME; 1 when there are several. No link is
# followed: the path on the host had none.
find_below() {
  local name="${2#-}" first entry pattern
  first=$name
  while [ -n "$first" ]; do
    name_pattern "$first"
    # Unquoted on purpose: a pattern. The shell splits nothing there, for it has no white space.
    for entry in "$1"/$pattern "$1"/.${pattern#'[!A-Za-z0-9]'}; do
      case $entry in */. | */..) continue ;; esac
      [ -d "$entry" ] && [ ! -L "$entry" ] && [ "$(project_slug "/${entry##*/}")" = "-$first" ] || continue
      if [ "$first" != "$name" ]; then
        find_below "$entry" "${name#"$first"}" || return 1
      elif [ -z "$FOUND" ]; then
        FOUND=$entry
      elif [ "$FOUND" != "$entry" ]; then
        return 1
      fi
    done
    case $first in *-*) first=${first%-*} ;; *) first= ;; esac
  done
}

# name_pattern NAME: sets $pattern, which what is filed as NAME matches, and some more.
name_pattern() {
  local left="$1"
  pattern=
  while :; do
    case $left in *-*) ;; *) break ;; esac
    pattern=$pattern${left%%-*}'[!A-Za-z0-9]*'
    left=${left#*-}
  done
  pattern=$pattern$left
}
