# doctor: mounts of what is no longer there on the host. What is written to them is lost, or fails.

# Mountpoints of folders that were removed or replaced, a line each.
REMOVED=

# In Claude's folder, of the host's, or of the project. A folder that is mounted stays the one that it was.
check_detached() {
  local found at files=""
  found=$(DOCTOR_ROOT=$ROOT DOCTOR_HOST=$HOST DOCTOR_FOLDER=$FOLDER awk '
    function within(path, folder) { return folder != "" && (path == folder || index(path, folder "/") == 1) }
    $4 ~ /\/\/deleted$/ {
      at = $5; gsub(/\\040/, " ", at)
      if (within(at, ENVIRON["DOCTOR_ROOT"]) || within(at, ENVIRON["DOCTOR_HOST"]) || at ~ /\.claude/ ||
        within(ENVIRON["DOCTOR_FOLDER"], at)) print at
    }' "$MOUNTINFO" 2>/dev/null) || found=
  [ -n "$found" ] || return 0
  while IFS= read -r at; do
    if [ -d "$at" ]; then REMOVED=$REMOVED$at$NEWLINE; else files=$files$at$NEWLINE; fi
  done <<END
$found
END
  [ -z "$REMOVED" ] ||
    finding host-folder-removed error "A folder of the host was removed or replaced while this container ran. The container has the old one still: Claude Code answers as usual, and what it writes there is lost." \
      "$(listed "${REMOVED%"$NEWLINE"}")" "Stop the container, run 'claude-sessions prepare' on the host, then start the container again."
  [ -z "$files" ] ||
    finding detached-file-mount error "A mounted file was replaced on the host: the container still sees the old one, and what it writes is lost." \
      "$(listed "${files%"$NEWLINE"}")" "Restart the container; do not mount single files (copies of the profile are made by 'claude-sessions prepare')."
}

# is_removed PATH: it lies in one of them.
is_removed() {
  local at
  while IFS= read -r at; do
    [ -n "$at" ] || continue
    case $1/ in "$at"/*) return 0 ;; esac
  done <<END
$REMOVED
END
  return 1
}
