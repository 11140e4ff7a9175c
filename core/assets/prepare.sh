#!/bin/sh
# Claude Sessions: prepares, on the host, what this dev container mounts.
#
# Found this in your repository? Your dev container shares Claude Code's conversations about this project with your
# host. Docker starts no container whose mount sources do not exist, so devcontainer.json runs this first, on the host:
# its "initializeCommand" calls it claude-sessions-prepare.sh and hands it "${devcontainerId}".
#: compose
# Further words say what is shared with which Compose service.
#: end
# The word "review" says that the container gets a folder of its own in their place, which Claude Code here never reads.
# The word "login" makes the folder in which our tools keep the access token of your login; "only" behind it, nothing else.
# It creates what is missing; nothing of yours is changed:
#   ~/.claude-sessions/<id>/project    a link to the conversations of this project, and of no other; or that folder
#   ~/.claude-sessions/<id>/memory     a link to the memory of its git repository, which the container gets to read
#   ~/.claude-sessions/<id>/files/     copies of CLAUDE.md, of keybindings.json and of plain settings (SIMPLE, below)
#                                      and of what links in ~/.claude/skills, agents, commands, ... lead to
#   ~/.claude-sessions/<id>/plugins/   a copy of the list of plugin marketplaces, mounted by `share --plugins` only
#   ~/.claude-sessions/login/          for "login": folders with nothing in them
#   ~/.claude/agents, commands, ...    empty folders where you have none
#: compose
#   .claude-sessions/compose.yaml      beside devcontainer.json: the mounts, for this host
#: end
# Nothing is sent anywhere. It needs a POSIX shell, awk and cksum; claude-sessions-prepare.ps1 is the same for Windows.
#
# shellcheck disable=SC3043,SC3013 # `local`, and `-ef` of `test`: dash, busybox ash, bash and zsh have both

set -eu
# What is exported moves no `cd`, and changes nothing of what `ls` prints.
unset CDPATH ENV TIME_STYLE QUOTING_STYLE

PROFILE='agents commands skills rules output-styles hooks tasks plugins/cache plugins/marketplaces'
# The settings that are copied when their value is true, false, a number or a short harmless text. Everything else
# (permissions, env, hooks) takes a filter that knows secrets, which `claude-sessions prepare` has.
SIMPLE='
  model effortLevel alwaysThinkingEnabled fastMode language outputStyle autoCompactEnabled cleanupPeriodDays
  includeCoAuthoredBy includeGitInstructions respectGitignore autoUpdatesChannel theme editorMode tui viewMode
  verbose showThinkingSummaries showTurnDuration spinnerTipsEnabled promptSuggestionEnabled
  syntaxHighlightingDisabled terminalProgressBarEnabled prefersReducedMotion preferredNotifChannel
'
# What links lead to is copied within these bounds, and nothing by these names: in any folder; in ~/.claude.
LINKED_FILES=2000
LINKED_BYTES=33554432
LINKED_DEPTH=10
SECRET='
  .credentials.json .claude.json .claude.json.backup backups .session_ingress_token hfi-auth.json
  .claude-seat-key .claude-seat-values.json mcp-needs-auth-cache.json .ssh .gnupg .aws .azure .kube .docker
  .password-store keyrings Keychains hosts.yml credentials.db access_tokens.db
  application_default_credentials.json .netrc _netrc .npmrc .pypirc .pgpass .my.cnf .git-credentials .env
  id_rsa id_dsa id_ecdsa id_ed25519 .vault-token .terraform.d .mozilla
'
PRIVATE='
  projects tasks file-history history.jsonl plans session-env agent-memory agent-memory-local
  agent-memory-project paste-cache uploads teams settings.json settings.local.json mcp.json loop.md sessions
  ide daemon jobs shell-snapshots remote remote-control bridge-spawn child-logs chrome state scratch shares
  file-transfers local-settings project-settings storage-v2 systemd seed-admin server-sessions.json
  server.lock computer-use.lock active-time.json scheduled_tasks.json cache image-cache debug telemetry traces
  startup-perf dump-prompts api-dumps downloads feedback feedback-bundles usage-data mcp-discovery-cache
  mcp-skill-archives stats-cache.json gh-pr-status-cache.json policy-limits.json remote-settings.json
  .last-cleanup todos statsig logs local
'
LINKED_HEAD='Not copied, of what your ~/.claude leads to elsewhere on the host:'
NOTE_HEAD='Not in this copy, which the prepare script made: it takes simple settings only. "claude-sessions prepare" or the VS Code extension copies what is safe of these:'
#: compose
COMPOSE_HEAD='# Made by claude-sessions for this host, at every start of the dev container. What is edited here is lost.'
#: end
EMPTY_MIRROR='for review, the dev container gets no conversation of this host until "claude-sessions" or the VS Code extension has copied them.'
IMPORTS_LEFT='your CLAUDE.md has changed, and the dev container goes without what it imports until "claude-sessions prepare" has run.'
SHARE_AGAIN='Run "claude-sessions share" again.'
SEE_ABOVE='See the line above, and start the dev container again.'
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
  "$@" || refuse "\"$1\" failed: what this dev container mounts could not be made." "$SEE_ABOVE"
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

