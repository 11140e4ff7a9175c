#!/bin/sh
# Claude Sessions: makes ready, on the host, what this dev container mounts.
#
# Found this in your repository? Your dev container shares Claude Code's conversations about this project
# with your host. Docker refuses to start a container whose mount sources do not exist, so devcontainer.json
# runs this script first, on the host, as an "initializeCommand". It is called claude-sessions-prepare.sh there,
# and its argument is "${devcontainerId}"; with Docker Compose, further words say what is shared with which service.
#
# It only ever creates what is missing, and nothing of yours is changed or overwritten:
#   ~/.claude-sessions/<id>/project    a link to the conversations of this project, and of no other
#   ~/.claude-sessions/<id>/files/     copies of settings.json (without secrets), CLAUDE.md, keybindings.json
#   ~/.claude/agents, commands, ...    empty folders where you have none
#   .claude-sessions/compose.yaml      beside devcontainer.json, with Docker Compose only: the mounts, for this host
# The copies in files/ are its own: they are refreshed when yours change. Nothing is sent anywhere.
# It needs no more than a POSIX shell and awk. Windows: claude-sessions-prepare.ps1 beside it does the same.
#
# shellcheck disable=SC3043 # `local`: dash, busybox ash, bash and zsh all have it
# shellcheck disable=SC3013 # `-ef`: so has their `test`

set -eu
# What is exported moves no `cd`.
unset CDPATH ENV

PROFILE='agents commands skills rules output-styles hooks tasks'
SHARE_AGAIN='Run "claude-sessions share" again.'
NOTE_HEAD='Not in these copies: what may hold a secret, or could not be read. Names only; the values stayed on the host.'
COMPOSE_HEAD='# Made by claude-sessions for this host, at every start of the dev container. What is edited here is lost.'
NL='
'

say() {
  printf 'claude-sessions: %s\n' "$1" >&2
}

# refuse WHAT HINT: ends with one message. What is checked is checked before anything is changed.
refuse() {
  say "$1 $2"
  exit 1
}

ensure() {
  "$@" || refuse "\"$1\" failed: what this dev container mounts could not be made." \
    'See the line above, and start the dev container again.'
}

exists() {
  [ -e "$1" ] || [ -L "$1" ]
}

# project_slug PATH: prints the name of the folder where Claude Code files the conversations held in PATH.
# Its rule counts UTF-16 code units; here are bytes (LC_ALL=C), so each character is decoded first.
project_slug() {
  CLAUDE_PATH=$1 LC_ALL=C awk '
    function unit(code) {
      slug = slug (code < 128 && chars[code] ~ /[A-Za-z0-9]/ ? chars[code] : "-")
      hash = (hash * 31 + code) % 4294967296
    }
    function character(code) {
      if (code < 65536) { unit(code); return }
      unit(55296 + int((code - 65536) / 1024))
      unit(56320 + (code - 65536) % 1024)
    }
    function base36(n,   digits) {
      do {
        digits = substr("0123456789abcdefghijklmnopqrstuvwxyz", n % 36 + 1, 1) digits
        n = int(n / 36)
      } while (n > 0)
      return digits
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
        character(code)
      }
      if (hash >= 2147483648) hash = 4294967296 - hash
      print (length(slug) > 200 ? substr(slug, 1, 200) "-" base36(hash) : slug)
    }'
}

