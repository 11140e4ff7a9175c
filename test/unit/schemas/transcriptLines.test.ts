import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import catalogue from '../../../schemas/transcript-lines.json';
import schema from '../../../schemas/transcript-lines.schema.json';
import { namesIn } from './namesIn.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

const lists = ['lines', 'attachments', 'subtypes', 'tools', 'members', 'files'] as const;
const corpora = new URL('../../fixtures/transcripts/', import.meta.url);

/** Names of a kind that no list of the catalogue has. */
function missing(met: ReturnType<typeof namesIn>): string[] {
  return met
    .filter(({ list, name }) => !catalogue[list].some((entry) => entry.name === name))
    .map(({ list, name }) => `${list}: ${name}`);
}

test('the catalogue keeps to its schema', () => {
  expect(validate(catalogue), JSON.stringify(validate.errors)).toBe(true);
});

test('the schema refuses an act that is none, and "nothing" beside another', () => {
  const [entry] = catalogue.lines;
  const withActs = (...acts: string[]) => validate({ ...catalogue, lines: [{ ...entry, acts }] });
  expect([withActs('sent'), withActs('sent', 'shown')]).toEqual([true, true]);
  expect([
    withActs('explodes'),
    withActs(),
    withActs('nothing', 'sent'),
    withActs('unknown', 'sent'),
  ]).toEqual([false, false, false, false]);
});

test.each(lists)(
  'every entry of %s is there once, in order, and names versions that were searched',
  (list) => {
    const names = catalogue[list].map((entry) => entry.name);
    expect(names).toEqual([...new Set(names)].sort());
    const versions = catalogue[list].flatMap(({ since, until }: Versions) =>
      until ? [since, until] : [since],
    );
    expect(versions.filter((version) => !catalogue.versions.includes(version))).toEqual([]);
  },
);

interface Versions {
  since: string;
  until?: string;
}

test('what acts says which member makes it act, unless it acts by being there', () => {
  const acting = ['reads', 'writes', 'runs', 'permissions', 'moves'];
  const silent = [...catalogue.lines, ...catalogue.tools]
    .filter(({ acts }) => acts.some((act) => acting.includes(act)))
    .filter((entry) => !('acting' in entry));
  expect(silent).toEqual([]);
});

test.each(readdirSync(corpora))(
  'every kind and member of the conversations in %s is in the catalogue',
  (file) => {
    const lines = readFileSync(new URL(file, corpora), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect([...new Set(lines.flatMap((line) => missing(namesIn(JSON.parse(line)))))]).toEqual([]);
  },
);

const fileNames = new URL('../../fixtures/transcriptFiles/', import.meta.url);

test.each(readdirSync(fileNames))('every file beside the conversations of %s is in the catalogue', (file) => {
  const paths = readFileSync(new URL(file, fileNames), 'utf8').trimEnd().split('\n');
  const known = catalogue.files.map(
    ({ name }) => new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`),
  );
  expect(paths.filter((path) => !known.some((pattern) => pattern.test(path)))).toEqual([]);
});

test('of each version whose conversations are kept the program was searched', () => {
  const versions = readdirSync(corpora).map((file) => file.replace('.jsonl', ''));
  expect(versions.length).toBeGreaterThanOrEqual(14);
  expect(versions.filter((version) => !catalogue.versions.includes(version))).toEqual([]);
});

test('what is not in the catalogue is named', () => {
  const line = { type: 'attachment', uuid: 'x', novel: 1, attachment: { type: 'late_kind' } };
  expect(missing(namesIn(line))).toEqual(['members: novel', 'attachments: late_kind']);
  expect(missing(namesIn({ type: 'late-kind' }))).toEqual(['lines: late-kind']);
});
