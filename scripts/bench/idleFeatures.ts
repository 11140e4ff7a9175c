import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishFeatures } from '../../test/harness/engine/registry.ts';
import { useHarness } from '../../test/harness/start/harness.ts';

/** Publishes Features that do nothing, where ours are published too; returns their references. */
export async function publishIdleFeatures(count: number): Promise<string[]> {
  const { registry, user } = useHarness();
  const source = mkdtempSync(join(user.temporary, 'idle-'));
  const ids = Array.from({ length: count }, (_, index) => `idle-${index + 1}`);
  for (const id of ids) {
    mkdirSync(join(source, id));
    const manifest = { id, version: '1.0.0', name: id };
    writeFileSync(join(source, id, 'devcontainer-feature.json'), JSON.stringify(manifest));
    writeFileSync(join(source, id, 'install.sh'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  }
  const collection = await publishFeatures({ address: registry }, source, 'bench/idle', user.temporary);
  rmSync(source, { recursive: true, force: true });
  return ids.map((id) => `${collection}/${id}:1`);
}
