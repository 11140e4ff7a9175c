# Makes a place for the login that all dev containers of a user share. For claude-login.

LOGIN_DIR=/var/lib/claude-login

main() {
  begin
  local dir
  if find_user; then
    dir=${HOME_FOLDER%/}/.claude-login
    make_real_directory "$dir" "$OWNER"
  else
    # As for Claude's state: a new home starts as a copy of /etc/skel, owned by its user.
    make_real_directory "$SKELETON/.claude-login" 0:0
    dir=/home/$USER/.claude-login
  fi
  link_place "$LOGIN_DIR" "$dir" "the volume with the login"
  printf '%s\n' "$USER" >"$SHARE/remote-user"
  say "Claude Code's login is kept in $LOGIN_DIR -> $dir"
}

main "$@"
