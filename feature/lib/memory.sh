# The host's memory of this project, where Claude Code looks for it: conversations are filed by the folder, memory by the top
# of the git repository as it is seen in this container. Mostly both are one, and then the link of the project does.

# find_memory_slug SLUG: sets MEMORY_ROOT, and MEMORY_SLUG, its name, for REAL_FOLDER, whose own slug is SLUG.
find_memory_slug() {
  local root
  memory_root "$REAL_FOLDER"
  MEMORY_ROOT=$root
  MEMORY_SLUG=$1
  if [ "$root" != "$REAL_FOLDER" ]; then find_slug "$root" && MEMORY_SLUG=$FOUND_SLUG; fi
}

# link_memory: projects/MEMORY_SLUG/memory leads to the mounted one. What is there already is the container's own memory from then
# on: nothing written here becomes the host's.
link_memory() {
  local at="projects/$MEMORY_SLUG" target="$HOST/project/memory" memory
  memory=$at/memory
  [ -d "$target" ] || return 0
  if [ "$memory" -ef "$target" ]; then return 0; fi
  if [ -L "$at" ] || { [ -L "$memory" ] && ! our_link "$memory"; }; then
    [ -L "$at" ] || at=$memory
    trouble bridge-foreign-link "$ROOT/$at is a link that someone else made, to $(readlink "$at"): it was left, and the host's memory of this project does not show. Remove it, then run 'claude-state bridge'."
    return 0
  fi
  [ -d "$at" ] || mkdir -m 700 "$at" 2>/dev/null || :
  if [ -L "$memory" ]; then
    ! replace_link "$target" "$memory" || return 0
  elif [ -d "$memory" ]; then
    if mounted_project_folder "$MEMORY_SLUG" || mounted_project_folder "$MEMORY_SLUG/memory"; then
      trouble bridge-own-mount "$ROOT/$memory lies on a mount of its own: it was left. Remove that mount from devcontainer.json and rebuild."
      return 0
    fi
    keep_memory "$memory" "$MEMORY_SLUG"
  fi
  ln -s -T "$target" "$memory" 2>/dev/null || [ "$memory" -ef "$target" ] ||
    trouble bridge-not-linked "$ROOT/$memory could not be made a link to $target (is $ROOT/projects writable for uid $ME?)."
}

# remove_dangling_memory: our links whose mount is gone.
remove_dangling_memory() {
  local entry
  for entry in projects/*/memory; do
    if [ -L "$entry" ] && [ ! -e "$entry" ] && [ ! -L "${entry%/memory}" ] && our_link "$entry"; then
      rm -f "$entry" 2>/dev/null || :
    fi
  done
}
