# By which Claude Code finds conversations that are filed elsewhere: each line of .session-aliases in a project's folder names another
# such folder, and the picker lists what is in both.
#
# As soon as the repository has a second worktree, be it gone again, the picker passes over what is a link in projects/, and would
# list nothing. So the shared folder is named in its own list, by its place in this container; on the host there is
# nothing at that place. (Measured with 2.1.197, 2.1.329 and 2.1.332. A real folder would do as well; but in projects/, which is
# the user's, the engine would mount it wherever a link there leads.)

ALIASES=.session-aliases

# name_shared_folder: after what was adopted, which may bring a list of its own.
name_shared_folder() {
  add_alias "$HOST/project/$ALIASES" "$HOST/project" || return 0
  give_back_host_folder
}

# add_alias FILE LINE: 1 when nothing was added.
add_alias() {
  local start=
  if [ -L "$1" ] || { [ -e "$1" ] && [ ! -f "$1" ]; }; then return 1; fi
  # Mostly it is the first line, which the shell reads by itself.
  IFS= read -r start 2>/dev/null <"$1" || :
  [ "$start" != "$2" ] || return 1
  start=
  ! grep -q -x -F -e "$2" "$1" 2>/dev/null || return 1
  # The last line may lack its end.
  [ -z "$(tail -c 1 "$1" 2>/dev/null)" ] || start=$NEWLINE
  (umask 077 && printf '%s%s\n' "$start" "$2" >>"$1") 2>/dev/null
}

# join_aliases SOURCE TARGET: the target has every line of both; 1 when that failed, or the source is too long for a list of
# Claude Code's.
join_aliases() {
  local line
  [ "$(wc -c <"$1")" -le 65536 ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    [ -n "$line" ] || continue
    add_alias "$2" "$line" || grep -q -x -F -e "$line" "$2" 2>/dev/null || return 1
  done <"$1"
}
