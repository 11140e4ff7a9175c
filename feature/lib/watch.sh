# Root inside, an ordinary user on the host: what root writes in the shared folder is given to the folder's owner.

# Sets HOST_OWNER when that is the case here.
find_host_owner() {
  HOST_OWNER=
  [ "$ME" -eq 0 ] && [ -d "$HOST/project" ] || return 1
  find_remote_user || return 1
  [ "$REMOTE_UID" -eq 0 ] || return 1
  stat_of "$HOST/project/." || return 1
  case $OWNER in 0:*) return 1 ;; esac
  HOST_OWNER=$OWNER
}

# Nothing below another mount (memory/ is one) and nothing behind a link.
give_host_files() {
  # In a process of its own, so that ours does not hold the mount.
  (cd -P -- "$HOST_REAL" && find_beside "$HOST_MOUNTS" -user 0 -exec chown -h "$HOST_OWNER" {} +) 2>/dev/null || :
}

find_host_mounts() {
  HOST_REAL=$(cd -P -- "$HOST/project" 2>/dev/null && pwd -P) || return 1
  HOST_MOUNTS=$(mounts_of "$HOST_REAL")
}

# Another remote user than root controls the folder's directories: those are entered, and looked at, one by one.
give_back_host_folder() {
  if find_host_owner; then
    if find_host_mounts; then give_host_files; fi
    return 0
  fi
  [ "$ME" -eq 0 ] && [ -d "$HOST/project" ] && stat_of "$HOST/project/." || return 0
  case $OWNER in 0:*) return 0 ;; esac
  find_host_mounts || return 0
  (cd -P -- "$HOST_REAL" && find_beside "$HOST_MOUNTS" -user 0 '(' -type d -o -links 1 ')' \
    -exec sh -c "$GIVE_ENTRIES" sh "$HOST_REAL" "$OWNER" {} +) 2>/dev/null || :
}

# A session begun inside must be good for the host at once, not only after the next start: looked at each second, at
# what lies deeper each fifth. Ends with its mount.
watch_host_folder() {
  local turn=0
  find_host_owner && find_host_mounts && only_watcher "" || return 0
  exec </dev/null >/dev/null 2>&1 || return 0
  cd /
  while :; do
    if [ "$turn" -eq 0 ] || has_files_of_root; then
      still_mounted "$HOST_REAL" || return 0
      give_host_files
    fi
    turn=$(((turn + 1) % 5))
    sleep 1
  done
}

# only_watcher NAME: the lock is on a file of ours, or on their directory, and ends with us.
only_watcher() {
  command -v flock >/dev/null 2>&1 || return 0
  (: <"$SHARE/$1") 2>/dev/null || return 0
  exec 7<"$SHARE/$1"
  local code=0
  flock -n 7 2>/dev/null || code=$?
  [ "$code" -ne 1 ]
}

# Conversations, looked at by the shell itself: no process each time.
has_files_of_root() {
  local file
  for file in "$HOST_REAL"/*.jsonl; do
    if [ -O "$file" ] && [ -f "$file" ] && [ ! -L "$file" ]; then return 0; fi
  done
  return 1
}

# still_mounted REAL_PATH: read by the shell itself too.
still_mounted() {
  local _id _parent _device _root at _rest
  while read -r _id _parent _device _root at _rest; do
    [ "$at" != "$1" ] || return 0
  done <"$MOUNTINFO"
  return 1
}