# memory_root FOLDER: sets $root to the folder by whose name Claude Code files the memory of what is in FOLDER (a real path):
# the top of the git repository, of a worktree that of the main one. A container can write .git: a worktree counts only where
# the repository lies outside of it and names it in turn.
memory_root() {
  local path='' gitdir common
  root=$1
  until [ -d "$root/.git" ] || [ -f "$root/.git" ]; do
    if [ -z "$root" ]; then root=$1 && return; fi
    root=${root%/*}
  done
  root=${root:-/}
  git_path "$root/.git" "$root" gitdir: && gitdir=$path && git_path "$gitdir/commondir" "$gitdir" || return 0
  common=$path
  git_path "$gitdir/gitdir" "$gitdir" || return 0
  case $common/ in "${root%/}"/*) return ;; esac
  case $path in */.git) ;; *) return ;; esac
  if ! [ "$gitdir" = "$common/worktrees/${gitdir##*/}" ] || ! [ "${path%/.git}/" -ef "$root/" ]; then return; fi
  root=${common%/.git}
  root=${root:-/}
}

# git_path FILE BASE [PREFIX]: sets $path to the one in a file of git's, seen from BASE; no link, and no long file, is read.
git_path() {
  local text rest part
  [ -f "$1" ] && ! [ -L "$1" ] && text=$(head -c 4097 "$1" 2>/dev/null | tr -d '\000') && [ "${#text}" -le 4096 ] || return 1
  while :; do case $text in *[[:space:]]) text=${text%?} ;; [[:space:]]*) text=${text#?} ;; *) break ;; esac; done
  rest=${text#"${3:-}"}
  [ "${3:-}$rest" = "$text" ] || return 1
  while :; do case $rest in [[:space:]]*) rest=${rest#?} ;; *) break ;; esac; done
  case $rest in '') return 1 ;; /*) path= ;; *) path=${2%/} ;; esac
  while [ -n "$rest" ]; do
    part=${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    case $part in '' | .) ;; ..) path=${path%/*} ;; *) path=$path/$part ;; esac
  done
}

# simple_settings FILE: prints an empty line, the names of the members that are not copied, a line with nothing but a
# quotation mark (which no name is), and the copy. Of what is not strict JSON nothing is copied.
simple_settings() {
  SIMPLE=$SIMPLE LC_ALL=C awk '
    function fail(why) {
      bad = "settings.json: not copied, " why " (line " NR ")"
      exit
    }
    # The next token. All that counts is in the outermost object: what follows a colon there, and what is before it.
    function take(token,   kind) {
      kind = substr(token, 1, 1)
      if (depth == 1 && kind == ":") name = last
      if (depth == 1 && last == ":") {
        if (name ~ /\\/) fail("a name in it is written with escapes")
        if (!(name in value)) names[++count] = name
        value[name] = token # Of members written twice the last one counts.
      }
      if (kind ~ /[[{]/) depth++
      if (kind ~ /[]}]/) depth--
      shape = shape (kind ~ /[][{}:,]/ ? kind : kind == "\"" ? "s" : "v")
      last = token
    }
    # No rule needs to be fine: what is left out is named, and the tools bring it.
    function is_like_a_secret(text) {
      return text ~ /(^|[^A-Za-z0-9])(sk-|gh[a-z]_|github_pat_|glpat-|xox|AKIA|ASIA|eyJ|npm_|pypi-|AIza|ya29)/ ||
        tolower(text) ~ /authorization|bearer|basic|--/ || text ~ WORD WORD && text ~ /[0-9]/
    }
    function is_simple(text) {
      return length(text) <= 66 && !is_like_a_secret(text) &&
        text ~ /^(true|false|-?[0-9]+([.][0-9]+)?|"[][A-Za-z0-9 ._()-]+")$/
    }
    BEGIN {
      for (i = split(ENVIRON["SIMPLE"], part); i > 0; i--) listed["\"" part[i] "\""] = 1
      STRICT = "it is not strict JSON"
      WORD = "[A-Za-z0-9]" "[A-Za-z0-9]" "[A-Za-z0-9]" "[A-Za-z0-9]"
      WORD = WORD WORD
      HEX = "[0-9A-Fa-f]"
      TOKEN = "\"([^\"\\\\\001-\037]|\\\\[\"\\\\/bfnrt]|\\\\u" HEX HEX HEX HEX ")*\""
      TOKEN = "^([][{}:,]|true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?|" TOKEN ")"
    }
    {
      rest = $0
      if (NR == 1 && substr(rest, 1, 3) == "\357\273\277") rest = substr(rest, 4)
      # A line may be the whole file, and each token copies what is left: it is taken in pieces. What ends with its piece
      # may go on in the next.
      for (;;) {
        sub(/^[ \t\r]+/, "", piece)
        width = match(piece, TOKEN) ? RLENGTH : 0
        if (rest != "" && (!width || width == length(piece))) {
          size = length(piece) + 1000
          piece = piece substr(rest, 1, size)
          rest = substr(rest, size + 1)
          continue
        }
        if (piece == "") break
        if (!width) fail(STRICT)
        take(substr(piece, 1, width))
        piece = substr(piece, width + 1)
      }
    }
    END {
      # s: a text, v: another value. What is closed becomes a value; in the end there is one, and it was an object.
      object = shape ~ /^[{]/
      while (gsub(/[{](s:[sv](,s:[sv])*)?[}]|\[([sv](,[sv])*)?\]/, "v", shape));
      if (!bad && shape != "" && !(object && shape == "v")) bad = "settings.json: not copied, " STRICT " (line " NR ")"
      for (i = 1; i <= count && !bad; i++) {
        name = names[i]
        if (name in listed && is_simple(value[name])) copy = copy (copy ? ",\n  " : "{\n  ") name ": " value[name]
        else left = left "\n" (name ~ /^"[$A-Za-z]+"$/ && !is_like_a_secret(name) ? substr(name, 2, length(name) - 2) : "(name withheld)")
      }
      print (bad ? "\n" bad : left) "\n\"" (copy ? "\n" copy "\n}" : "")
    }' <"$1"
}

# onboarding FILE: prints what tells Claude Code that its first questions were answered, when FILE (the host's
# .claude.json, which may have megabytes) says so. Claude Code writes it with an indentation of two.
onboarding() {
  LC_ALL=C awk '
    /^  "(hasCompletedOnboarding|lastOnboardingVersion|theme|editorMode)": / {
      sub(/,?\r?$/, "")
      split($0, part, "\"")
      if (part[2] in value) next
      value[part[2]] = substr($0, length(part[2]) + 7)
      if (++found == 4) exit
    }
    END {
      if (value["hasCompletedOnboarding"] != "true") exit
      split("lastOnboardingVersion theme editorMode", part, " ")
      for (i = 1; i <= 3; i++) {
        text = value[part[i]]
        if (length(text) <= 66 && text ~ /^"[A-Za-z0-9._ -]+"$/) kept = kept ",\"" part[i] "\":" text
      }
      print "{\"hasCompletedOnboarding\":true" kept "}"
    }' <"$1"
}

# put FILE TEXT: makes a file of ours hold TEXT, or be absent when that is empty. Never through a link, and the new
# file ($new) by exclusive creation, where a container may write.
put() {
  if [ -L "$1" ] || { [ -z "$2" ] && [ -e "$1" ]; }; then ensure rm -f -- "$1"; fi
  if [ -d "$1" ]; then refuse "$1 is a folder." 'Move it away and start the dev container again.'; fi
  if [ -z "$2" ] || { [ -f "$1" ] && printf '%s' "$2" | cmp -s - "$1"; }; then return; fi
  if [ -e "$new" ] || [ -L "$new" ]; then ensure rm -f -- "$new"; fi
  (set -C && printf '%s' "$2" >"$new") || refuse "$1 could not be written." "$SEE_ABOVE"
  ensure mv -f -- "$new" "$1"
  changed="$changed ${1##*/}"
}

