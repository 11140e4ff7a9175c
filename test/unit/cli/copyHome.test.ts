import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyHome } from '../../../cli/src/host/copyHome.ts';
import { copierFor } from '../../../cli/src/host/copyState.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';

it('a home that is too large is said to be by its own limit', async () => {
  const command = join(newFolder(), 'engine');
  put(command, '#!/bin/sh\n[ "$1" != run ] || { echo failed size; exit 1; }\n');
  chmodSync(command, 0o755);
  const copier = copierFor({ command }, 'image', 'id');
  expect(await copyHome(copier, 'old', { volume: 'new', exists: true })).toEqual({
    why: 'it holds more than 64 GB',
  });
});
