import { expect, test } from 'vitest';
import { partedEnds } from '../../../cli/src/conversations/merge/findMergeable.ts';
import { activeChain } from '../../../core/src/conversations/activeChain.ts';
import { NewIds } from '../../../core/src/conversations/branch/NewIds.ts';
import { upToMessage } from '../../../core/src/conversations/branch/upToMessage.ts';
import { chainEntryOf } from '../../../core/src/conversations/show/ChainEntry.ts';
import { planShown } from '../../../core/src/conversations/show/planShown.ts';
import { linkOf } from '../../../core/src/conversations/TranscriptLink.ts';

/** A container can write any of them; what takes as long as the square of the lines does not come to its end. */
const many = 50_000;

type Line = Record<string, unknown>;

const prompt = (uuid: string, parentUuid: string | null, content: unknown = uuid): Line => ({
  ...{ type: 'user', uuid, parentUuid },
  message: { role: 'user', content },
});
const answer = (uuid: string, parentUuid: string, id = uuid, content: object[] = []): Line => ({
  ...{ type: 'assistant', uuid, parentUuid },
  message: { role: 'assistant', id, content },
});
const compacted = (uuid: string, anchorUuid: string, tailUuid: string): Line => ({
  ...{ type: 'system', subtype: 'compact_boundary', uuid, parentUuid: 'b' },
  compactMetadata: { preservedSegment: { headUuid: 'none', anchorUuid, tailUuid } },
});
const times = (make: (index: number) => Line | Line[]): Line[] =>
  Array.from({ length: many }, (_, index) => make(index)).flat();
const begun = [prompt('a', null), answer('b', 'a')];

const links = (lines: readonly Line[]) => lines.flatMap((each) => linkOf(each) ?? []);
const shown = (lines: readonly Line[]) => {
  const entries = lines.flatMap((each, offset) => chainEntryOf(each, { offset, length: 1 }) ?? []);
  return planShown(entries, { size: lines.length, notRead: 0 });
};

test('many answers to one prompt', () => {
  const lines = [...begun, prompt('c', 'b'), ...times((index) => answer(`${index}`, 'a'))];
  expect(partedEnds(links(lines))).toEqual([]);
});

test('many branches that hang on one', () => {
  const lines = [
    ...begun,
    answer('c', 'b'),
    ...times((index) => prompt(`${index}`, index === 0 ? 'a' : `${index - 1}`)),
    ...times((index) => answer(`end ${index}`, `${index}`)),
    prompt('last', 'c'),
  ];
  expect(partedEnds(links(lines))).toHaveLength(many);
});

test('what is compacted to and fro', () => {
  const lines = [
    ...begun,
    ...times((index) => prompt(`${index}`, 'a')),
    ...times((index) =>
      index % 2 ? compacted(`to ${index}`, 'b', 'a') : compacted(`to ${index}`, 'a', 'b'),
    ),
    prompt('last', 'b'),
  ];
  expect(activeChain(links(lines)).leaf?.uuid).toBe('last');
  expect(shown(lines).entries.at(-1)?.uuid).toBe('last');
});

test('many compactions, one after the other', () => {
  const lines = times((index) => [
    prompt(`${index}`, index === 0 ? null : `summary ${index - 1}`),
    answer(`a ${index}`, `${index}`),
    answer(`b ${index}`, `a ${index}`),
    answer(`c ${index}`, `b ${index}`),
    {
      ...{ type: 'system', subtype: 'compact_boundary', uuid: `to ${index}`, parentUuid: null },
      logicalParentUuid: `c ${index}`,
    },
    prompt(`summary ${index}`, `to ${index}`),
  ]);
  expect(shown(lines).entries.at(-1)?.uuid).toBe(`summary ${many - 1}`);
});

test('many messages that are not there', () => {
  const lines = times((index) => prompt(`${index}`, index % 100 === 0 ? `gone ${index}` : `${index - 1}`));
  expect(shown(lines).entries.at(-1)?.uuid).toBe(`${many - 1}`);
});

test('an answer in many parts', () => {
  const lines = [...begun, ...times((index) => answer(`${index}`, 'a', 'same'))];
  expect(activeChain(links(lines)).links).toHaveLength(many + 1);
});

test('many calls of tools, one after the other', () => {
  const lines = times((index) => [
    answer(`${index}`, `result ${index - 1}`, undefined, [
      { type: 'tool_use', id: `t${index}`, name: 'Bash' },
    ]),
    prompt(`result ${index}`, `${index}`, [{ type: 'tool_result', tool_use_id: `t${index}` }]),
  ]);
  expect(activeChain(links(lines)).links).toHaveLength(2 * many);
  expect(shown(lines).entries).toHaveLength(2 * many);
});

test('many branches that stand before the message on which they hang', () => {
  const lines = [...begun, ...times((index) => prompt(`${index}`, 'c')), prompt('c', 'b')];
  const { kept } = upToMessage(links(lines), 'c');
  expect(kept.map((place) => lines[place]?.uuid)).toEqual(['a', 'b', 'c']);
});

test('many lines behind many that are not carried over', () => {
  const ids = new NewIds((uuid) => `new ${uuid}`);
  ids.add({ uuid: 'a', type: 'user', parentUuid: null });
  for (let index = 0; index < many; index++)
    ids.add({ uuid: `${index}`, type: 'progress', parentUuid: index === 0 ? 'a' : `${index - 1}` });
  const parents = Array.from({ length: many }, () => ids.parentOf(`${many - 1}`));
  expect(new Set(parents)).toEqual(new Set(['new a']));
});

test('many prompts behind many lines that say nothing', () => {
  const lines = [
    prompt('a', null),
    ...times((index) => ({
      type: 'progress',
      uuid: `${index}`,
      parentUuid: index === 0 ? 'a' : `${index - 1}`,
    })),
    ...times((index) => prompt(`p${index}`, `${many - 1}`)),
  ];
  expect(activeChain(links(lines)).leaf?.uuid).toBe(`p${many - 1}`);
  expect(shown(lines).entries.at(-1)?.uuid).toBe(`p${many - 1}`);
  expect(partedEnds(links(lines))).toEqual([]);
});