# filter_settings FILE: prints an empty line, the names of the members that may hold a secret, a line with
# nothing but a quotation mark (which no name is), and the text of FILE without these members. Text that is
# not a strict JSON object is left out as a whole. The rules are in SECURITY.md; the same are in prepare.ps1
# and in the TypeScript of the tool.
filter_settings() {
  LC_ALL=C awk '
    function fail() { bad = NR; exit }

    # What looks like a secret. Only ASCII counts, so bytes are as good as characters.
    function without_harmless(text) {
      text = toupper(text)
      gsub(HARMLESS_WORDS, "-", text)
      return text
    }
    function secret_name(name) { return without_harmless(name) ~ SECRET_WORDS }
    function holds_token(text,   word) {
      if (text ~ PREFIX || text ~ HELD) return 1
      while (match(text, /[A-Za-z0-9._-]+/)) {
        word = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        sub(/^[._-]+/, "", word)
        if (length(word) >= 20 && word ~ PREFIX && word ~ /[A-Z0-9]/) return 1
      }
      return 0
    }
    function is_telling(text) {
      if (holds_token(text)) return 1
      # The end of a rule of permissions, Bash(ssh-keygen:*), assigns nothing.
      sub(/:[*][)]$/, ")", text)
      return without_harmless(text) ~ TELLING
    }
    # Names of models and of MCP tools may be long and hold digits.
    function is_dense(text,   word) {
      if (text ~ /^(mcp__|((us|eu|apac|global)[.])?(anthropic[.])?claude-)[^ ]*$/) return 0
      while (match(text, /[A-Za-z0-9+=]+/)) {
        word = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        if (length(word) >= 16 && word ~ /[A-Za-z]/ && word ~ /[0-9]/) return 1
      }
      return 0
    }
    function is_plain(value) {
      return length(value) <= 7 && tolower(value) ~ /^(true|false|yes|no|on|off|-?[0-9]+([.][0-9]+)?)$/
    }
    function token_count(name, value) { return toupper(name) ~ /TOKENS$/ && is_plain(value) }
    # Of the environment, what is not known is not shared.
    function harmless_env(name, value) {
      if (secret_name(name)) return token_count(name, value)
      return is_plain(value) || name ~ KNOWN_ENV
    }
    function secret_value(name, value, is_text) {
      return secret_name(name) && (is_text ? !token_count(name, value) : length(value) > 7)
    }
    function is_model(  i) {
      for (i = 1; i <= depth; i++) if (toupper(names[i]) ~ /MODEL/) return 1
      return 0
    }

    # What a rule denies stays denied: it is cut for a token in it, and not for a mere likeness.
    function secret_text(text) {
      if (unit_here() == 3 && names[2] == "deny") return holds_token(text)
      return is_telling(text) || is_dense(text) && !is_model()
    }

    # The text inside a JSON string; escapes of other than ASCII become "?", which no rule looks for.
    function decode(text,   out, at, kind) {
      out = ""
      text = substr(text, 2, length(text) - 2)
      while (at = index(text, "\\")) {
        kind = substr(text, at + 1, 1)
        out = out substr(text, 1, at - 1) (kind == "u" ? ascii(tolower(substr(text, at + 2, 4))) : kind ~ /[bfnrt]/ ? " " : kind)
        text = substr(text, at + (kind == "u" ? 6 : 2))
      }
      return out text
    }
    function ascii(hex,   code, i) {
      for (i = 1; i <= 4; i++) code = code * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
      return code <= 32 ? " " : code < 127 ? sprintf("%c", code) : "?"
    }

    # Units that can be cut: a member of the file (1), an entry of env (2), a rule in a list of permissions (3).
    function unit_here() {
      if (depth > 1 && top == "env" && open[2] == "{") return 2
      if (depth > 2 && top == "permissions" && open[2] == "{" && open[3] == "[") return 3
      return 1
    }
    function can_cut() {
      return depth == 1 || depth == 2 && unit_here() == 2 || depth == 3 && unit_here() == 3
    }
    function shown(key) {
      return is_telling(decode(key)) ? "(name withheld)" : substr(key, 2, length(key) - 2)
    }
    function label() {
      if (depth == 1) return shown(key[1])
      return depth == 2 ? "env." shown(key[2]) : "permissions." shown(key[2]) "[" count[3] - 1 "]"
    }
    function begin_item() {
      start[depth] = tokens; cut[depth] = 0; noted[depth] = notes; count[depth]++
    }
    function end_item(   i) {
      if (!can_cut()) return
      if (cut[depth]) {
        notes = noted[depth]
        note[++notes] = label()
        for (i = start[depth]; i <= tokens; i++) drop[i] = 1
      }
      # The comma before a cut item goes; and that before the first that stays.
      if ((cut[depth] || !kept[depth]) && token[start[depth] - 1] == ",") drop[start[depth] - 1] = 1
      if (!cut[depth]) kept[depth] = 1
    }
    function end_value() {
      if (depth == 0) { want = "end"; return }
      end_item()
      want = "next"
    }

    function on_key(text,   name) {
      begin_item()
      key[depth] = text
      name = names[depth] = decode(text)
      if (depth == 1) top = name
      if (depth == 1 && name ~ /^(apiKeyHelper|awsAuthRefresh|awsCredentialExport|gcpAuthRefresh|otelHeadersHelper)$/) cut[1] = 1
      if (is_telling(name)) cut[unit_here()] = 1
      want = "colon"
    }
    function on_scalar(text,   is_text) {
      if (depth == 0) fail()
      is_text = substr(text, 1, 1) == "\""
      if (is_text) text = decode(text)
      if (depth == 1 && top == "env") cut[1] = 1
      if (depth == 2 && unit_here() == 2 ? !harmless_env(names[2], text) : secret_value(names[depth], text, is_text)) cut[unit_here()] = 1
      else if (is_text && secret_text(text)) cut[unit_here()] = 1
      end_value()
    }
    function on_open(kind) {
      if (depth == 0 && kind != "{") fail()
      if (depth == 1 && top == "env" && kind == "[") cut[1] = 1
      if (depth > 0 && (depth == 2 && unit_here() == 2 || secret_name(names[depth]))) cut[unit_here()] = 1
      depth++
      open[depth] = kind; names[depth] = ""; kept[depth] = 0; count[depth] = 0
      want = kind == "{" ? "member" : "element"
    }
    function on_token(text,   kind) {
      kind = substr(text, 1, 1)
      token[++tokens] = text
      before[tokens] = gap
      gap = ""
      if (kind == ",") { if (want != "next") fail(); want = open[depth] == "{" ? "key" : "value" }
      else if (kind == ":") { if (want != "colon") fail(); want = "value" }
      else if (kind == "}" || kind == "]") {
        if (want != "next" && want != (kind == "}" ? "member" : "element")) fail()
        if (open[depth] != (kind == "}" ? "{" : "[")) fail()
        depth--
        end_value()
      }
      else if (kind == "\"" && (want == "member" || want == "key")) on_key(text)
      else if (want == "value" || want == "element") {
        if (depth > 0 && open[depth] == "[") begin_item()
        if (kind == "{" || kind == "[") on_open(kind)
        else on_scalar(text)
      }
      else fail()
    }

    BEGIN {
      PREFIX = "^(sk-|ghp_|gho_|ghs_|ghu_|github_pat_|glpat-|xox|AKIA|ASIA|eyJ|npm_|pypi-|AIza|ya29[.])"
      SECRET_WORDS = "KEY|TOKEN|SECRET|PASS|PWD|CREDENTIAL|AUTH|COOKIE|BEARER|PRIVATE|SESSION|CONNECTION_?STRING|DSN|JWT|_HEADERS"
      HARMLESS_WORDS = "BYPASS|AUTHORED|--AUTHOR=|SESSIONSTART|SESSIONEND"
      # A private key, and me:pw@host in a URL or without.
      HELD = "-----BEGIN|:[^ ]*@"
      # Headers, curl -u me:pw; then NAME=value and "name": value, but for a reference: NAME=$OTHER, NAME="$(...)".
      TELLING = "AUTHORIZATION|(BEARER|BASIC) +[^ ]|(^|[^A-Z0-9_-])(-U|--USER)[= ]*[^ ]+:[^ ]"
      TELLING = TELLING "|(" SECRET_WORDS ")[A-Z0-9_-]*[\"\047\\\\ ]*[=:][\"\047\\\\ ]*[^\"\047\\\\ $`]"
      KNOWN_ENV = "EDITOR|VISUAL|PAGER|LANG|LANGUAGE|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|NODE_ENV|LOG_LEVEL|NO_PROXY|no_proxy|HTTP_PROXY|HTTPS_PROXY|http_proxy|https_proxy|AWS_REGION|AWS_DEFAULT_REGION|CLOUD_ML_REGION|MCP_TIMEOUT|USE_BUILTIN_RIPGREP"
      KNOWN_ENV = "^((" KNOWN_ENV ")$|CLAUDE_CODE_|ANTHROPIC_|DISABLE_|ENABLE_|MAX_|BASH_|MCP_|LC_|OTEL_|VERTEX_REGION_)"
      HEX = "[0-9A-Fa-f]"
      STRING = "^\"([^\"\\\\\001-\037]|\\\\[\"\\\\/bfnrt]|\\\\u" HEX HEX HEX HEX ")*\""
      want = "value"
    }
    {
      line = $0
      if (NR == 1 && substr(line, 1, 3) == "\357\273\277") { gap = substr(line, 1, 3); line = substr(line, 4) }
      while (line != "") {
        if (match(line, /^[ \t\r]+/)) gap = gap substr(line, 1, RLENGTH)
        else if (match(line, /^[][{}:,]/) || match(line, STRING) || match(line, /^(true|false|null)/) ||
          match(line, /^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?/)) { width = RLENGTH; on_token(substr(line, 1, width)); RLENGTH = width }
        else fail()
        line = substr(line, RLENGTH + 1)
      }
      gap = gap "\n"
    }
    END {
      ORS = ""
      if (bad || (tokens > 0 && want != "end")) {
        notes = 1
        note[1] = "settings.json: not copied, it is not strict JSON (line " (bad ? bad : NR) ")"
        tokens = 0
      }
      print "\n"
      for (i = 1; i <= notes; i++) print note[i] "\n"
      print "\"\n"
      for (i = 1; i <= tokens; i++) if (!drop[i]) print before[i] token[i]
      if (tokens > 0) print gap
    }' <"$1"
}

