import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import {
  claudePaths,
  copiedFiles,
  inWords,
  optionalDirectories,
  optionalParts,
  profileDirectories,
  profileWords,
} from '../../../core/src/catalogue.ts';
import { companionNames } from '../../../core/src/prepare/layout.ts';
import catalogue from '../../../schemas/claude-paths.json';
import schema from '../../../schemas/claude-paths.schema.json';

const repository = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, repository), 'utf8');
const listOf = (path: string, name: string) =>
  new RegExp(`^${name}='(.*)'$`, 'm').exec(read(path))?.[1]?.split(' ') ?? [];

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

test('the catalogue keeps to its schema', () => {
  expect(validate(catalogue), JSON.stringify(validate.errors)).toBe(true);
});

test('the schema refuses an entry with an unknown class, and one shared by an option that it does not name', () => {
  const [entry] = catalogue.entries;
  expect(validate({ ...catalogue, entries: [{ ...entry, class: 'secret' }] })).toBe(false);
  expect(validate({ ...catalogue, entries: [{ ...entry, share: 'option' }] })).toBe(false);
});

test('names stand in a sentence as people write them', () => {
  expect(profileWords).toBe('agents, commands, skills, rules, output styles and hooks');
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(inWords)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

test('every entry is there once', () => {
  const names = claudePaths.map((entry) => entry.name);
  expect(new Set(names).size).toBe(names.length);
});

test('no credential and nothing of running processes is shared in any way', () => {
  const risky = claudePaths.filter((entry) => entry.class === 'credential' || entry.class === 'runtime');
  expect(risky.length).toBeGreaterThan(10);
  expect(risky.filter((entry) => entry.share !== 'never')).toEqual([]);
});

test('what would act on the host is never shared to write: file-history not at all, plugins by an option and in parts', () => {
  const entry = (name: string) => claudePaths.find((each) => each.name === name);
  expect(entry('file-history')?.share).toBe('never');
  expect(entry('plugins')).toMatchObject({ share: 'option', parts: ['cache', 'marketplaces'] });
  expect(optionalParts).toEqual(['plugins/cache', 'plugins/marketplaces']);
});

test('the program in the container, the prepare scripts and the Feature name the same entries', () => {
  expect(listOf('feature/lib/profile.sh', 'PROFILE_DIRECTORIES')).toEqual(profileDirectories);
  expect(listOf('feature/lib/profile.sh', 'PROFILE_OPT_IN')).toEqual(optionalDirectories);
  expect(listOf('feature/lib/profile.sh', 'PROFILE_FILES')).toEqual(copiedFiles);
  expect(listOf('core/assets/prepare.sh', 'PROFILE')).toEqual([
    ...profileDirectories,
    ...optionalDirectories,
    ...optionalParts,
  ]);
  expect(listOf('feature/lib/companions.sh', 'COMPANIONS')).toEqual(Object.keys(companionNames));
  const { mounts } = JSON.parse(read('feature/src/claude-profile/devcontainer-feature.json')) as {
    mounts: string[];
  };
  const targets = mounts.map((mount) => /target=\/mnt\/claude-host\/([^,]+),readonly$/.exec(mount)?.[1]);
  expect(targets).toEqual([...profileDirectories, 'files']);
});

test('the page on what is shared tells of every entry', () => {
  const page = read('docs/what-is-shared.md');
  const missing = claudePaths.filter(
    ({ name, kind }) => !page.includes(`\`${name}${kind === 'directory' ? '/' : ''}\``),
  );
  expect(missing).toEqual([]);
});
