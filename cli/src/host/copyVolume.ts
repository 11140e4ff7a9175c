import { claudePaths } from '@claude-sessions/core/catalogue.ts';
import { containerHostDir } from '@claude-sessions/core/containerPaths.ts';
import type { Engine } from './engine.ts';
import { UserError } from './errors.ts';
import { runProcess } from './runProcess.ts';

/** Where Claude's state is copied from and to. */
export interface VolumeCopy {
  /** A volume that is there; it is mounted read-only. */
  readonly from: string;
  /** Made when it is not there. */
  readonly to: string;
  /** An image that is there, with a shell: none is pulled. */
  readonly image: string;
  /** Folders of `projects/` get another name: those of a working directory that has another path now, and of what is below it. */
  readonly slugs?: { readonly from: string; readonly to: string };
}

export interface CopiedVolume {
  /** Entries that were copied, a folder that was not there yet counting as one. */
  readonly copied: number;
  /** Those that were there already, and otherwise; they stay as they are. */
  readonly kept: number;
}

/** Of a machine's running processes, or made again when they are missed. */
const skipped = claudePaths
  .filter(({ class: kind }) => kind === 'runtime' || kind === 'cache')
  .map(({ name }) => name);

/**
 * Runs in a container of its own, with nothing but the two volumes. Each entry is copied beside its place and then renamed:
 * killed at any instant, what is at its place is whole, and the next run goes on. A link is copied as a link; those that lead to
 * what is shared from the host are the bridge's to make. `claude-state` notes in `.claude-state` what is true of one container; what it
 * set aside for conversations is taken along, and where a folder of conversations is a link of the bridge now, its next run adopts
 * them as it does its own.
 */
export const copyScript = `set -eu
skipped=$1 old=$2 new=$3
copied=0 kept=0
tmp=/to/.claude-sessions.copying
rm -rf "$tmp"
exists() { [ -e "$1" ] || [ -L "$1" ]; }
folder() { [ -d "$1" ] && [ ! -L "$1" ]; }
owned() { chown "$(stat -c %u:%g "$1")" "$2"; chmod "$(stat -c %a "$1")" "$2"; }
make() { folder "$2" || { mkdir "$2"; owned "$1" "$2"; }; }
put() {
  if [ -L "$1" ]; then case $(readlink "$1") in ${containerHostDir}/*) return ;; esac; fi
  if ! exists "$2"; then
    cp -a "$1" "$tmp"
    mv "$tmp" "$2"
    copied=$((copied + 1))
  elif folder "$1" && folder "$2"; then merge "$1" "$2"
  elif [ -f "$1" ] && [ -f "$2" ] && cmp -s "$1" "$2"; then :
  else kept=$((kept + 1)); fi
}
merge() {
  local entry
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    exists "$entry" || continue
    put "$entry" "$2/\${entry##*/}"
  done
}
[ -n "$(ls -A /to)" ] || owned /from /to
for entry in /from/* /from/.[!.]*; do
  exists "$entry" || continue
  name=\${entry##*/}
  case " $skipped " in *" $name "*) continue ;; esac
  case $name in projects | .claude-state | .claude-sessions.copying) ;; *) put "$entry" "/to/$name" ;; esac
done
if folder /from/.claude-state; then
  for name in adopt kept; do
    folder "/from/.claude-state/$name" || continue
    make /from/.claude-state /to/.claude-state
    put "/from/.claude-state/$name" "/to/.claude-state/$name"
  done
fi
if folder /from/projects; then
  make /from/projects /to/projects
  for entry in /from/projects/*; do
    exists "$entry" || continue
    name=\${entry##*/}
    case $name in "$old" | "$old"-*) name=$new\${name#"$old"} ;; esac
    if [ -L "/to/projects/$name" ] && folder "$entry"; then
      make /to/projects /to/.claude-state
      make /to/projects /to/.claude-state/adopt
      put "$entry" "/to/.claude-state/adopt/$name.1000"
    else put "$entry" "/to/projects/$name"; fi
  done
fi
rm -rf "$tmp"
sync
echo "$copied $kept"`;

/**
 * Copies Claude's state from one volume into another, in the engine. The source is only read, nothing that is there is
 * overwritten, and it may be killed at any instant and run again.
 * @throws UserError when it could not be copied whole; what was copied by then stays
 */
export async function copyVolume(
  engine: Engine,
  { from, to, image, slugs }: VolumeCopy,
): Promise<CopiedVolume> {
  const capabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'].flatMap((name) => ['--cap-add', name]);
  const args = [
    ...['run', '--rm', '--pull', 'never', '--network', 'none', '--user', '0'],
    ...['--cap-drop', 'ALL', ...capabilities, '--entrypoint', '/bin/sh'],
    ...['--mount', `type=volume,source=${from},target=/from,readonly`],
    ...['--mount', `type=volume,source=${to},target=/to`],
    ...[image, '-c', copyScript, 'copy', skipped.join(' '), slugs?.from ?? '/', slugs?.to ?? '/'],
  ];
  const { exitCode, stdout, stderr } = await runProcess({
    command: engine.command,
    args,
    timeoutMs: 30 * 60_000,
    signal: engine.signal,
  });
  const [, copied, kept] = /^(\d+) (\d+)\s*$/.exec(stdout) ?? [];
  if (exitCode === 0 && copied !== undefined) return { copied: Number(copied), kept: Number(kept) };
  const reason = stderr.trim().split('\n').at(-1) || 'it gave no reason';
  throw new UserError(
    `The volume ${from} could not be copied into ${to}: ${reason}`,
    'Nothing in it was changed. Fix this, then run the command again.',
  );
}
