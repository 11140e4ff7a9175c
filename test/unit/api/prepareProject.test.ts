import { existsSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareProject } from '../../../cli/src/api/prepareProject.ts';
import { config } from '../../harness/place/Place.ts';
import { ApiPlace } from './place.ts';

let place: ApiPlace;
beforeEach(() => {
  place = new ApiPlace();
});
afterEach(() => place.remove());

const withFeature = (reference: string) => JSON.stringify({ image: 'x', features: { [reference]: {} } });

it('makes what a shared container needs, and the second time nothing', async () => {
  place.write(config, withFeature('ghcr.io/claude-sessions/features/claude-sessions:1'));
  const result = await prepareProject(place.project);
  expect(result?.made.length).toBeGreaterThan(3);
  expect(readlinkSync(join(result?.preparedFolder ?? '', 'project'))).toBe(result?.projectFolder);
  expect(await prepareProject(place.project)).toMatchObject({ made: [], refreshed: [] });
});

it.each([
  ['an isolated one', withFeature('ghcr.io/claude-sessions/features/claude-persist:1')],
  ['one without ours', '{"image": "x"}'],
  ['one that is not there', undefined],
])('makes nothing for %s', async (_, text) => {
  if (text !== undefined) place.write(config, text);
  expect(await prepareProject(place.project)).toBeUndefined();
  expect(existsSync(join(place.home, '.claude-sessions'))).toBe(false);
});

it('tells where a broken one is wrong, rather than that it needs nothing', async () => {
  place.write(config, '{"image');
  await expect(prepareProject(place.project)).rejects.toThrow(/devcontainer\.json:1:\d+: /);
  expect(existsSync(join(place.home, '.claude-sessions'))).toBe(false);
});

it('goes by the collection of the settings', async () => {
  place.write(config, withFeature('localhost:5000/mirror/claude-sessions:1'));
  expect(await prepareProject(place.project)).toBeUndefined();
  expect(await prepareProject(place.project, { collection: 'localhost:5000/mirror' })).toBeDefined();
});
