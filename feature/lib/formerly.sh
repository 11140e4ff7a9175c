# The project may have been in another folder of the container before: devcontainer.json says where it is, and can be changed. What was
# recorded there is this project's, since the volume is its dev container's alone; where it goes on depends on the present folder.

# remember_former FOLDER: the one that was recorded until now.
remember_former() {
  local known=''
  case $1 in *"$NEWLINE"*) return 0 ;; esac
  if [ -L "$STATE/former" ] || [ -d "$STATE/former" ]; then return 0; fi
  [ ! -f "$STATE/former" ] || known=$(head -c 65536 "$STATE/former" 2>/dev/null) || :
  case $NEWLINE$known$NEWLINE in *"$NEWLINE$1$NEWLINE"*) return 0 ;; esac
  write_beside "$STATE/former" "${known:+$known$NEWLINE}$1$NEWLINE" || :
}

# find_former SLUG: sets FORMER, a line for each folder in which the project was and is no more; SLUG is the present one's. One is known
# without a record: where the tools put a project of this name by themselves.
find_former() {
  local line all usual IFS="$NEWLINE"
  FORMER=
  find_memory_slug "$1"
  usual=/workspaces/${MEMORY_ROOT##*/}${REAL_FOLDER#"$MEMORY_ROOT"}
  case $REAL_FOLDER in "$MEMORY_ROOT" | "$MEMORY_ROOT"/*) ;; *) usual=/workspaces/${REAL_FOLDER##*/} ;; esac
  all=$usual
  if [ -f "$STATE/former" ] && [ ! -L "$STATE/former" ]; then
    all=$all$NEWLINE$(head -c 65536 "$STATE/former" 2>/dev/null)
  fi
  set -f
  for line in $all; do
    case $line in /*[!/]*) ;; *) continue ;; esac
    # Another folder of the container, or a part of the project.
    if [ -e "$line" ] && ! [ "$line" -ef "$REAL_FOLDER" ]; then continue; fi
    case $line in "$REAL_FOLDER" | *[\*\?\[\\]*) ;; *) FORMER=$FORMER${line%/}$NEWLINE ;; esac
  done
  set +f
}

# present_path PATH: sets PRESENT to where PATH, recorded before, is now.
present_path() {
  local line IFS="$NEWLINE"
  PRESENT=$1
  for line in $FORMER; do
    case $1 in
      "$line" | "$line"/*) PRESENT=$REAL_FOLDER${1#"$line"} ;;
    esac
  done
}

# bring_former SLUG: isolated, conversations go to the names of the present folders; isolate_project takes them from there.
bring_former() {
  local line name at slug IFS="$NEWLINE"
  find_former "$1"
  for line in $FORMER; do
    slug=$(project_slug "$line")
    for at in "projects/$slug" "projects/$slug"-*; do
      name=${at#projects/}
      [ "$name" != "$1" ] && [ -d "$at" ] && [ ! -L "$at" ] || continue
      filed_below "$name" "$1" && [ "$PRESENT" != "$BEGUN" ] && ! mounted_project_folder "$name" || continue
      set_aside "$at" "$(project_slug "$PRESENT")" || :
    done
  done
}
