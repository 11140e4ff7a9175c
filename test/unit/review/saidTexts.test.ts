import { expect, it } from 'vitest';
import { SaidTexts } from '../../../core/src/review/SaidTexts.ts';
import { sha256 } from './support.ts';

const path = '/home/me/app/a.txt';
const edit = (more: object) => ({ toolUseResult: { filePath: path, originalFile: null, ...more } });
const hunk = (newStart: number, ...lines: string[]) => ({ newStart, lines });

/** Which of some texts are said. */
function saidOf(lines: object[], now: string | undefined, texts: readonly string[]): string[] {
  const said = new SaidTexts(sha256);
  for (const line of lines) said.take(line as never);
  if (now !== undefined) said.undo(path, now);
  return texts.filter((text) => said.has(sha256(text)));
}

it('are whole ones, and what an edit makes of them', () => {
  const line = edit({ originalFile: 'a b a', oldString: 'a', newString: '$&', structuredPatch: [] });
  expect(saidOf([line], undefined, ['a b a', '$& b a', 'b'])).toEqual(['a b a', '$& b a']);
  const all = edit({ originalFile: 'a b a', oldString: 'a', newString: 'c', replaceAll: true });
  expect(saidOf([all], undefined, ['c b c', 'c b a'])).toEqual(['c b c']);
  expect(saidOf([edit({ content: 'new' })], undefined, ['new'])).toEqual(['new']);
});

it('are those before each edit, back from what the file holds', () => {
  const patches = [
    [hunk(1, '-one', '+two', ' x'), hunk(4, ' y', '+added', ' ')],
    [hunk(1, '-two', '+three', '+four')],
  ];
  const lines = patches.map((structuredPatch) => edit({ oldString: '?', newString: '?', structuredPatch }));
  const texts = ['one\nx\nx\ny\n', 'two\nx\nx\ny\nadded\n', 'three\nfour\nx\nx\ny\nadded\n'];
  expect(saidOf(lines, texts[2], texts)).toEqual(texts);
  expect(saidOf(lines, 'changed since\n', texts)).toEqual([]);
  expect(saidOf(lines, undefined, texts)).toEqual([]);
});

it('go back by what was replaced where a patch is shown otherwise, and that is sure', () => {
  const structuredPatch = [hunk(1, '-    one', '+    two')];
  const line = edit({ oldString: 'one', newString: 'two', structuredPatch });
  expect(saidOf([line], '\ttwo\n', ['\tone\n'])).toEqual(['\tone\n']);
  expect(saidOf([line], '\ttwo\ntwo\n', ['\tone\ntwo\n'])).toEqual([]);
});

it('go back from what was written whole', () => {
  const write = { content: 'b\n', structuredPatch: [hunk(1, '-a', '+b')] };
  expect(saidOf([edit(write)], 'changed since\n', ['a\n'])).toEqual(['a\n']);
});

it.each([7, null, [7], [{}], [{ newStart: 'x', lines: ['-a', '+b'] }], [{ newStart: -5, lines: [7] }]])(
  'are none of a patch that is none: %j',
  (structuredPatch) => expect(saidOf([edit({ structuredPatch })], 'b\n', ['a\n'])).toEqual([]),
);
