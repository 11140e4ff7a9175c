# Makes a place for the login that all dev containers of a user share. For claude-login.

LOGIN_DIR=/var/lib/claude-login

# Makes /var/lib/claude-login a link to DIR.
link_login_directory() {
  local dir="$1"
  if [ -L "$LOGIN_DIR" ]; then
    [ "$(readlink "$LOGIN_DIR")" != "$dir" ] || return 0
    rm "$LOGIN_DIR"
  elif exists "$LOGIN_DIR"; then
    fail "$LOGIN_DIR is there already, but the volume with the login goes there; remove it from the image"
  fi
  mkdir -p "${LOGIN_DIR%/*}"
  ln -s "$dir" "$LOGIN_DIR"
}

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
  link_login_directory "$dir"
  printf '%s\n' "$USER" >"$SHARE/remote-user"
  say "Claude Code's login is kept in $LOGIN_DIR -> $dir"
}

main "$@"
