# Text from outside (names, above all) made safe to show.

# escaped FORM TEXT: FORM "text" shows control characters and broken UTF-8 as \xNN; "json" gives the inside of a JSON
# string, with U+FFFD for broken UTF-8.
escaped() {
  ESCAPE_FORM=$1 ESCAPE_TEXT=$2 awk '
    function hex(b) { return substr(digits, int(b / 16) + 1, 1) substr(digits, b % 16 + 1, 1) }
    function broken(b) { return json ? "\357\277\275" : "\\x" hex(b) }
    function follows(i, count,   k) {
      for (k = 1; k <= count; k++) if (i + k > n || code[i + k] < 128 || code[i + k] > 191) return 0
      return 1
    }
    # How many bytes make the character at i; 0 when none is there.
    function width(i,   b, c) {
      b = code[i]; c = i < n ? code[i + 1] : 0
      if (b < 128) return 1
      if (b >= 194 && b <= 223) return follows(i, 1) ? 2 : 0
      if (b >= 224 && b <= 239) return follows(i, 2) && !(b == 224 && c < 160) && !(b == 237 && c > 159) ? 3 : 0
      if (b >= 240 && b <= 244) return follows(i, 3) && !(b == 240 && c < 144) && !(b == 244 && c > 143) ? 4 : 0
      return 0
    }
    BEGIN {
      digits = "0123456789abcdef"
      json = ENVIRON["ESCAPE_FORM"] == "json"
      text = ENVIRON["ESCAPE_TEXT"]
      for (i = 1; i < 256; i++) ord[sprintf("%c", i)] = i
      n = length(text)
      for (i = 1; i <= n; i++) code[i] = ord[substr(text, i, 1)]
      for (i = 1; i <= n; i += w) {
        c = substr(text, i, 1); b = code[i]; w = width(i)
        if (!w) { printf "%s", broken(b); w = 1 }
        else if (b < 32 || b == 127) printf "%s", (json ? "\\u00" hex(b) : "\\x" hex(b))
        # U+0080 to U+009F control a terminal too.
        else if (w == 2 && b == 194 && code[i + 1] < 160) printf "%s", (json ? "\\u00" : "\\x") hex(code[i + 1])
        else if (json && (c == "\"" || c == "\\")) printf "\\%s", c
        else printf "%s", substr(text, i, w)
      }
    }' </dev/null
}

# printable TEXT: on one line, harmless to a terminal.
printable() {
  case $1 in
    *[![:print:]]*) escaped text "$1" ;;
    *) printf '%s' "$1" ;;
  esac
}
