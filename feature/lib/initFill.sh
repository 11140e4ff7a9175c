# init fill: what comes from outside, ssh's files and .env. What changed at its source is the new one; what did not is left as the user has it.

# init_ssh FOLDER
init_ssh() {
  local file name mode count=0 changed=0
  if [ ! -d "$1" ]; then
    trouble init-ssh "there are no ssh files in $INIT_SSH: is the secret there? Those of the last start stay."
    ssh_modes
    return 0
  fi
  if [ -L .ssh ] || { [ -e .ssh ] && [ ! -d .ssh ]; }; then
    trouble init-ssh "$ROOT/.ssh is not a folder: ssh's files were not brought."
    return 0
  fi
  [ -d .ssh ] || mkdir -m 700 .ssh 2>/dev/null || {
    trouble init-ssh "$ROOT/.ssh could not be made (full volume?): ssh's files were not brought."
    return 0
  }
  for file in "$1"/*; do
    name=${file##*/}
    [ -f "$file" ] || continue
    if [ ! -r "$file" ]; then
      trouble init-ssh "$INIT_SSH/$name cannot be read by uid $ME: it was not brought."
      continue
    fi
    count=$((count + 1))
    mode=600
    case $name in *.pub | known_hosts) mode=644 ;; esac
    case $name in
      known_hosts) add_lines "$file" .ssh/known_hosts ;;
      *) bring_file "$file" ".ssh/$name" "ssh-$name" "$mode" ;;
    esac && changed=$((changed + 1)) || :
  done
  ssh_modes
  if [ "$count" -eq 0 ]; then
    trouble init-ssh "there are no ssh files in $INIT_SSH: is the secret empty?"
  else
    init_says ssh "$count files, $changed new"
  fi
}

# ssh refuses a key that others may read.
ssh_modes() {
  [ -d .ssh ] && [ ! -L .ssh ] || return 0
  chmod 700 .ssh 2>/dev/null || :
  find .ssh -type f ! -name '*.pub' ! -name 'known_hosts*' -exec chmod go-rwx {} + 2>/dev/null || :
  if [ -f .ssh/known_hosts ] && [ ! -L .ssh/known_hosts ]; then chmod 644 .ssh/known_hosts 2>/dev/null || :; fi
}

# init_env FILE
init_env() {
  if [ ! -f "$1" ] || [ ! -r "$1" ]; then
    trouble init-env "$INIT_ENV is not there, or cannot be read by uid $ME: is the secret there? The .env of the last start stays."
  elif bring_file "$1" .env env 600; then
    init_says env 'new'
  fi
}

# bring_file SOURCE PATH NAME MODE: 0 when it was written. By a record of its source a change there is told from one of the user's.
bring_file() {
  local sum known='' record="$STATE/init/$3"
  if [ -L "$2" ] || { [ -e "$2" ] && [ ! -f "$2" ]; }; then
    trouble "init-${3%%-*}" "$ROOT/$2 is not a file: what its source has was not brought."
    return 1
  fi
  sum=$(md5sum <"$1") || return 1
  if [ ! -L "$STATE/init" ] && [ -f "$record" ] && [ ! -L "$record" ]; then IFS= read -r known 2>/dev/null <"$record" || :; fi
  if [ -f "$2" ] && [ "$known" = "$sum" ]; then
    chmod "$4" "$2" 2>/dev/null || :
    return 1
  fi
  if keep_changed "$1" "$2" "$known" && copy_beside "$1" "$2" "$4"; then
    real_parents "$record" && write_beside "$record" "$sum$NEWLINE" || :
    return 0
  fi
  trouble "init-${3%%-*}" "$ROOT/$2 could not be written (full volume?): it stays as it was."
  return 1
}

# keep_changed SOURCE PATH KNOWN: what is there, and neither what was brought nor what is to come, is the user's: it is kept beside.
keep_changed() {
  local now kept="$2.kept" number=1
  [ -f "$2" ] && ! cmp -s "$1" "$2" || return 0
  now=$(md5sum 2>/dev/null <"$2") || now=
  [ -z "$now" ] || [ "$now" != "$3" ] || return 0
  while [ -e "$kept" ] || [ -L "$kept" ]; do
    number=$((number + 1))
    kept=$2.kept$number
  done
  ln "$2" "$kept" 2>/dev/null || cp -p "$2" "$kept" 2>/dev/null || {
    rm -f "$kept" 2>/dev/null || :
    return 1
  }
  say "$ROOT/$2 is what the secret has now; what was there is kept in $ROOT/$kept. Remove it if you do not need it."
}

# copy_beside SOURCE PATH MODE: the old file or the new one, never half of it.
copy_beside() {
  local beside="$2.claude-state"
  rm -f "$beside" 2>/dev/null || :
  if (set -C && cat "$1" >"$beside") 2>/dev/null && chmod "$3" "$beside" && mv -T "$beside" "$2" 2>/dev/null; then return 0; fi
  rm -f "$beside" 2>/dev/null || :
  return 1
}

# add_lines SOURCE PATH: known_hosts, to which ssh adds lines of its own. 0 when there were new ones.
add_lines() {
  local new
  if [ -L "$2" ] || { [ -e "$2" ] && [ ! -f "$2" ]; }; then
    trouble init-ssh "$ROOT/$2 is not a file: what its source has was not brought."
    return 1
  fi
  [ -e "$2" ] || (umask 022 && : >"$2") 2>/dev/null || :
  new=$(awk -v HERE="$2" 'FILENAME == HERE { here[$0]; next } $0 != "" && !($0 in here)' "$2" "$1") || return 1
  [ -n "$new" ] || return 1
  rm -f "$STATE/init/lines" 2>/dev/null || :
  real_parents "$STATE/init/lines" && (awk 1 "$2" && printf '%s\n' "$new") 2>/dev/null >"$STATE/init/lines" && copy_beside "$STATE/init/lines" "$2" 644 || {
    rm -f "$STATE/init/lines" 2>/dev/null || :
    trouble init-ssh "$ROOT/$2 could not be written (full volume?): it stays as it was."
    return 1
  }
  rm -f "$STATE/init/lines" 2>/dev/null || :
}