# onboarding FILE: prints what tells Claude Code that its first questions were answered, when FILE (the host's
# .claude.json, which may have megabytes) says so. Claude Code writes it with an indentation of two.
onboarding() {
  LC_ALL=C awk '
    /^  "(hasCompletedOnboarding|lastOnboardingVersion|theme)": / {
      sub(/\r$/, "")
      sub(/,$/, "")
      split($0, part, "\"")
      name = part[2]
      value = substr($0, length(name) + 7)
      if (name in seen) next
      seen[name] = 1
      found++
      if (name == "hasCompletedOnboarding") { if (value == "true") done = 1 }
      else if (length(value) <= 66 && value ~ /^"[A-Za-z0-9._ -]+"$/) keep[name] = ",\"" name "\":" value
      if (found == 3) exit
    }
    END { if (done) print "{\"hasCompletedOnboarding\":true" keep["lastOnboardingVersion"] keep["theme"] "}" }' <"$1"
}

# put FILE TEXT: makes a file of ours hold TEXT, or be absent when that is empty.
put() {
  if [ -z "$2" ]; then
    if exists "$1"; then ensure rm -f -- "$1"; fi
    return
  fi
  if [ -f "$1" ] && printf '%s' "$2" | cmp -s - "$1"; then return; fi
  ensure printf '%s' "$2" >"$new"
  ensure mv -f -- "$new" "$1"
  changed="$changed ${1##*/}"
}

