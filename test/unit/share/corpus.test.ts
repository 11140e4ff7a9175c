import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { configDirArguments } from '../../../core/src/mounts/configDirArguments.ts';
import { composeFilesOf, isOurComposeFile } from '../../../core/src/share/compose.ts';
import {
  defaultShareOptions,
  type Mode,
  type ShareOptions,
  wantedFeatures,
  wantedMounts,
} from '../../../core/src/share/options.ts';
import { restoreOriginal } from '../../../core/src/share/original.ts';
import { readConfigured } from '../../../core/src/share/readConfigured.ts';
import { corpus, faulty } from '../support/corpus.ts';
import { apply, configOf } from '../support/document.ts';
import { isOurEntry, keptTokens } from '../support/keptTokens.ts';

const all: ShareOptions = {
  profile: false,
  memory: 'rw',
  tasks: true,
  allProjects: true,
  samePath: false,
  otel: 'host',
  home: true,
  review: true,
  plugins: true,
  login: 'token',
};
const mirror = { collection: 'localhost:5000/mirror/x' };
/** Commands in a row. */
type Step = readonly ((source: string) => string)[];
const share = (source: string) => apply(source, 'share');
const shareAll = (source: string) => apply(source, 'share', all);
const isolate = (source: string) => apply(source, 'isolate');
const remove = (source: string) => apply(source, 'none');
const steps: Record<string, Step> = {
  share: [share],
  'share with all options': [shareAll],
  'share of a mirror': [(source) => apply(source, 'share', {}, mirror)],
  isolate: [isolate],
  remove: [remove],
  'share, then isolate': [shareAll, isolate],
  'isolate, then share': [isolate, share],
  'share, then remove': [shareAll, remove],
};
const names = Object.keys(steps);
const run = (name: string, source: string) =>
  (steps[name] ?? []).reduce((text, command) => command(text), source);
/** The last command of a row once more. */
const again = (name: string, source: string) => steps[name]?.at(-1)?.(source);

const collections = [mirror.collection];

/** What holds of a devcontainer.json and what a command made of it. */
function expectOnlyOurs(before: string, after: string): void {
  const bom = (text: string) => text.startsWith('\uFEFF');
  const bare = (text: string) => (bom(text) ? text.slice(1) : text);
  expect(bom(after)).toBe(bom(before));
  expect(parseDocument(after).errors, after).toEqual([]);

  const [kept, still] = [keptTokens(bare(before), collections), keptTokens(bare(after), collections)];
  expect(still.map(({ text }) => text)).toEqual(kept.map(({ text }) => text));
  // A carriage return alone ends a line for some readers and not for others.
  const isPlain = !/\r(?!\n)/.test(before);
  const moved = kept.flatMap(({ text, gap }, index) => {
    const now = still[index]?.gap;
    return gap === undefined || now === undefined || gap === now ? [] : [{ text, gap, now }];
  });
  if (isPlain) expect(moved, after).toEqual([]);

  expect(/\s*$/.exec(after)?.[0]).toBe(/\s*$/.exec(before)?.[0]);
  const lines = before.includes('\n');
  if (lines && !/(^|[^\r])\n/.test(before)) expect(after).not.toMatch(/(^|[^\r])\n/);
  if (!before.includes('\r')) expect(after).not.toContain('\r');
  // An object with nothing in it has no layout to keep to.
  if (isPlain && !lines && kept.length > 2) expect(after).not.toContain('\n');

  const others = (source: string) => {
    const {
      features,
      mounts,
      containerEnv,
      remoteEnv,
      initializeCommand,
      dockerComposeFile,
      runArgs,
      overrideFeatureInstallOrder: order,
      ...rest
    } = configOf(source);
    const ours = configDirArguments(configOf(source)).flatMap(({ indices }) => indices);
    const args = Array.isArray(runArgs) ? runArgs.filter((_, index) => !ours.includes(index)) : runArgs;
    const isLeft = runArgs !== undefined && (ours.length === 0 || args.length > 0);
    const first = Array.isArray(order)
      ? order.filter((entry) => !isOurEntry(entry, configOf(source), collections))
      : order;
    const isOrdered = Array.isArray(first) ? first.length > 0 : order !== undefined && order !== null;
    const files = composeFilesOf(dockerComposeFile).filter((file) => !isOurComposeFile(file));
    return {
      ...rest,
      ...(isLeft && { runArgs: args }),
      ...(isOrdered && { overrideFeatureInstallOrder: first }),
      ...(dockerComposeFile !== undefined && { dockerComposeFile: files }),
    };
  };
  expect(others(after)).toEqual(others(before));
  expect(Object.keys(others(after))).toEqual(Object.keys(others(before)));
}

