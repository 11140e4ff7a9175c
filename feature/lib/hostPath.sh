# The host's path of the project, inside: conversations from before are full of it. Where there is nothing at that path, root makes a link
# to the project there, and names it to Claude Code as a directory to work in: it looks at the path that it is given, and would ask for
# each file as for one outside of the project. (Measured with 2.1.197 and 2.1.332; what is named so brings no skill and no CLAUDE.md twice.)

# find_host_path: by root, at each start: sets HOST_PATH to the host's path where it leads to the project, else to nothing.
find_host_path() {
  local path="$WANTED_PATH"
  HOST_PATH=
  [ "$ME" -eq 0 ] && [ -n "$ROOT" ] && [ -n "$path" ] && find_project "$path" || return 0
  if [ -L "$path" ]; then
    if [ "$path" -ef "$FOLDER" ] && stat_of "$path"; then case $OWNER in 0:*) HOST_PATH=$path ;; esac fi
  elif [ ! -e "$path" ] && make_host_path "$path"; then
    HOST_PATH=$path
  fi
}

# wanted_host_path: sets WANTED_PATH, the host's path where it is one that we would make.
wanted_host_path() {
  local path=''
  WANTED_PATH=
  [ "$ME" -eq 0 ] && [ -f "$HOST/files/workspace" ] || return 0
  # A name with a line end in it is none.
  IFS= read -r path 2>/dev/null <"$HOST/files/workspace" || return 0
  ! is_plain_path "$path" || WANTED_PATH=$path
}

# is_plain_path PATH: of a system like this one, in a form that is the same in every file, below a folder of the top that is no system's.
is_plain_path() {
  case $1 in
    *[\"\\]* | *[[:cntrl:]]* | *//* | */./* | */../* | */. | */.. | */) return 1 ;;
    /bin/* | /boot/* | /dev/* | /etc/* | /lib/* | /lib64/* | /proc/* | /run/* | /sbin/* | /sys/* | /usr/* | /var/*) return 1 ;;
    "$HOST"/* | */.claude/* | */.claude-sessions/*) return 1 ;;
    /*/?*) return 0 ;;
    *) return 1 ;;
  esac
}

# find_project PATH: sets FOLDER to where the project is in this container, which is at PATH on the host; 1 where it is not. At the first
# start nobody has said where it is: then it is looked for where the tools put it.
find_project() {
  FOLDER=
  if [ -L "$STATE" ] || [ -L "$STATE/folder" ] || ! read_folder; then FOLDER=/workspaces/${1##*/}; fi
  case $FOLDER in /*) [ -d "$FOLDER" ] ;; *) return 1 ;; esac
}

# is_mounted_project: FOLDER is, or lies in, something mounted: the record is the user's, who could name any folder. Sets REAL_FOLDER.
is_mounted_project() {
  local at
  real_folder "$FOLDER"
  at=$(mountpoint_of "$REAL_FOLDER")
  case $at/ in / | "$ROOT"/* | "$HOST"/*) return 1 ;; esac
  [ ! "$at" -ef "$HOME_MOUNT" ]
}

# make_host_path PATH: a link to the project, and the folders above it that are missing. Only in what is root's alone, and in no mount.
make_host_path() {
  local above="${1%/*}" missing='' mode
  until [ -e "$above" ] || [ -L "$above" ]; do
    missing=/${above##*/}$missing
    above=${above%/*}
  done
  [ -n "$above" ] && [ ! -L "$above" ] && [ "$(cd -P -- "$above" 2>/dev/null && pwd -P)" = "$above" ] || return 1
  mode=$(stat -c %u:%a "$above" 2>/dev/null) || return 1
  # Others may write there: as in /tmp, they must not move what is root's.
  case $mode in 0:[1357]???) ;; 0:*[2367]? | 0:*[2367]) return 1 ;; 0:*) ;; *) return 1 ;; esac
  [ -z "$(mountpoint_of "$above")" ] && is_mounted_project || return 1
  (umask 022 && { [ -z "$missing" ] || make_folders_below "$above" "$missing"; } && ln -s -T "$REAL_FOLDER" "$1") 2>/dev/null
}

# make_folders_below FOLDER /A/B: each must be new.
make_folders_below() {
  local at="$1" rest="${2#/}/"
  while [ -n "$rest" ]; do
    at=$at/${rest%%/*}
    rest=${rest#*/}
    mkdir "$at" || return 1
  done
}
