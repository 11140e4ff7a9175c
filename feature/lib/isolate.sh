# Without the host's mounts work goes on in the volume: undoes what adopt.sh set up.

# remove_dangling DIRECTORY: our own links whose mount is gone.
remove_dangling() {
  local entry
  for entry in "$1"/* "$1"/.[!.]*; do
    if [ -L "$entry" ] && [ ! -e "$entry" ] && our_link "$entry"; then rm -f "$entry" 2>/dev/null || :; fi
  done
}

# isolate_project SLUG: a real folder again, with what had been waiting for the host's folder. Without a SLUG, which nobody knows
# before the project was shared once, only the latter.
isolate_project() {
  local at="projects/$1" pending slug shared="$PROJECT_NAME"
  [ ! -L "$STATE/adopt" ] || return 0
  # Without the Feature that sets the name nobody looks there.
  if [ -n "$1" ] && [ "${CLAUDE_CODE_PROJECT_DIR_NAME:-}" != "$PROJECT_NAME" ]; then
    shared=$1
    if [ -d "projects/$PROJECT_NAME" ] && [ ! -L "projects/$PROJECT_NAME" ]; then
      set_aside "projects/$PROJECT_NAME" "$1" || :
    fi
  fi
  for pending in "$STATE"/adopt/*.*; do
    [ -d "$pending" ] && [ ! -L "$pending" ] || continue
    slug=${pending##*/}
    slug=${slug%.*}
    case $slug in "$PROJECT_NAME") slug=$shared ;; esac
    [ ! -L "projects/$slug" ] || continue
    rmdir "projects/$slug" 2>/dev/null || :
    if [ ! -e "projects/$slug" ] && mv -T "$pending" "projects/$slug" 2>/dev/null; then continue; fi
    clean_temporaries "projects/$slug"
    find_open_files
    drain "$pending" "projects/$slug" "$slug" ''
  done
  rmdir "$STATE/adopt" 2>/dev/null || :
  if [ -n "$1" ]; then
    [ ! -L "$at" ] || return 0
    [ -d "$at" ] || mkdir -m 700 "$at" 2>/dev/null || {
      trouble bridge-not-isolated "$ROOT/$at could not be made (is $ROOT/projects writable for uid $ME?)."
      return 0
    }
    find_memory_slug "$1"
    restore_memory "$OWN_MEMORY" "$MEMORY_SLUG"
  fi
  [ ! -L "$STATE/kept" ] || return 0
  for pending in "$STATE"/kept/*/memory; do
    slug=${pending%/memory}
    [ ! -L "$slug" ] || continue
    restore_memory "$pending" "${slug##*/}"
    rmdir "$slug" "$STATE/kept" 2>/dev/null || :
  done
}

# restore_memory FOLDER SLUG: becomes the memory of SLUG again.
restore_memory() {
  local memory="projects/$2/memory"
  [ -d "$1" ] && [ ! -L "$1" ] && [ ! -L "projects/$2" ] && [ ! -L "$memory" ] || return 0
  [ -d "projects/$2" ] || mkdir -m 700 "projects/$2" 2>/dev/null || :
  rmdir "$memory" 2>/dev/null || :
  if [ -e "$memory" ] || ! mv -T "$1" "$memory" 2>/dev/null; then
    clean_temporaries "$memory"
    drain "$1" "$memory" "$2" memory-conflicts/
  fi
}