describe.each([...corpus, ...faulty])('%s', (_, source) => {
  it.each(names)('%s changes only what is ours, once', (name) => {
    const after = run(name, source);
    expectOnlyOurs(source, after);
    expect(again(name, after)).toBe(after);
  });

  it('every step ends where it says', () => {
    const ends: [string, Mode, ShareOptions][] = [
      ['share', 'share', defaultShareOptions],
      ['share with all options', 'share', all],
      ['isolate', 'isolate', defaultShareOptions],
      ['isolate, then share', 'share', defaultShareOptions],
      ['share, then isolate', 'isolate', defaultShareOptions],
    ];
    for (const [name, mode, options] of ends) {
      const configured = readConfigured(parseDocument(run(name, source)));
      expect(configured).toMatchObject({ mode, both: false, handMade: [], configDirOverrides: [] });
      const compose = configured.usesCompose;
      expect(configured.features.map(({ id }) => id)).toEqual([...wantedFeatures(mode, options, compose)]);
      expect(configured.prepares).toBe(mode === 'share');
      const { mounts = [] } = configOf(run(name, source));
      expect(mounts).toEqual(expect.arrayContaining([...wantedMounts(mode, options, compose)]));
    }
  });

  it('what is remembered gives back the bytes', () => {
    for (const name of names) {
      const ours = run(name, source);
      expect(restoreOriginal(ours, { original: source, ours })).toBe(source);
    }
  });
});

/** A change that somebody makes in an editor, or a slip. */
const mutations = fc.record({
  file: fc.nat(),
  edits: fc.array(
    fc.record({
      at: fc.nat(),
      cut: fc.constantFrom(0, 0, 0, 1, 2, 30),
      insert: fc.constantFrom(
        '',
        ' ',
        '\n',
        '\r\n',
        '\t',
        '/* c */',
        '// c\n',
        ',',
        '"',
        '{',
        '}',
        '[',
        ']',
        ':',
        '\\',
        '"features": {}, ',
        '"mounts": ["source=a,target=/root/.claude"], ',
        'null',
        '\u2028',
        '\0',
        '\r',
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  step: fc.constantFrom(...names),
});

function mutated(source: string, edits: readonly { at: number; cut: number; insert: string }[]): string {
  return edits.reduce((text, { at, cut, insert }) => {
    const offset = at % (text.length + 1);
    return text.slice(0, offset) + insert + text.slice(offset + cut);
  }, source);
}

describe('a corpus that somebody has been at', () => {
  it('is edited as little, wherever it can still be read; and what cannot be is refused without a throw', () => {
    let read = 0;
    fc.assert(
      fc.property(mutations, ({ file, edits, step }) => {
        const [, source] = corpus[file % corpus.length] ?? ['', ''];
        const before = mutated(source, edits);
        const document = parseDocument(before);
        if (document.errors.length > 0) {
          expect(typeof run(step, before)).toBe('string');
          return;
        }
        read++;
        const after = run(step, before);
        expectOnlyOurs(before, after);
        expect(again(step, after)).toBe(after);
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(200);
  });
});

it('there are files of every kind', () => {
  const has = (pattern: RegExp) => corpus.filter(([, source]) => pattern.test(source)).length;
  expect(corpus.length).toBeGreaterThanOrEqual(60);
  expect(has(/^\uFEFF/)).toBeGreaterThan(1);
  expect(has(/\r\n/)).toBeGreaterThan(8);
  expect(has(/[^\n]$/)).toBeGreaterThan(5);
  expect(has(/,\s*[}\]]/)).toBeGreaterThan(5);
  expect(has(/"dockerComposeFile"/)).toBeGreaterThan(5);
  expect(has(/"initializeCommand"/)).toBeGreaterThan(10);
});
