import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishFeatures } from '../../harness/engine/registry.ts';
import { useHarness } from '../../harness/start/harness.ts';

/** A Feature as others write them, which the tools install after ours: it puts a file in the remote user's `~/.claude`, owned by root. */
export async function publishOther(): Promise<string> {
  const { registry, runDirectory } = useHarness();
  const source = join(runDirectory, 'other-feature');
  mkdirSync(join(source, 'other'), { recursive: true });
  const manifest = { id: 'other', version: '1.0.0', name: 'other' };
  writeFileSync(join(source, 'other/devcontainer-feature.json'), JSON.stringify(manifest));
  const script =
    '#!/bin/sh\nset -e\nmkdir -p "$_REMOTE_USER_HOME/.claude"\necho other > "$_REMOTE_USER_HOME/.claude/other.txt"\n';
  writeFileSync(join(source, 'other/install.sh'), script, { mode: 0o755 });
  return publishFeatures({ address: registry }, source, 'test/other', join(runDirectory, 'tmp'));
}
