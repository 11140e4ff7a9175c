# What the user has answered on the host is not asked here: keys without secrets only, prepared on the host.

# Onboarding done on the host is done here.
onboard() {
  local from="$HOST/files/onboarding.json" beside="$STATE/claude.json.$$"
  [ -f "$from" ] && [ ! -L .claude.json ] || return 0
  if [ ! -e .claude.json ]; then
    rm -f "$beside" 2>/dev/null || :
    cp "$from" "$beside" 2>/dev/null && chmod 600 "$beside" && ln -T "$beside" .claude.json 2>/dev/null || :
    rm -f "$beside" 2>/dev/null || :
  elif own_claude_json && ! grep -q '"hasCompletedOnboarding"' .claude.json 2>/dev/null &&
    grep -q '"hasCompletedOnboarding"[[:space:]]*:[[:space:]]*true' "$from" 2>/dev/null; then
    add_members '"hasCompletedOnboarding":true' || :
  fi
}

# answer_for_project: that the project is trusted, and what was decided about it on the host, where Claude Code has no entry for
# it yet. Once for a folder in the volume's life: what the user takes away later does not come back.
answer_for_project() {
  local from="$HOST/files/project.json" trust='"hasTrustDialogAccepted":true' answers root entries=
  [ -n "${REAL_FOLDER:-}" ] && [ -f "$from" ] && own_claude_json && [ ! -e .claude.json.lock ] || return 0
  if [ -f "$STATE/answered" ] && [ "$(cat "$STATE/answered" 2>/dev/null)" = "$REAL_FOLDER" ]; then return 0; fi
  answers=$(head -c 100001 "$from" 2>/dev/null)
  case $answers in
    "{$trust}" | "{$trust,"*'}') ;;
    *) return 0 ;;
  esac
  # Claude Code asks for trust by the folder where it starts, and files the rest by the top of the repository.
  memory_root "$REAL_FOLDER"
  if [ "$root" = "$REAL_FOLDER" ]; then
    add_entry "$REAL_FOLDER" "$answers" || return 0
  else
    add_entry "$REAL_FOLDER" "{$trust}" || return 0
    answers=${answers#"{$trust"}
    [ "$answers" = '}' ] || add_entry "$root" "{${answers#,}" || return 0
  fi
  [ -z "$entries" ] || add_projects "$entries" || return 0
  [ -d "$STATE/answered" ] || write_beside "$STATE/answered" "$REAL_FOLDER$NEWLINE" || :
}

# add_entry FOLDER JSON: adds a member of "projects" to $entries, where Claude Code has none for FOLDER.
add_entry() {
  local key
  case $1 in *[[:cntrl:]]*) return 1 ;; esac
  key=$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')
  if grep -q -F -e "\"$key\": {" -e "\"$key\":{" .claude.json 2>/dev/null; then return 0; fi
  entries="${entries:+$entries,}\"$key\":$2"
}

# add_projects ENTRIES: where "projects" is there, only as Claude Code writes it: a member in a line of its own.
add_projects() {
  if ! grep -q '"projects"' .claude.json 2>/dev/null; then
    add_members "\"projects\":{$1}"
    return
  fi
  [ "$(head -n 1 .claude.json 2>/dev/null)" = '{' ] || return 0
  change_claude_json insert_entries "$1"
}

# insert_entries ENTRIES FILE: prints it with them.
insert_entries() {
  ENTRIES=$1 awk '
    !done && $0 == "  \"projects\": {" { done = 1; print; print "    " ENVIRON["ENTRIES"] ","; next }
    !done && /^  "projects": [{][}],?$/ {
      done = 1
      print "  \"projects\": {\n    " ENVIRON["ENTRIES"] "\n  }" substr($0, 17)
      next
    }
    { print }' "$2"
}

# add_members MEMBERS: in front of the others.
add_members() {
  local start end
  start=$(head -c 200 .claude.json 2>/dev/null | tr -d ' \t\r\n')
  end=$(tail -c 20 .claude.json 2>/dev/null | tr -d ' \t\r\n')
  [ "$(head -c 1 .claude.json 2>/dev/null)" = '{' ] || return 0
  case $start in
    '{}') change_claude_json prepend "$1" ;;
    '{"'*) case $end in *'}') change_claude_json prepend "$1," ;; esac ;;
  esac
}

prepend() {
  printf '{%s' "$1" && tail -c +2 "$2"
}

own_claude_json() {
  [ -f .claude.json ] && [ ! -L .claude.json ] && [ -O .claude.json ]
}

# change_claude_json FUNCTION TEXT: replaces it by what FUNCTION TEXT FILE prints of it, unless somebody changed it meanwhile.
change_claude_json() {
  local beside="$STATE/claude.json.$$" code=1
  rm -f "$beside" "$beside.old" 2>/dev/null || :
  if cp -p .claude.json "$beside.old" 2>/dev/null && cp -p "$beside.old" "$beside" 2>/dev/null &&
    "$1" "$2" "$beside.old" 2>/dev/null >"$beside" && cmp -s .claude.json "$beside.old"; then
    ! mv -T "$beside" .claude.json 2>/dev/null || code=0
  fi
  rm -f "$beside" "$beside.old" 2>/dev/null || :
  return "$code"
}
