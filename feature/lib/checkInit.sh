# doctor: what init and clone met at this start, where the home is a volume that they filled.

check_init() {
  local code line where="${HOME:-/nonexistent}/$STATE"
  [ "${ROOT:-}/$STATE" != "$where" ] || return 0
  [ ! -L "$where" ] && [ -f "$where/trouble" ] && [ ! -L "$where/trouble" ] && [ -r "$where/trouble" ] || return 0
  while IFS=$TAB read -r code line; do
    case $code in
      init-* | clone-* | seed-*) finding "$code" warning "$line" "$where" '' ;;
    esac
  done <"$where/trouble"
}
