import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { nodeHost } from '../../../../cli/src/lsp/nodeHost.ts';
import { writeRecord } from '../../../../cli/src/workspace/records.ts';
import { openWorkspace } from '../../../../cli/src/workspace/workspace.ts';
import { parseDocument } from '../../../../core/src/devcontainer/document.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';

const root = newFolder();
const config = join(root, 'a b/.devcontainer/devcontainer.json');
const uri = pathToFileURL(config).href;

beforeAll(() => {
  vi.stubEnv('HOME', join(root, 'home'));
  mkdirSync(join(root, 'a b/.devcontainer'), { recursive: true });
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const look = (where: string, text: string) => nodeHost({}).lookAtHost?.(where, parseDocument(text), []);

it('looks for the sources of the text in the editor, which need not be saved', async () => {
  const text = `{ "mounts": ["type=bind,source=${root}/gone,target=/x", "type=bind,source=${root},target=/y"] }`;
  const { facts } = (await look(uri, text)) ?? {};
  expect(facts?.sources.map(({ index, source }) => [index, source.kind])).toEqual([
    [0, 'missing'],
    [1, 'directory'],
  ]);
  expect(facts?.paths.workspaceFolder).toBe(join(root, 'a b'));
  expect(facts?.paths.home).toBe(homedir());
});

it('knows nothing of a folder that is not there yet, nor of a file that is no devcontainer.json', async () => {
  expect(await look(pathToFileURL(join(root, 'none/.devcontainer.json')).href, '{}')).toBeUndefined();
  expect(await look(pathToFileURL(join(root, 'a b/package.json')).href, '{}')).toBeUndefined();
});

it('names the collections that our commands wrote from, as they are remembered', async () => {
  const collections = ['example.com/mirror'];
  const record = { version: 1 as const, configFile: config, original: null, ours: '{}', collections };
  await writeRecord(await openWorkspace(join(root, 'a b'), config), { ...record, chosen: undefined });
  expect((await look(uri, '{}'))?.collections).toContain('example.com/mirror');
});

it('says of a personal configuration that it is made of another file', async () => {
  const personal = join(root, 'a b/.devcontainer/claude/devcontainer.json');
  const workspace = await openWorkspace(join(root, 'a b'), personal);
  const record = { version: 1 as const, configFile: personal, original: null, ours: '{}', chosen: undefined };
  const where = pathToFileURL(personal).href;
  await writeRecord(workspace, record);
  expect(await look(where, '{}')).not.toHaveProperty('isMade');
  await writeRecord(workspace, { ...record, team: { path: config, source: '{}' } });
  expect(await look(where, '{}')).toMatchObject({ isMade: true });
});

it('takes the collection of the environment, and none where that is no collection', () => {
  expect(nodeHost({ CLAUDE_SESSIONS_COLLECTION: 'example.com/ours' }).collections).toEqual([
    'example.com/ours',
  ]);
  expect(nodeHost({ CLAUDE_SESSIONS_COLLECTION: 'not one' }).collections).toEqual([]);
});

it.each([0, 1])('does later what is not called off, after %i milliseconds', async (pause) => {
  const { after } = nodeHost({});
  const done: string[] = [];
  after(pause, () => done.push('first'));
  after(pause, () => done.push('called off'))();
  await new Promise<void>((resolve) => after(pause + 1, resolve));
  expect(done).toEqual(['first']);
});