# through_workspace PATH: whether the way that PATH leads is through the workspace, where a container could put a link.
through_workspace() {
  local rest="$1" at='' name left=40
  while [ -n "$rest" ]; do
    name=${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    case $name in '' | .) continue ;; ..) at=${at%/*} && continue ;; esac
    at=$at/$name
    case $at/ in "$workspace"/*) return 0 ;; esac
    if [ "$left" -eq 0 ] || ! [ -L "$at" ]; then continue; fi
    left=$((left - 1))
    name=$(readlink "$at" && printf x)
    rest=${name%"${NL}x"}/$rest
    case $rest in /*) at='' ;; *) at=${at%/*} ;; esac
  done
  return 1
}

# is_file FILE: whether a file of the user's is there to be copied; one that is reached through the workspace is left out.
is_file() {
  local why='it leads into the workspace'
  [ -f "$1" ] && [ -r "$1" ] || return 1
  if through_workspace "$1"; then leave "${1##*/}" && return 1; fi
}

# copy FILE TO: the same for a file of the user's.
copy() {
  if ! is_file "$1"; then put "$2" ''; return; fi
  if [ -f "$2" ] && cmp -s "$1" "$2"; then return; fi
  ensure cat "$1" >"$new"
  ensure mv -f -- "$new" "$2"
}

