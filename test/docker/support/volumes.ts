import { randomUUID } from 'node:crypto';
import { useDocker, useHarness } from '../../harness/start/harness.ts';

/** A name for a volume, of nobody's making. */
export const newVolume = () => `t-${randomUUID().slice(0, 8)}-claude`;

/** A shell script in a volume, of the user that the container's has the number of; `$1` is a text. */
export async function inVolume(
  volume: string,
  script: string,
  text = '',
  user = useHarness().user.uid,
): Promise<void> {
  await useDocker().run([
    ...['run', '--rm', '--network', 'none', '--user', String(user), '--entrypoint', 'sh'],
    ...['-v', `${volume}:/v`, useHarness().images.node, '-c', `cd /v && ${script}`, 'sh', text],
  ]);
}

/** Every entry of a volume: kind, owner, mode, time, and a file's hash. */
export async function everythingIn(volume: string): Promise<Record<string, string>> {
  const script = `cd /v && find . -mindepth 1 | sort | while read -r path; do
    if [ -f "$path" ] && [ ! -L "$path" ]; then hash=$(sha256sum <"$path"); else hash=$(readlink "$path"); fi
    echo "$path	$(stat -c '%F %u %a' "$path") $([ -d "$path" ] || stat -c %Y "$path") $hash"
  done`;
  const mount = ['--network', 'none', '--user', '0', '-v', `${volume}:/v:ro`];
  const lines = await useDocker().lines([
    'run',
    '--rm',
    ...mount,
    useHarness().images.node,
    'sh',
    '-c',
    script,
  ]);
  return Object.fromEntries(lines.map((each) => each.split('\t') as [string, string]));
}
