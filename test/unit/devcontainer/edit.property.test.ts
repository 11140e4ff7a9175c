import * as fc from 'fast-check';
import type { JSONPath } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { documentValue, parseDocument } from '../../../core/src/devcontainer/document.ts';
import { appendItem, nodeAt, removeAt, replaceAt, setMember } from '../../../core/src/devcontainer/edit.ts';
import { commentsOf, type Json, jsoncTexts } from '../support/jsoncText.ts';

/** Paths of all values of a document that `accept` lets through. */
function pathsOf(value: Json, accept: (value: Json) => boolean, path: JSONPath = []): JSONPath[] {
  const inner: [string | number, Json][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  return [
    ...(accept(value) ? [path] : []),
    ...inner.flatMap(([key, child]) => pathsOf(child, accept, [...path, key])),
  ];
}

const isArray = (value: Json) => Array.isArray(value);
const isObject = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value);

const picks = fc.nat();
const pick = <T>(items: readonly T[], number: number): T => items[number % items.length] as T;

function valueIn(text: string): unknown {
  const document = parseDocument(text);
  expect(
    document.errors.filter((error) => !/second time|expected here/.test(error.message)),
    text,
  ).toEqual([]);
  return JSON.parse(JSON.stringify(documentValue(document)));
}

function changed(value: Json, path: JSONPath, change: (parent: never, key: string | number) => void): Json {
  const copy = structuredClone(value);
  const parent = path.slice(0, -1).reduce((each, key) => (each as never)[key], copy);
  change(parent as never, path.at(-1) as string | number);
  return copy;
}

const added = fc.constantFrom<Json>('new', {}, [], { 'ghcr.io/x:1': {} }, ['a', { b: [1, 2] }], null);
const runs = { numRuns: 1500 };

it('texts for the tests mean what they should', () => {
  fc.assert(
    fc.property(jsoncTexts, ({ text, value }) => {
      expect(valueIn(text)).toEqual(value);
    }),
    runs,
  );
});

it('setMember adds one member; taking it out gives back the text', () => {
  fc.assert(
    fc.property(jsoncTexts, added, picks, (layout, member, number) => {
      const { text, value } = layout;
      const path = pick(pathsOf(value, isObject), number);
      const after = setMember(text, path, 'new key', member, layout);
      expect(valueIn(after)).toEqual(
        changed(value, [...path, 'new key'], (parent, key) => Object.assign(parent, { [key]: member })),
      );
      expect(commentsOf(after)).toEqual(commentsOf(text));
      const back = removeAt(after, [...path, 'new key']);
      const wasEmpty = nodeAt(text, path)?.children?.length === 0;
      if (wasEmpty) {
        expect(valueIn(back)).toEqual(value);
        expect(commentsOf(back)).toEqual(commentsOf(text));
      } else {
        expect(back).toBe(text);
      }
    }),
    runs,
  );
});

it('appendItem adds one item; taking it out gives back the text', () => {
  fc.assert(
    fc.property(jsoncTexts, added, picks, (layout, item, number) => {
      const { text, value } = layout;
      const paths = pathsOf(value, isArray);
      fc.pre(paths.length > 0);
      const path = pick(paths, number);
      const length = nodeAt(text, path)?.children?.length ?? 0;
      const after = appendItem(text, path, item, layout);
      expect(valueIn(after)).toEqual(
        changed(value, [...path, length], (parent: Json[]) => parent.push(item)),
      );
      expect(commentsOf(after)).toEqual(commentsOf(text));
      const back = removeAt(after, [...path, length]);
      if (length > 0) expect(back).toBe(text);
      else expect([valueIn(back), commentsOf(back)]).toEqual([value, commentsOf(text)]);
    }),
    runs,
  );
});

it('removeAt takes out one child and no comment outside it', () => {
  fc.assert(
    fc.property(jsoncTexts, picks, ({ text, value }, number) => {
      const paths = pathsOf(value, () => true).filter((path) => path.length > 0);
      fc.pre(paths.length > 0);
      const path = pick(paths, number);
      const node = nodeAt(text, path);
      const child = node?.parent?.type === 'property' ? node.parent : node;
      const after = removeAt(text, path);
      expect(valueIn(after)).toEqual(
        changed(value, path, (parent, key) => {
          if (Array.isArray(parent)) (parent as Json[]).splice(key as number, 1);
          else delete parent[key];
        }),
      );
      const start = child?.offset ?? 0;
      const end = start + (child?.length ?? 0);
      expect(commentsOf(after)).toEqual([
        ...commentsOf(text.slice(0, start)),
        ...commentsOf(text.slice(end)),
      ]);
    }),
    runs,
  );
});

it('replaceAt changes nothing before and nothing behind', () => {
  fc.assert(
    fc.property(jsoncTexts, added, picks, (layout, replacement, number) => {
      const { text, value } = layout;
      const paths = pathsOf(value, () => true).filter((path) => path.length > 0);
      fc.pre(paths.length > 0);
      const path = pick(paths, number);
      const { offset, length } = nodeAt(text, path) ?? { offset: 0, length: 0 };
      const after = replaceAt(text, path, replacement, layout);
      expect(after.startsWith(text.slice(0, offset))).toBe(true);
      expect(after.endsWith(text.slice(offset + length))).toBe(true);
      expect(valueIn(after)).toEqual(
        changed(value, path, (parent, key) => Object.assign(parent, { [key]: replacement })),
      );
    }),
    runs,
  );
});

it('none of them fails on a place that is not there, nor on broken text', () => {
  fc.assert(
    fc.property(
      jsoncTexts,
      picks,
      fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.nat(3))),
      (layout, cut, path) => {
        const text = layout.text.slice(0, cut % (layout.text.length + 1));
        for (const result of [
          setMember(text, path, 'k', 1, layout),
          appendItem(text, path, 1, layout),
          removeAt(text, path),
          replaceAt(text, path, 1, layout),
        ]) {
          expect(typeof result).toBe('string');
        }
      },
    ),
    runs,
  );
});
