# The name under which Claude Code files a working directory.

# project_slug PATH: each UTF-16 code unit outside [A-Za-z0-9] becomes "-"; a name of more than 200 units is cut,
# and a hash of the path in base 36 is added. awk sees bytes (LC_ALL=C), so UTF-8 is decoded by hand.
# The function is core/assets/prepare.sh's, which has to stand alone; `npm run generate` copies it here.
project_slug() {
  CLAUDE_PATH=$1 LC_ALL=C awk '
    function unit(code) {
      slug = slug (code < 128 && chars[code] ~ /[A-Za-z0-9]/ ? chars[code] : "-")
      hash = (hash * 31 + code) % 4294967296
    }
    BEGIN {
      for (i = 1; i < 256; i++) { chars[i] = sprintf("%c", i); codes[chars[i]] = i }
      path = ENVIRON["CLAUDE_PATH"] ""
      bytes = length(path)
      for (i = 1; i <= bytes; i++) {
        code = codes[substr(path, i, 1)]
        more = code < 194 ? 0 : code < 224 ? 1 : code < 240 ? 2 : code < 245 ? 3 : 0
        low = code == 224 ? 160 : code == 240 ? 144 : 128
        high = code == 237 ? 159 : code == 244 ? 143 : 191
        if (code > 127) code = more ? code % (more == 1 ? 32 : more == 2 ? 16 : 8) : 65533
        for (; more > 0; more--) {
          follow = i < bytes ? codes[substr(path, i + 1, 1)] : 0
          # What is no UTF-8 counts as one U+FFFD, as far as it could have become a character.
          if (follow < low || follow > high) { code = 65533; break }
          code = code * 64 + follow % 64
          low = 128; high = 191; i++
        }
        if (code < 65536) unit(code)
        else { unit(55296 + int((code - 65536) / 1024)); unit(56320 + (code - 65536) % 1024) }
      }
      if (hash >= 2147483648) hash = 4294967296 - hash
      do {
        digits = substr("0123456789abcdefghijklmnopqrstuvwxyz", hash % 36 + 1, 1) digits
        hash = int(hash / 36)
      } while (hash > 0)
      print (length(slug) > 200 ? substr(slug, 1, 200) "-" digits : slug)
    }'
}

# find_slug PATH: sets FOUND_SLUG. A path of plain characters, and not too long for a name, takes no process.
find_slug() {
  local rest="$1"
  FOUND_SLUG=
  case $1 in
    *[!A-Za-z0-9/._\ -]*) rest=long ;;
  esac
  if [ "${#1}" -gt 200 ] || [ "$rest" = long ]; then
    FOUND_SLUG=$(project_slug "$1")
    return
  fi
  while :; do
    case $rest in *[!A-Za-z0-9]*) ;; *) break ;; esac
    FOUND_SLUG=$FOUND_SLUG${rest%%[!A-Za-z0-9]*}-
    rest=${rest#*[!A-Za-z0-9]}
  done
  FOUND_SLUG=$FOUND_SLUG$rest
}

# real_folder PATH: sets REAL_FOLDER to the path without links; as given when it does not exist.
real_folder() {
  # The x keeps newlines at the end of a name, which $( ) would drop.
  if REAL_FOLDER=$(cd -P -- "$1" 2>/dev/null && pwd -P && printf x); then
    REAL_FOLDER=${REAL_FOLDER%"$NEWLINE"x}
  else
    REAL_FOLDER=$1
  fi
}