# keep FOLDER: an empty folder would be swept away by Claude Code. The file is made by exclusive creation:
# a container may have planted a link of this name.
keep() {
  if exists "$1/.keep"; then return; fi
  (set -C && : >"$1/.keep") 2>/dev/null || exists "$1/.keep" || say "$1/.keep could not be made."
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

# need_folder PATH [own]: PATH is a folder, or not there yet; with "own", it is not a link to one either.
need_folder() {
  if [ -L "$1" ] && [ "${2:-}" = own ]; then
    refuse "$1 is a link, and what it leads to must not be mounted." \
      'Look where it leads, put a real folder in its place, and start the dev container again.'
  elif exists "$1" && ! [ -d "$1" ]; then
    refuse "$1 is not a folder, and has to be one to be mounted." 'Move it away and start the dev container again.'
  fi
}

# need_direct PATH: a container could make what is reached through the workspace lead to anything of the host's.
need_direct() {
  if through_workspace "$1" && ! in_workspace "$1"; then
    refuse "$1 leads through the workspace $workspace, where a container could make it lead anywhere." \
      'Look where it leads, let it lead there directly, and start the dev container again.'
  fi
}

need_own_project() {
  local link="$state/project"
  # The folder beside it tells the one of review from any other.
  if [ -d "$link" ] && ! [ -L "$link" ] && [ -d "$state/review" ]; then link=$state/review/host; fi
  exists "$link" || return 0
  if [ -L "$link" ]; then
    if [ -d "$project" ]; then
      if [ "$link" -ef "$project" ]; then return; fi
    elif [ "$(readlink "$link" && printf x)" = "$project${NL}x" ]; then
      return
    fi
  fi
  # Another run may just have put one in the place of the other.
  if [ -z "${1:-}" ]; then need_own_project again && return; fi
  refuse "$link does not lead to the conversations of this project ($project)." \
    'If the workspace or the Claude config directory was moved, remove it and start the dev container again.'
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
  '') path= ;;
  /*) if in_workspace "$CLAUDE_CONFIG_DIR"; then path=bad; else path=; fi ;;
  *) path=bad ;;
  esac
  if [ -n "$path" ]; then
    refuse "CLAUDE_CONFIG_DIR ($CLAUDE_CONFIG_DIR) is relative or lies in the workspace, where a container could write it." \
      'Set it to an absolute path outside of the workspace, or unset it, and start the dev container again.'
  fi
  path=${CLAUDE_CONFIG_DIR:-$HOME}/.claude.json
  if in_workspace "$(leads_to "$path")"; then
    refuse "$path leads into the workspace $workspace, where a container could write it." \
      'Put the file itself there and start the dev container again.'
  fi
}

# leads_to FILE: prints where a file lies that may be a link; no more links are followed than the system follows.
leads_to() {
  local at="$1" next left=40
  while [ -L "$at" ] && [ "$left" -gt 0 ]; do
    next=$(readlink "$at") || break
    case $next in /*) at=$next ;; *) at=${at%/*}/$next ;; esac
    left=$((left - 1))
  done
  printf '%s' "$at"
}

# find_config: sets where Claude Code keeps its state. What sets CLAUDE_CONFIG_DIR may reach one starter of the container
# and not the other, so the first decides: the link that it made leads to this project in the directory to be taken.
find_config() {
  local linked
  config=${CLAUDE_CONFIG_DIR:-$HOME/.claude}
  claude_json=${CLAUDE_CONFIG_DIR:-$HOME}/.claude.json
  linked=$(readlink "$state/project" && printf x) || linked=$(readlink "$state/review/host" && printf x) || return 0
  case $linked in /*"/projects/$slug${NL}x") linked=${linked%"/projects/$slug${NL}x"} ;; *) return 0 ;; esac
  if [ "$linked" = "$config" ] || ! [ -d "$linked" ] || in_workspace "$linked"; then return; fi
  config=$linked
  claude_json=$linked/.claude.json
  if [ "$linked" = "$HOME/.claude" ]; then claude_json=$HOME/.claude.json; fi
}

# find_memory: sets the folder of this project's memory. The link of the first run decides: what the repository is now, a
# container may have changed by what it writes in the workspace.
find_memory() {
  local root kept name="$slug"
  memory_root "$workspace"
  [ "$root" = "$workspace" ] || name=$(project_slug "$root")
  memory=$config/projects/$name/memory
  kept=$(readlink "$state/memory" && printf x) || return 0
  kept=${kept%"${NL}x"}
  name=${kept#"$config/projects/"}
  name=${name%/memory}
  case $name in '' | *[!A-Za-z0-9-]*) return ;; esac
  if [ "$kept" = "$memory" ] || [ "$kept" != "$config/projects/$name/memory" ] || [ -L "$kept" ] || ! [ -d "$kept" ]; then return; fi
  say "Claude Code now keeps this project's memory in $memory, but the container still gets $kept. To change that, delete $state/memory (only the link) and rebuild."
  memory=$kept
}

make_folders() {
  local path made=''
  set -- "$project/memory" "$memory" "$files" "$state/plugins/cache" "$state/plugins/marketplaces" ${login:+"$login/projects" "$login/session-env"}
  for path in $PROFILE; do
    if ! [ -d "$HOME/.claude/$path" ]; then set -- "$@" "$HOME/.claude/$path"; made="$made $path"; fi
  done
  ensure mkdir -p -- "$@"
  for path in $made; do keep "$HOME/.claude/$path"; done
  keep "$project"
  keep "$project/memory"
  keep "$memory"
  if [ -n "$review" ]; then make_mirror; else make_link; fi
  # Another run may put the same link there, or take the old one away, at any moment.
  for path in 1 2 3 4 5 6 7 8 9; do
    if [ "$state/memory" -ef "$memory" ]; then return; fi
    if [ -L "$state/memory" ] && ! [ "$state/memory" -ef "$memory" ]; then ensure rm -f -- "$state/memory"; fi
    ln -s -n -- "$memory" "$state/memory" 2>/dev/null || :
  done
  [ "$state/memory" -ef "$memory" ] || cannot_make "$state/memory"
}

# make_link: the link to the conversations. What the container wrote for review is kept aside; nothing is replaced by it.
make_link() {
  local link="$state/project" kept more _
  # Another run may be at the same.
  for _ in 1 2 3 4 5 6 7 8 9; do
    if [ -L "$link" ]; then break; fi
    # In this order: what another run makes meanwhile is a link.
    if [ -d "$link" ] && ! [ -L "$link" ]; then
      kept=$state/review more=0
      while exists "$kept/project"; do more=$((more + 1)) && kept=$state/review/$more; done
      ensure mkdir -p -- "$kept"
      mv -- "$link" "$kept/" 2>/dev/null || rmdir -- "$kept" 2>/dev/null || :
      # It was faster, and this is its link.
      if [ -L "$kept/project" ]; then rm -f -- "$kept/project"; fi
    fi
    # -n: fail rather than make a link inside the folder it leads to.
    exists "$link" || ln -s -n -- "$project" "$link" 2>/dev/null || :
  done
  [ -L "$link" ] || cannot_make "$link"
  need_own_project
  if [ -L "$state/review/host" ]; then ensure rm -f -- "$state/review/host"; fi
}

# make_mirror: for review, the container's own folder in the place of the link, the one of before where there is one. The link
# is kept in review/. mv takes a folder to its own name: where another run was faster, it fails.
make_mirror() {
  local mirror="$state/project" kept="$state/review"
  ensure mkdir -p -- "$kept"
  if [ -L "$kept/host" ] && ! [ "$kept/host" -ef "$project" ]; then ensure rm -f -- "$kept/host"; fi
  [ -L "$kept/host" ] || ln -s -n -- "$project" "$kept/host" 2>/dev/null || [ -L "$kept/host" ] || cannot_make "$kept/host"
  if [ -L "$mirror" ]; then rm -f -- "$mirror" 2>/dev/null || :; fi
  if [ -d "$kept/project" ] && ! exists "$mirror"; then mv -- "$kept/project" "$state/" 2>/dev/null || :; fi
  if mkdir -- "$mirror" 2>/dev/null; then say "$EMPTY_MIRROR"; fi
  if [ -L "$mirror" ] || ! [ -d "$mirror" ]; then cannot_make "$mirror"; fi
  ensure mkdir -p -- "$mirror/memory"
  keep "$mirror"
}

cannot_make() {
  refuse "$1 could not be made." 'Make its folder writable and start the dev container again.'
}

# copy_instructions: as long as CLAUDE.md is what the tools took for their copy, that stays: it leads to copies of what it imports.
copy_instructions() {
  local sum="$state/instructions.cksum"
  if [ -f "$sum" ] && [ -f "$config/CLAUDE.md" ] && [ -r "$config/CLAUDE.md" ]; then
    if [ -f "$files/CLAUDE.md" ] && cksum <"$config/CLAUDE.md" 2>/dev/null | cmp -s - "$sum"; then return; fi
    say "$IMPORTS_LEFT"
  fi
  copy "$config/CLAUDE.md" "$files/CLAUDE.md"
  put "$sum" ''
}

copy_files() {
  local changed='' onboarded='' left=''
  put "$state/workspace" "$workspace$NL"
  put "$files/workspace" "$workspace$NL"
  if [ -f "$claude_json" ] && [ -r "$claude_json" ]; then
    onboarded=$(onboarding "$claude_json") || refuse ".claude.json could not be read: awk failed." "$SEE_ABOVE"
  fi
  put "$files/onboarding.json" "${onboarded:+$onboarded$NL}"
  copy_instructions
  copy "$config/keybindings.json" "$files/keybindings.json"
  copy "$HOME/.claude/plugins/known_marketplaces.json" "$state/plugins/known_marketplaces.json"
  copy_settings "$config/settings.json"
  copy_linked
  put "$files/left-out-files.txt" "${left:+$LINKED_HEAD$left$NL}"
  case $changed in
  *left-out-files.txt*) say "some of what your ~/.claude leads to is not shared with the dev container; $files/left-out-files.txt says what, and why." ;;
  esac
}

# copy_settings FILE: as long as FILE is what it was, its copy stays: the tools may have made it, and theirs is fuller.
copy_settings() {
  local sum='' copy='' names='' denied=''
  if is_file "$1"; then
    sum=$(cksum <"$1" 2>/dev/null) || sum=
    if exists "$files/settings.json" && printf '%s\n' "${sum:-none}" | cmp -s - "$state/settings.cksum"; then return; fi
    # The x keeps the ends of line that a command substitution would take away.
    copy=$(simple_settings "$1" && printf x) || refuse "settings.json could not be read: awk failed." "$SEE_ABOVE"
    names=${copy%%"$NL\"$NL"*}
    copy=${copy#*"$NL\"$NL"}
  fi
  put "$files/settings.json" "${copy%x}"
  put "$files/left-out.txt" "${names:+$NOTE_HEAD$names$NL}"
  put "$state/settings.cksum" "${sum:+$sum$NL}"
  case $names$NL in
  *"${NL}permissions$NL"*) denied=' Until then, what your settings deny is not denied in the container.' ;;
  esac
  case $changed in
  *left-out.txt*) say "not all of your settings are shared with the dev container; $files/left-out.txt names the rest, and \"claude-sessions prepare\" copies what is safe of it.$denied" ;;
  esac
}

# --- What links in the profile lead to ---------------------------------------------------------------------------------

# For `sh -c`: of links, those that lead out of their first folder. Of a name with a line break it prints the first line.
# shellcheck disable=SC2016 # another shell
LEADING_OUT='for link; do
  at=${link%/*}
  rest=$(readlink "$link")
  while :; do
    case $rest in ..) rest= ;; ../*) rest=${rest#../} ;; *) break ;; esac
    case $at in */*) at=${at%/*} ;; *) at=out ;; esac
    while [ "$rest" != "${rest#/}" ]; do rest=${rest#/}; done
  done
  case $at:$rest in out:* | *:/* | *:../* | */../* | */..) printf "%s\n" "${link%%
