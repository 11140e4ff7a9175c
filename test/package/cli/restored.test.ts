import { expect, test } from 'vitest';
import { CliPlace } from './place.ts';

const before = '{\n  "image": "debian"\n}\n';

test('remove says "byte for byte" only of the file as it was before the first command', async () => {
  const place = new CliPlace();
  place.writeConfig(before);
  await place.run('share', '--no-install-claude');
  await place.run('isolate', '--no-install-claude');
  expect((await place.run('remove')).stdout).toMatch(/byte for byte/);
  expect(place.read()).toBe(before);

  await place.run('share', '--no-install-claude');
  place.writeConfig(place.read().replace('debian', 'ubuntu'));
  await place.run('isolate', '--no-install-claude');
  await place.run('share', '--no-install-claude');
  const { stdout } = await place.run('remove');
  expect(stdout).toMatch(/with the edits made since/);
  expect(stdout).not.toMatch(/byte for byte/);
  expect(place.read()).toBe(before.replace('debian', 'ubuntu'));
});
