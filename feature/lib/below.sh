# Conversations recorded in sub-folders and worktrees of the project, where Claude Code filed each by its own folder: before the
# project was shared, or by a client that does not know PROJECT_NAME. They are adopted like those of the project's folder, and
# each of those folders becomes a link like the project's: so both kinds of clients go on with them there.

# link_below SLUG: the project's; its own folder was done before. Each conversation of a folder is looked into once: where a folder
# is as it was when it was found to be none of the project's, it is passed over.
link_below() {
  local known='' kept="$1$NEWLINE" all each name IFS="$NEWLINE"
  if [ -f "$STATE/elsewhere" ] && [ ! -L "$STATE/elsewhere" ]; then known=$(head -c 1048576 "$STATE/elsewhere" 2>/dev/null); fi
  case $known in "$1$NEWLINE"*) ;; *) known='' ;; esac
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

# look_below NAME SLUG: links projects/NAME when what is in it is the project's; 1 when it is not.
look_below() {
  local IFS=" $TAB$NEWLINE"
  filed_below "$1" "$2" || return 1
  link_project "$1" || :
}

# filed_below NAME SLUG: what is in projects/NAME was begun in a folder of the project whose name that is, and nothing in a folder
# elsewhere of the same name, as a/b and a-b have. What was begun in a folder of another name was copied, and says nothing.
filed_below() {
  local file before='' code=1
  for file in "projects/$1"/*.jsonl; do
    [ -f "$file" ] && [ ! -L "$file" ] && begun_in "$file" && [ "$BEGUN_IN" != "$before" ] || continue
    before=$BEGUN_IN
    [ "$(project_slug "$BEGUN_IN")" = "$1" ] || continue
    is_of_project "$BEGUN_IN" "$2" || return 1
    code=0
  done
  return "$code"
}

# begun_in FILE: sets BEGUN_IN to the working directory in which a conversation was begun; 1 when it says none. Inside of a text
# the quotes would be escaped; a path that has to be escaped is not looked at.
begun_in() {
  BEGUN_IN=$(head -c 1048576 "$1" 2>/dev/null | grep -a -o -m 1 '"cwd":"/[^"\\]*"' | head -n 1)
  BEGUN_IN=${BEGUN_IN#\"cwd\":\"}
  BEGUN_IN=${BEGUN_IN%\"}
  [ -n "$BEGUN_IN" ]
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
