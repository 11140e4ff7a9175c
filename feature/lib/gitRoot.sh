# The folder by whose name Claude Code files memory.

# memory_root FOLDER: sets $root to the top of the git repository around a real path, of a worktree that of the main one where
# that is to be seen. The functions are core/assets/prepare.sh's, which has to stand alone and says what they guard
# against; `npm run generate` copies them here.
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
