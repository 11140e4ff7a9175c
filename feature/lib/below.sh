# Conversations recorded in sub-folders and worktrees of the project, where Claude Code filed each by its own folder: before the
# project was shared, or by a client that does not know PROJECT_NAME. They are adopted like those of the project's folder, and
# each of those folders becomes a link like the project's: so both kinds of clients go on with them there.

# link_below SLUG: the project's; its own folder was done before. Each conversation of a folder is looked into once: where a folder
# is as it was when it was found to be none of the project's, it is passed over.
link_below() {
  local known='' kept="$1$NEWLINE" all each name IFS="$NEWLINE"
  if ! has_below "$1" && knows_none_below "$1"; then return 0; fi
  if [ -f "$STATE/elsewhere" ] && [ ! -L "$STATE/elsewhere" ]; then known=$(head -c 1048576 "$STATE/elsewhere" 2>/dev/null); fi
  case $known$NEWLINE in "$1$NEWLINE"*) ;; *) known='' ;; esac
  all=$(stat -c '%n %i %y' projects/* 2>/dev/null)
  for each in $all; do
    name=${each#projects/}
    name=${name%% *}
    case $name in "$1" | "$PROJECT_NAME" | '' | *[!A-Za-z0-9-]*) continue ;; esac
    [ -d "projects/$name" ] && [ ! -L "projects/$name" ] || continue
    case $known$NEWLINE in
      *"$NEWLINE$each$NEWLINE"*) kept=$kept$each$NEWLINE ;;
      *) look_below "$name" "$1" || kept=$kept$each$NEWLINE ;;
    esac
  done
  [ "$kept" = "$known$NEWLINE" ] || [ -d "$STATE/elsewhere" ] || write_beside "$STATE/elsewhere" "$kept" || :
}

# has_below SLUG: something is there to be looked at.
has_below() {
  local each
  for each in projects/*; do
    case ${each#projects/} in "$1" | "$PROJECT_NAME" | *[!A-Za-z0-9-]*) continue ;; esac
    if [ -d "$each" ] && [ ! -L "$each" ]; then return 0; fi
  done
  return 1
}

# knows_none_below SLUG: the record is of this project, and names nothing.
knows_none_below() {
  local line=''
  [ -f "$STATE/elsewhere" ] && [ ! -L "$STATE/elsewhere" ] || return 1
  { IFS= read -r line && [ "$line" = "$1" ] && ! IFS= read -r line && [ -z "$line" ]; } 2>/dev/null <"$STATE/elsewhere"
}

# look_below NAME SLUG: links projects/NAME when what is in it is the project's; 1 when it is not.
look_below() {
  local IFS=" $TAB$NEWLINE"
  filed_below "$1" "$2" || return 1
  link_project "$1" || :
}

# filed_below NAME SLUG: what is in projects/NAME was begun in a folder of the project whose name that is, and nothing in a folder
# elsewhere of the same name, as a/b and a-b have. What was begun in a folder of another name was copied, and says nothing. Sets BEGUN
# to that folder, and PRESENT to where it is now.
filed_below() {
  local at code=1 IFS="$NEWLINE"
  for at in $(begun_in "projects/$1"); do
    at=${at#\"cwd\":\"}
    at=${at%\"}
    [ "$(project_slug "$at")" = "$1" ] || continue
    BEGUN=$at
    present_path "$at"
    [ "$PRESENT" = "$REAL_FOLDER" ] || is_of_project "$PRESENT" "$2" || return 1
    code=0
  done
  return "$code"
}

# begun_in DIRECTORY: the working directories in which its conversations were begun, each once, as they stand there. Inside of a
# text the quotes would be escaped; a path that has to be escaped is not looked at, nor a file that is larger than any conversation.
begun_in() {
  find "$1" -maxdepth 1 -type f -name '*.jsonl' -size -1048576k \
    -exec grep -a -h -o -m 1 '"cwd":"/[^"\\*?[]*"' {} + 2>/dev/null | sort -u
}

# is_of_project PATH SLUG: a folder in the project's, or of a worktree of the repository whose top the project is. What is in
# another repository there, a submodule or a clone, is that one's, with its memory.
is_of_project() {
  local root
  memory_root "$1"
  case $1 in
    "${REAL_FOLDER%/}"/?*) ! is_other_repository "$root" ;;
    *) [ "$MEMORY_SLUG" = "$2" ] && [ -d "$1" ] && [ "$root" = "$REAL_FOLDER" ] && [ "$1" != "$REAL_FOLDER" ] ;;
  esac
}

# is_other_repository TOP: not the project's, nor a worktree: of one that was made on the host nothing more can be known here.
is_other_repository() {
  local path=''
  [ "$1" != "$MEMORY_ROOT" ] && [ -e "$1/.git" ] || return 1
  git_path "$1/.git" "$1" gitdir: || return 0
  case $path in */worktrees/*) return 1 ;; esac
}