# copy FILE TO: the same for a file of the user's. No sync before the rename: a shell has none for one file,
# and a copy that a crash spoiled is put right by the next run.
copy() {
  if [ -f "$1" ] && [ -r "$1" ]; then
    if [ -f "$2" ] && cmp -s "$1" "$2"; then return; fi
    ensure cat "$1" >"$new"
    ensure mv -f -- "$new" "$2"
  elif exists "$2"; then
    ensure rm -f -- "$2"
  fi
}

# keep FOLDER: an empty folder would be swept away by Claude Code. The file is made by exclusive creation:
# a container may have planted a link of this name.
keep() {
  if exists "$1/.keep"; then return; fi
  set -C
  printf '' 2>/dev/null >"$1/.keep" || exists "$1/.keep" || say "$1/.keep could not be made."
  set +C
}

# in_workspace PATH: whether PATH, which need not exist, is the workspace or lies in it, by whatever links.
in_workspace() {
  local at="$1"
  until [ -d "$at/" ]; do
    case $at in */*) at=${at%/*} ;; *) at=. ;; esac
  done
  at=$(cd -P -- "$at/" && pwd -P && printf x)
  at=${at%"${NL}x"}
  until [ "$at/" -ef . ]; do
    [ -n "$at" ] || return 1
    at=${at%/*}
  done
}

# A container could write what belongs to the Claude of the host.
need_apart() {
  local path
  for path in "$HOME/.claude" "$HOME/.claude-sessions"; do
    if in_workspace "$path"; then
      refuse "The workspace $workspace holds $path, all of which the container would get to see and write." \
        'Open the folder of one project and start the dev container again.'
    fi
  done
  case ${CLAUDE_CONFIG_DIR:-} in
  '') return ;;
  /*) if ! in_workspace "$CLAUDE_CONFIG_DIR"; then return; fi ;;
  esac
  refuse "CLAUDE_CONFIG_DIR ($CLAUDE_CONFIG_DIR) is relative or lies in the workspace, where a container could write it." \
    'Set it to an absolute path outside of the workspace, or unset it, and start the dev container again.'
}

# What sets CLAUDE_CONFIG_DIR may reach one starter of the container and not the other: the first decides. The
# link that it made leads to this project in the config directory that is to be taken.
follow_link() {
  local linked
  linked=$(readlink "$state/project" && printf x) || return 0
  linked=${linked%"${NL}x"}
  case $linked in /*"/projects/$slug") linked=${linked%"/projects/$slug"} ;; *) return 0 ;; esac
  if [ "$linked" = "$config" ] || ! [ -d "$linked" ] || in_workspace "$linked"; then return; fi
  config=$linked
  claude_json=$linked/.claude.json
  if [ "$linked" = "$HOME/.claude" ]; then claude_json=$HOME/.claude.json; fi
}

need_folder() {
  if exists "$1" && ! [ -d "$1" ]; then
    refuse "$1 is not a folder, and has to be one to be mounted." 'Move it away and start the dev container again.'
  fi
}

need_no_link() {
  if [ -L "$1" ]; then
    refuse "$1 is a link, and what it leads to must not be mounted." \
      'Look where it leads, put a real folder in its place, and start the dev container again.'
  fi
}

need_own_project() {
  exists "$state/project" || return 0
  if [ -L "$state/project" ]; then
    if [ -d "$project" ]; then
      if [ "$state/project" -ef "$project" ]; then return; fi
    elif [ "$(readlink "$state/project" && printf x)" = "$project
x" ]; then
      return
    fi
  fi
  refuse "$state/project does not lead to the conversations of this project ($project)." \
    'If the workspace or the Claude config directory was moved, remove it and start the dev container again.'
}

# Everything else that may refuse, before anything is made.
check() {
  local name
  need_folder "$HOME/.claude-sessions"
  need_folder "$state"
  need_folder "$files"
  need_folder "$HOME/.claude"
  for name in $PROFILE; do need_folder "$HOME/.claude/$name"; done
  need_folder "$config"
  need_folder "$config/projects"
  need_no_link "$project"
  need_folder "$project"
  need_no_link "$project/memory"
  need_folder "$project/memory"
  need_own_project
}

make_folders() {
  local name made=''
  set --
  for name in $PROFILE; do
    [ -d "$HOME/.claude/$name" ] || { set -- "$@" "$HOME/.claude/$name"; made="$made $name"; }
  done
  [ -d "$project/memory" ] || set -- "$@" "$project/memory"
  [ -d "$files" ] || set -- "$@" "$files"
  [ $# -eq 0 ] || ensure mkdir -p -- "$@"
  for name in $made; do keep "$HOME/.claude/$name"; done
  keep "$project"
  keep "$project/memory"
}

make_link() {
  if exists "$state/project"; then return; fi
  # -n: when another run was faster, fail rather than make a link inside the folder it leads to.
  ln -s -n -- "$project" "$state/project" 2>/dev/null || need_own_project
  [ -L "$state/project" ] || refuse "$state/project could not be made." 'Make its folder writable and start the dev container again.'
}

refresh_files() {
  local changed='' settings='' names="" onboarded=""
  put "$state/workspace" "$workspace$NL"
  if [ -f "$config/settings.json" ] && [ -r "$config/settings.json" ]; then
    # The x keeps the ends of line that a command substitution would take away.
    settings=$(filter_settings "$config/settings.json" && printf x) || refuse_broken settings.json
    names=${settings%%"$NL\"$NL"*}
    settings=${settings#*"$NL\"$NL"}
    settings=${settings%x}
  fi
  if [ -f "$claude_json" ] && [ -r "$claude_json" ]; then
    onboarded=$(onboarding "$claude_json") || refuse_broken .claude.json
  fi
  put "$files/settings.json" "$settings"
  put "$files/left-out.txt" "${names:+$NOTE_HEAD$names$NL}"
  put "$files/onboarding.json" "${onboarded:+$onboarded$NL}"
  copy "$config/CLAUDE.md" "$files/CLAUDE.md"
  copy "$config/keybindings.json" "$files/keybindings.json"
  case $changed in
  *left-out.txt*) say "some settings are not shared with the dev container; $files/left-out.txt names them." ;;
  esac
}

refuse_broken() {
  refuse "$1 could not be looked through: awk failed." 'See the line above, and start the dev container again.'
}

# read_words WORD...: takes "compose SERVICE WHAT...", which follows the id in devcontainer.json. Anything else is
# none of this script's business: cmd hands over the rest of its line.
read_words() {
  [ "${1:-}" = compose ] || return 0
  service=${2:-}
  case $service in
  '' | *[!A-Za-z0-9._-]*) refuse "\"$service\" is not the name of a Compose service." "$SHARE_AGAIN" ;;
  esac
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
    profile | memory-rw | tasks | all-projects) shared="$shared$1 " ;;
    ';') return ;;
    *) refuse "\"$1\" is not known to this script." "$SHARE_AGAIN" ;;
    esac
    shift
  done
}

wants() {
  case $shared in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# What YAML takes for the end of a line would change the path silently. What a link leads to is not the project's.
check_compose() {
  local name beside="$1"
  case $HOME in
  *[[:cntrl:]]* | *"$(printf '\302\205')"* | *"$(printf '\342\200\250')"* | *"$(printf '\342\200\251')"*)
    refuse 'The path of the home has a line break or another control character in it, and no Compose file can hold it.' \
      'Use an account without one.'
    ;;
  esac
  if ! in_workspace "${beside%/*}"; then
    refuse 'The folder of devcontainer.json lies outside of the workspace, by a link, and no Compose file is written there.' \
      'Put a real folder in its place and start the dev container again.'
  fi
  exists "$beside" || return 0
  if ! [ -L "$beside" ] && [ -d "$beside" ]; then
    for name in .gitignore compose.yaml; do
      if [ -d "$beside/$name" ] && ! [ -L "$beside/$name" ]; then name=; break; fi
    done
    [ -z "$name" ] || return 0
  fi
  refuse 'The folder .claude-sessions beside devcontainer.json is a link, a file, or has folders in it, and a Compose file has to be written there.' \
    'Look what it is, delete it and start the dev container again.'
}

# print_mount FOLDER NAME ACCESS: prints one mount. FOLDER is already as it stands in single quotes.
print_mount() {
  printf '%s\n' '      - type: bind' "        source: '$1/$2'" "        target: /mnt/claude-host/$2"
  if [ "$3" = ro ]; then printf '%s\n' '        read_only: true'; fi
  printf '%s\n' '        bind:' '          create_host_path: false'
}

# compose_file ID: prints the Compose file. Long syntax: that is where read-only holds, and where a source that is
# missing stops the start instead of being made, as root.
compose_file() {
  local home name memory=ro
  # In single quotes only the quote is special; $ is Compose's own.
  home=$(YAML_TEXT=$HOME LC_ALL=C awk 'BEGIN { text = ENVIRON["YAML_TEXT"]; gsub(/[\047$]/, "&&", text); printf "%s", text }')
  printf '%s\n' "$COMPOSE_HEAD" services: "  '$service':" '    volumes:'
  print_mount "$home/.claude-sessions/$1" project rw
  if wants memory-rw; then memory=rw; fi
  print_mount "$home/.claude-sessions/$1" project/memory "$memory"
  if wants profile; then
    for name in $PROFILE; do [ "$name" = tasks ] || print_mount "$home/.claude" "$name" ro; done
    print_mount "$home/.claude-sessions/$1" files ro
  fi
  if wants tasks; then print_mount "$home/.claude" tasks rw; fi
  if wants all-projects; then print_mount "$home/.claude" projects ro; fi
}

# put_beside NAME TEXT: the same as put, in the present folder, which a container can write: by exclusive creation,
# and never through a link.
put_beside() {
  if [ -L "$1" ]; then ensure rm -f -- "$1"; fi
  if [ -d "$1" ]; then refuse_compose; fi
  if [ -f "$1" ] && printf '%s' "$2" | cmp -s - "$1"; then return; fi
  ensure rm -f -- ".new.$$"
  (set -C && printf '%s' "$2" >".new.$$") || refuse_compose
  ensure mv -f -- ".new.$$" "$1"
}

refuse_compose() {
  refuse "The Compose file .claude-sessions/compose.yaml beside devcontainer.json could not be written." \
    'See the line above, and start the dev container again.'
}

# write_compose ID: once inside, another link in the folder's place leads nowhere.
write_compose() {
  local text place=''
  # -p: another run may be faster.
  ensure mkdir -p -- "$beside"
  text=$(compose_file "$1" && printf x) || refuse_compose
  (
    cd -P -- "${beside%/*}" || refuse_compose
    case $PWD/ in "${workspace%/}"/*) ;; *) refuse_compose ;; esac
    place=$PWD/.claude-sessions
    if ! { cd -P -- .claude-sessions && [ "$PWD" = "$place" ]; }; then refuse_compose; fi
    put_beside .gitignore "*$NL"
    put_beside compose.yaml "${text%x}"
  )
}

# hand_over ID WORD...: on Windows a shell sees another home and other paths than Docker does; PowerShell does it
# there. devcontainer.json may have been run by cmd, which takes `;` for a part of the arguments.
hand_over() {
  case $(uname -s) in
  MINGW* | MSYS* | CYGWIN*)
    local word left=$#
    while [ "$left" -gt 0 ]; do
      word=$1
      shift
      left=$((left - 1))
      if [ "$word" != ';' ]; then set -- "$@" "${word%;}"; fi
      case $word in *';') shift "$left" && left=0 ;; esac
    done
    exec powershell.exe -NoProfile -ExecutionPolicy Bypass -File "${0%.sh}.ps1" "$@"
    ;;
  esac
}

main() {
  if [ "${OS:-}" = Windows_NT ]; then hand_over "$@"; fi
  LC_ALL=C
  export LC_ALL
  umask 077
  [ -n "${HOME:-}" ] || refuse 'HOME is not set, so there is no place to prepare.' \
    'Set it and start the dev container again.'
  while [ "$HOME" != "${HOME%/}" ]; do HOME=${HOME%/}; done
  case ${1:-} in
  '' | *[!0-9a-z]*)
    # shellcheck disable=SC2016 # literally so
    refuse "\"${1:-}\" is not the id of a dev container." 'Pass "${devcontainerId}" as the first argument.'
    ;;
  esac
  cd -P . 2>/dev/null || refuse 'The workspace folder cannot be found.' 'Run this in the workspace folder.'

  local id="$1" workspace slug state files config claude_json project service='' shared=' ' beside=.
  shift
  read_words "$@"
  workspace=$PWD
  state=$HOME/.claude-sessions/$id
  files=$state/files
  config=$HOME/.claude
  claude_json=$HOME/.claude.json
  if [ -n "${CLAUDE_CONFIG_DIR:-}" ]; then
    config=$CLAUDE_CONFIG_DIR
    claude_json=$config/.claude.json
  fi
  slug=$(project_slug "$workspace")

  need_apart
  follow_link
  project=$config/projects/$slug
  check
  case $0 in /*) beside=${0%/*} ;; */*) beside=./${0%/*} ;; esac
  beside=$beside/.claude-sessions
  if [ -n "$service" ]; then check_compose "$beside"; fi
  make_folders
  make_link
  new=$state/.new.$$
  trap 'if [ -e "$new" ]; then rm -f -- "$new"; fi' EXIT
  refresh_files
  if [ -n "$service" ]; then write_compose "$id"; fi
}

main "$@"