*}" ;; esac
done'

# measure PATH: sets $why when what lies there is not copied; else takes what it needs of $room, and sets $links when it has any.
measure() {
  local seen
  # shellcheck disable=SC2012 # It has the sizes.
  seen=$(ls -lAnR -- "$1" 2>/dev/null | AT=$1 HOME_AT=$home CLAUDE_AT=$claude ROOM=$room SECRET=$SECRET PRIVATE=$PRIVATE awk -v deepest="$LINKED_DEPTH" '
    function stop(why) {
      if (!found) print why
      found = 1
      exit
    }
    BEGIN {
      at = ENVIRON["AT"]
      split(ENVIRON["ROOM"], room)
      for (i = split(ENVIRON["SECRET"], part); i > 0; i--) secret[part[i]] = 1
      for (i = split(ENVIRON["PRIVATE"], part); i > 0; i--) private[part[i]] = 1
      if (index(at, ENVIRON["CLAUDE_AT"] "/") == 1) {
        split(substr(at, length(ENVIRON["CLAUDE_AT"]) + 2), part, "/")
        if (part[1] in private) stop("it lies in ~/.claude/" part[1])
      }
      if (index(at, ENVIRON["HOME_AT"] "/") == 1) {
        for (i = split(substr(at, length(ENVIRON["HOME_AT"]) + 2), part, "/"); i > 0; i--)
          if (part[i] in secret) stop("secrets are kept under " part[i])
      }
      top = split(at, part, "/")
    }
    /^$/ || /^total [0-9]+$/ { next }
    /^\/.*:$/ {
      if (split($0, part, "/") - top > deepest) stop("it is too deep")
      next
    }
    {
      kind = substr($0, 1, 1)
      size = $5
      for (i = 0; i < 8; i++) if (!sub(i < 7 ? "^[^ ]+ +" : "^[^ ]+ ", "")) kind = ""
      if (kind == "l") { links = 1; sub(/ -> .*/, "") }
      sub(/.*\//, "")
      if (kind == "") next # A name may have line breaks.
      if (kind !~ /^[-dl]$/) stop("it holds what is no file, folder or link")
      if ($0 in secret) stop("secrets are kept under " $0)
      if (kind == "-") bytes += size
      if (++files > room[1] || bytes > room[2]) stop("it is too much")
    }
    END { if (!found) printf "=%d %.0f%s", room[1] - files, room[2] - bytes, links ? " l" : "" }')
  why=${seen:-'it could not be read'}
  case $why in =*) room=${why#=} why='' ;; *) return 1 ;; esac
  case $room in *l) links=1 room=${room% l} ;; *) links='' ;; esac
}

