# Adoption: sessions recorded in the volume are moved into the host's project folder, which is mounted at
# $HOST/project. bridge.sh runs it, as the remote user and under the volume's lock. SLUG is the project's folder name.
#
#   1. link_project (below) renames projects/SLUG, a real folder with sessions in it, to .claude-state/adopt/SLUG.N, and
#      puts the link projects/SLUG -> $HOST/project in its place. From then on Claude Code works in the host's folder;
#      what was set aside is pending. (The functions for links serve profile.sh and isolate.sh, too.)
#   2. drain_pending (below) takes every pending folder, under the host folder's lock (lock.sh). Where the host's memory/
#      is read-only, ours becomes the container's own memory (memorySetting.sh); that of a sub-folder is kept aside.
#   3. drain (drain.sh) goes through a pending folder file by file. Links, special files and files that differ on the two
#      sides go to .claude-state/kept/SLUG; what a running Claude Code has open or the disk has no room for stays pending.
#   4. settle and place (place.sh) copy a file to a temporary name beside its target, compare, and link it into place. A
#      target that is the beginning of our file is given the rest. Only when the target holds all of it is ours removed.
#
# A kill at any instant loses nothing: a folder is set aside by one rename, and a link that is missing then is made by the
# next run; a copy is invisible until it is whole; an interrupted append leaves a beginning of our file, which is
# continued; and a source that was copied but not yet removed is found equal the next time, and goes. The next run, at the
# latest that of the container's next start, takes up every pending folder and removes a killed run's temporary files.
#
# What was recorded in sub-folders and worktrees of the project is adopted in the same way (below.sh).
# What was written inside as memory of the repository around goes the same way (memory.sh).
#
# Without the mount (isolate.sh) all this is undone: our link goes, as it leads nowhere; pending folders and the container's
# own memory go back to projects/SLUG in the same way. What the host's folder has already been given stays there.

# set_aside FOLDER SLUG: one rename, so that killed at any instant it is whole at one of two places.
set_aside() {
  local n=1
  real_parents "$STATE/adopt/." || return 1
  while [ "$n" -lt 1000 ]; do
    if [ ! -e "$STATE/adopt/$2.$n" ] && [ ! -L "$STATE/adopt/$2.$n" ]; then
      mv -T "$1" "$STATE/adopt/$2.$n" 2>/dev/null
      return
    fi
    n=$((n + 1))
  done
  return 1
}

# mv would copy and delete across a mount.
mounted_project_folder() {
  case $NEWLINE$(mounts_of "$ROOT")$NEWLINE in
    *"$NEWLINE./projects$NEWLINE"* | *"$NEWLINE./projects/$1$NEWLINE"* | *"$NEWLINE./$STATE$NEWLINE"*) return 0 ;;
    *) return 1 ;;
  esac
}

# link_project NAME [SLUG]: projects/NAME leads to the mounted folder; what is set aside is SLUG's, or NAME's. A running
# Claude may make the folder again between our two steps, hence the loop.
link_project() {
  local at="projects/$1" target="$HOST/project" turns=0
  while [ "$turns" -lt 50 ]; do
    turns=$((turns + 1))
    if [ -L "$at" ]; then
      # -ef follows both; our link to another place under $HOST is replaced, a user's link is not.
      if [ "$at" -ef "$target" ]; then return 0; fi
      if ! our_link "$at"; then
        trouble bridge-foreign-link "$ROOT/$at is a link that someone else made, to $(readlink "$at"): it was left, and this project's host sessions do not show. Remove it, then run 'claude-state bridge'."
        return 1
      fi
      replace_link "$target" "$at" || break
      continue
    elif [ -d "$at" ]; then
      if ! rmdir "$at" 2>/dev/null; then
        if mounted_project_folder "$1"; then
          trouble bridge-own-mount "$ROOT/$at lies on a mount of its own: it was left. Remove that mount from devcontainer.json and rebuild."
          return 1
        fi
        set_aside "$at" "${2:-$1}" || break
      fi
    elif [ -e "$at" ]; then
      trouble bridge-foreign-link "$ROOT/$at is neither a directory nor a link: it was left. Remove it, then run 'claude-state bridge'."
      return 1
    fi
    ! ln -s -T "$target" "$at" 2>/dev/null || return 0
  done
  trouble bridge-not-linked "$ROOT/$at could not be made a link to $target (is $ROOT/projects writable for uid $ME?)."
  return 1
}

our_link() {
  case $(readlink "$1") in
    "$HOST"/*) return 0 ;;
    *) return 1 ;;
  esac
}

replace_link() {
  local beside="$STATE/link.$$"
  rm -f "$beside" 2>/dev/null || :
  ln -s -T "$1" "$beside" 2>/dev/null && mv -T "$beside" "$2" 2>/dev/null
}

# Drains every pending folder, also those of an earlier, killed run.
drain_pending() {
  local pending slug found=
  [ ! -L "$STATE/adopt" ] || return 0
  for pending in "$STATE"/adopt/*.*; do
    [ -d "$pending" ] && [ ! -L "$pending" ] || continue
    if [ -z "$found" ]; then
      found=1
      lock_host_folder || return 0
      clean_temporaries "$HOST/project"
      find_open_files
    fi
    slug=${pending##*/}
    slug=${slug%.*}
    if [ -d "$pending/memory" ] && [ ! -L "$pending/memory" ] && [ -e "$HOST/project/memory" ] &&
      ! writable_directory "$HOST/project/memory"; then
      keep_memory "$pending/memory" "$slug"
    fi
    drain "$pending" "$HOST/project" "$slug" ''
  done
  # Empty when a run was killed just before this.
  [ ! -d "$STATE/adopt" ] || rmdir "$STATE/adopt" 2>/dev/null || :
  [ -n "$found" ] || return 0
  unlock_host_folder
  give_back_host_folder
}

# keep_memory FOLDER SLUG: nothing written here becomes the host's memory. What Claude Code has remembered of this project it goes
# on with; that of another folder waits until the project is isolated again.
keep_memory() {
  ! rmdir "$1" 2>/dev/null || return 0
  local kept="$STATE/kept/$2/memory"
  [ "$2" != "$MEMORY_SLUG" ] || kept=$OWN_MEMORY
  real_parents "$kept" && [ ! -L "$kept" ] || return 0
  if [ -d "$kept" ]; then
    clean_temporaries "$kept"
    drain "$1" "$kept" "$2" memory/
  else
    mv -T "$1" "$kept" 2>/dev/null || :
  fi
}
