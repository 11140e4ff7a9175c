# doctor: what init and clone met at this start, where the home is a volume that they filled.

check_init() {
  local code line where="${HOME:-/nonexistent}/$NAME"
  # Has been looked at.
  if [ "${ROOT:-}/$STATE" = "$where" ] || is_home_volume "${HOME:-/}"; then return 0; fi
  if [ -L "$where" ] || [ -f "$where" ]; then
    finding init-state warning "$where is no folder: at a start nothing comes from the image or the secrets, and what happened is not recorded. Look what it is, then remove it." "$where" ''
    return 0
  fi
  [ -f "$where/trouble" ] && [ ! -L "$where/trouble" ] && [ -r "$where/trouble" ] || return 0
  while IFS=$TAB read -r code line; do
    case $code in
      init-* | clone-* | seed-*) finding "$code" warning "$line" "$where" '' ;;
    esac
  done <"$where/trouble"
}