# take FROM TO: copies a file or a folder as it is, links as links; 1 and $why when it is not to be copied.
take() {
  measure "$1" || return 1
  ensure mkdir -p -- "${2%/*}"
  if cp -R -P -- "$1" "$2" 2>/dev/null && chmod -R u+rwX "$2" 2>/dev/null; then return; fi
  why='it could not be read'
  chmod -R u+rwX "$2" 2>/dev/null || :
  ensure rm -rf -- "$2"
  return 1
}

# find_real PATH: sets $real to what PATH leads to; 1 and $why when that is not for the container.
find_real() {
  local at
  if { [ -d "$1/" ] || [ -f "$1" ]; } && through_workspace "$1"; then why='it leads into the workspace' && return 1; fi
  if [ -d "$1/" ]; then
    real=$(cd -P -- "$1/" && pwd -P) || real=
  elif [ -f "$1" ]; then
    at=$(leads_to "$1")
    real=$(cd -P -- "${at%/*}/" && pwd -P)/${at##*/} || real=
  else
    why='it leads to no file or folder'
    return 1
  fi
  real=${real#//}
  case $real/ in "$home"/?*) why='' ;; *) why='it leads out of your home' ;; esac
  for at in "$workspace" "$sessions" "$claude"; do
    case $at/ in "${real%/}"/*) why='it leads to a folder that holds much more' ;; esac
  done
  case $real/ in "$workspace"/*) why='it leads into the workspace' ;; "$sessions"/*) why='it leads into ~/.claude-sessions' ;; esac
  [ -z "$why" ]
}

leave() {
  left="$left$NL$1: $why"
}

# take_linked PATH: copies what a link in ~/.claude leads to; an entry that has it further down is copied with it.
take_linked() {
  local entry="${1#*/}" real links='' link
  entry=${1%%/*}/${entry%%/*}
  if ! [ -L "$claude/$1" ]; then why='its name has a line break' && leave "$1" && return; fi
  if [ "$1" != "$entry" ]; then
    case $left$NL in *"$NL$entry: "*) return ;; esac
    if ! exists "$fresh/linked/$entry" && ! take "$claude/$entry" "$fresh/linked/$entry"; then leave "$entry" && return; fi
    ensure rm -f -- "$fresh/linked/$1"
  fi
  if exists "$fresh/linked/$1"; then return; fi
  if ! { find_real "$claude/$1" && take "$real" "$fresh/linked/$1"; }; then leave "$1" && return; fi
  if [ -z "$links" ]; then return; fi
  why='it leads out of what is copied'
  links=$(cd -- "$fresh/linked/$1" && find . -type l -exec sh -c "$LEADING_OUT" sh {} + | sort)
  while IFS= read -r link; do
    if [ -z "$link" ]; then continue; fi
    ensure rm -f -- "$fresh/linked/$1/$link"
    leave "$1${link#.}"
  done <<END
$links
END
}

# copy_linked: makes files/linked hold what links in the profile lead to; sets $left.
copy_linked() {
  local links path home claude sessions why room="$LINKED_FILES $LINKED_BYTES"
  # shellcheck disable=SC2086 # names
  links=$(cd -- "$HOME/.claude" && exec find -H ${PROFILE% tasks} -type l -exec sh -c "$LEADING_OUT" sh {} + 2>/dev/null) || :
  if [ -z "$links" ] && ! exists "$files/linked"; then return; fi
  home=$(cd -P -- "$HOME" && pwd -P)
  claude=$(cd -P -- "$HOME/.claude" && pwd -P)
  sessions=$(cd -P -- "$HOME/.claude-sessions" && pwd -P)
  ensure mkdir -- "$fresh"
  links=$(printf '%s\n' "$links" | sort)
  while IFS= read -r path; do
    if [ -n "$path" ]; then take_linked "$path"; fi
  done <<END
$links
END
  if ! same linked; then replace_linked; fi
  ensure rm -rf -- "$fresh"
}

# listing FOLDER PATH: what lies there, to be compared.
listing() {
  (
    cd -- "$1" 2>/dev/null && exists "$2" || exit 0
    find "$2" \( -type d -o -perm -100 \) -print
    find "$2" -type f -exec cksum {} +
    # shellcheck disable=SC2016 # another shell
    find "$2" -type l -exec sh -c 'for link; do printf "%s -> " "$link" && readlink "$link"; done' sh {} +
  ) | sort
}

same() {
  [ "$(listing "$files" "$1")" = "$(listing "$fresh" "$1")" ]
}

# Another container of this project may be reading: each entry is at once the old one or the new one, but for the moment between
# two renames where it is a folder.
replace_linked() {
  local path at
  for path in "$files"/linked/*/* "$files"/linked/*/.[!.]*; do
    at=${path#"$files/"}
    if exists "$path" && ! exists "$fresh/$at"; then ensure rm -rf -- "$path"; fi
  done
  for path in "$fresh"/linked/*/* "$fresh"/linked/*/.[!.]*; do
    at=${path#"$fresh/"}
    if ! exists "$path" || same "$at"; then continue; fi
    ensure mkdir -p -- "$files/${at%/*}"
    if [ -d "$path" ] || [ -d "$files/$at" ]; then
      if exists "$files/$at"; then ensure mv -- "$files/$at" "$fresh/old" && ensure rm -rf -- "$fresh/old"; fi
    fi
    # Into the folder by its name: were another run faster, a folder would not be moved into its like.
    mv -f -- "$path" "$files/${at%/*}/" 2>/dev/null || exists "$files/$at" || cannot_make "$files/$at"
  done
  rmdir "$files"/linked/* "$files/linked" 2>/dev/null || :
}

#: compose
# --- Docker Compose --------------------------------------------------------------------------------------------------

# read_words WORD...: takes "compose SERVICE WHAT...", which follows the id in devcontainer.json, up to a ";".
read_words() {
  [ "${1:-}" = compose ] || return 0
  service=${2:-}
  case $service in
  '' | *[!A-Za-z0-9._-]*) refuse "\"$service\" is not the name of a Compose service." "$SHARE_AGAIN" ;;
  esac
  shift 2
  for word; do
    case $word in
    profile | memory-rw | tasks | all-projects | plugins) shared="$shared$word " ;;
    ';') return ;;
    *) refuse "\"$word\" is not known to this script." "$SHARE_AGAIN" ;;
    esac
  done
}

# What YAML takes for the end of a line would change the path silently. What a link leads to is not the project's.
check_compose() {
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
  if [ -L "$beside" ] || ! [ -d "$beside" ] ||
    [ -n "$(find "$beside/.gitignore" "$beside/compose.yaml" -prune -type d 2>/dev/null)" ]; then
    refuse 'The folder .claude-sessions beside devcontainer.json is a link, a file, or has folders in it, and a Compose file has to be written there.' \
      'Look what it is, delete it and start the dev container again.'
  fi
}

# mount FOLDER NAME ACCESS [TARGET]: prints one mount. FOLDER is already as it stands in single quotes. Long syntax: that is where
# read-only holds, and where a source that is missing stops the start instead of being made, as root.
mount() {
  printf '%s\n' '      - type: bind' "        source: '$1/$2'" "        target: /mnt/claude-host/${4:-$2}"
  if [ "$3" = ro ]; then printf '%s\n' '        read_only: true'; fi
  printf '%s\n' '        bind:' '          create_host_path: false'
}

wants() {
  case $shared in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# compose_file ID: prints the Compose file.
compose_file() {
  local home name access=ro
  # In single quotes only the quote is special; $ is Compose's own.
  home=$(YAML_TEXT=$HOME LC_ALL=C awk 'BEGIN { text = ENVIRON["YAML_TEXT"]; gsub(/[\047$]/, "&&", text); printf "%s", text }')
  printf '%s\n' "$COMPOSE_HEAD" services: "  '$service':" '    environment:' '      CLAUDE_CODE_PROJECT_DIR_NAME: shared'
  if wants plugins; then printf '%s\n' '      CLAUDE_CODE_PLUGIN_SEED_DIR: /mnt/claude-host/plugins'; fi
  if [ -n "$login" ]; then printf '%s\n' '      CLAUDE_SECURESTORAGE_CONFIG_DIR: /mnt/claude-host/login'; fi
  printf '%s\n' '    volumes:'
  mount "$home/.claude-sessions/$1" project rw
  if wants memory-rw; then access=rw; fi
  mount "$home/.claude-sessions/$1" memory "$access" project/memory
  if wants profile; then
    for name in $PROFILE; do case $name in tasks | plugins/*) ;; *) mount "$home/.claude" "$name" ro ;; esac; done
    mount "$home/.claude-sessions/$1" files ro
  fi
  if wants tasks; then mount "$home/.claude" tasks rw; fi
  if wants all-projects; then mount "$home/.claude" projects ro; fi
  if wants plugins; then
    mount "$home/.claude-sessions/$1" plugins ro
    for name in $PROFILE; do case $name in plugins/*) mount "$home/.claude" "$name" ro ;; esac; done
  fi
  if [ -n "$login" ]; then mount "$home/.claude-sessions" login ro; fi
}

# write_compose ID: once inside, another link in the folder's place leads nowhere.
write_compose() {
  local text place changed='' failed='The Compose file .claude-sessions/compose.yaml beside devcontainer.json could not be written.'
  # -p: another run may be faster.
  ensure mkdir -p -- "$beside"
  text=$(compose_file "$1" && printf x) || refuse "$failed" "$SEE_ABOVE"
  cd -P -- "${beside%/*}" || refuse "$failed" "$SEE_ABOVE"
  place=$PWD/.claude-sessions
  case $place in "${workspace%/}"/*) ;; *) refuse "$failed" "$SEE_ABOVE" ;; esac
  if ! { cd -P -- .claude-sessions && [ "$PWD" = "$place" ]; }; then refuse "$failed" "$SEE_ABOVE"; fi
  new=.new.$$
  put .gitignore "*$NL"
  put compose.yaml "${text%x}"
}

#: end
# --- What is done ----------------------------------------------------------------------------------------------------

# hand_over ID WORD...: on Windows a shell sees another home and other paths than Docker does; PowerShell does it
# there. devcontainer.json may have been run by cmd, which takes `;` for a part of the arguments.
hand_over() {
  local word more=1
  case $(uname -s) in MINGW* | MSYS* | CYGWIN*) ;; *) return 0 ;; esac
  for word; do
    shift
    case $more$word in
    1\;) more='' ;;
    1*\;) more='' && set -- "$@" "${word%;}" ;;
    1*) set -- "$@" "$word" ;;
    esac
  done
  exec powershell.exe -NoProfile -ExecutionPolicy Bypass -File "${0%.sh}.ps1" "$@"
}

main() {
  if [ "${OS:-}" = Windows_NT ]; then hand_over "$@"; fi
  export LC_ALL=C
  umask 077
  [ -n "${HOME:-}" ] || refuse 'HOME is not set, so there is no place to prepare.' 'Set it and start the dev container again.'
  while [ "$HOME" != "${HOME%/}" ]; do HOME=${HOME%/}; done
  case ${1:-} in
  '' | *[!0-9a-z]*)
    # shellcheck disable=SC2016 # literally so
    refuse "\"${1:-}\" is not the id of a dev container." 'Pass "${devcontainerId}" as the first argument.'
    ;;
  esac
  cd -P . 2>/dev/null || refuse 'The workspace folder cannot be found.' 'Run this in the workspace folder.'

  local id="$1" name service='' review='' login='' workspace="$PWD" state files config claude_json slug project memory
  shift
  if [ "${1:-}" = review ]; then review=1 && shift; fi
  if [ "${1:-}" = login ]; then
    shift
    login=$HOME/.claude-sessions/login
    need_apart
    need_folder "$HOME/.claude-sessions"
    for name in "$login" "$login/projects" "$login/session-env"; do need_folder "$name" own; done
    if [ "${1:-}" = only ]; then
      ensure mkdir -p -- "$login/projects" "$login/session-env"
      return
    fi
  fi
  #: compose
  local shared=' ' beside=.
  read_words "$@"
  #: end
  if [ "${1:-}" = compose ] && [ -z "$service" ]; then
    refuse 'This script was written for a dev container without Docker Compose.' "$SHARE_AGAIN"
  fi
  state=$HOME/.claude-sessions/$id
  files=$state/files
  slug=$(project_slug "$workspace")
  #: compose
  case $0 in /*) beside=${0%/*} ;; */*) beside=./${0%/*} ;; esac
  beside=$beside/.claude-sessions
  #: end

  # Whatever may refuse, before anything is made.
  need_apart
  find_config
  project=$config/projects/$slug
  find_memory
  for name in "$HOME/.claude-sessions" "$state" "$files" "$state/plugins" "$state/plugins/cache" "$state/plugins/marketplaces" "$HOME/.claude"; do need_folder "$name"; done
  for name in $PROFILE; do need_folder "$HOME/.claude/$name"; done
  for name in "$config" "$config/projects"; do need_folder "$name"; done
  for name in $PROFILE; do need_direct "$HOME/.claude/$name"; done
  for name in "$HOME/.claude-sessions" "$config" "$config/projects"; do need_direct "$name"; done
  for name in "$project" "$project/memory" "${memory%/memory}" "$memory" "$state/review"; do need_folder "$name" own; done
  need_own_project
  if [ -n "$review" ] && ! [ -L "$state/project" ]; then need_folder "$state/project/memory" own; fi
  if [ -e "$state/memory" ] && ! [ -L "$state/memory" ]; then
    refuse "$state/memory is not a link." 'Move it away and start the dev container again.'
  fi
  #: compose
  if [ -n "$service" ]; then check_compose; fi
  #: end

  new=$state/.new.$$
  fresh=$state/.linked.$$
  trap 'if [ -e "$new" ]; then rm -f -- "$new"; fi; if [ -e "$fresh" ]; then rm -rf -- "$fresh"; fi' EXIT
  make_folders
  copy_files
  #: compose
  if [ -n "$service" ]; then write_compose "$id"; fi
  #: end
}

main "$@"
