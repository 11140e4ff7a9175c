import * as fc from 'fast-check';
import { createScanner } from 'jsonc-parser';
import { Token } from '../../../core/src/devcontainer/parseJsonc.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const keys = fc.constantFrom(
  'a',
  'b',
  'features',
  'mounts',
  'x y',
  'ü',
  '//',
  '/* */',
  '"',
  'key,',
  '{',
  '}',
);
const scalars = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    -1.5e3,
    '',
    'text',
    '// no comment',
    '/* none */',
    'a, "b"\n',
    '[]',
  ),
  fc.string({ maxLength: 4 }),
);
const { tree } = fc.letrec<{ tree: Json; object: Json }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    tie('object'),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
  object: fc.dictionary(keys, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
}));
const objects = fc.dictionary(keys, tree, { maxKeys: 4, noNullPrototype: true });

/** A JSONC document: its value, and a text of it with comments, blanks and commas laid out at random. */
export interface Jsonc {
  readonly value: { [key: string]: Json };
  readonly text: string;
  readonly eol: '\n' | '\r\n';
  readonly indent: string;
}

/** Random documents, laid out by what a row of numbers says. */
export const jsoncTexts: fc.Arbitrary<Jsonc> = fc
  .record({
    value: objects,
    dice: fc.array(fc.nat(11), { minLength: 1, maxLength: 60 }),
    eol: fc.constantFrom('\n' as const, '\r\n' as const),
    indent: fc.constantFrom('\t', '  ', '    '),
    oneLine: fc.boolean(),
  })
  .map(({ value, dice, eol, indent, oneLine }) => {
    return { value, eol, indent, text: new Layouter(dice, eol, indent, oneLine).document(value) };
  });

class Layouter {
  private thrown = 0;
  private comments = 0;
  private readonly dice: readonly number[];
  private readonly eol: string;
  private readonly indent: string;
  private readonly oneLine: boolean;

  constructor(dice: readonly number[], eol: string, indent: string, oneLine: boolean) {
    this.dice = dice;
    this.eol = eol;
    this.indent = indent;
    this.oneLine = oneLine;
  }

  document(value: Json): string {
    const end = this.throw() < 4 ? this.eol : '';
    return `${this.blanks()}${this.value(value, '')}${this.blanks()}${end}`;
  }

  private throw(): number {
    return this.dice[this.thrown++ % this.dice.length] ?? 0;
  }

  private value(value: Json, lead: string): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const children = Array.isArray(value)
      ? value.map((item) => (inner: string) => this.value(item, inner))
      : Object.entries(value).map(([key, member]) => (inner: string) => {
          return `${JSON.stringify(key)}${this.blanks()}:${this.blanks()}${this.value(member, inner)}`;
        });
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    return `${open}${this.children(children, lead)}${close}`;
  }

  private children(children: ((lead: string) => string)[], lead: string): string {
    if (children.length === 0) return this.blanks();
    const lines = !this.oneLine && this.throw() > 2;
    const inner = lead + this.indent;
    const start = lines ? this.eol + inner : this.blanks();
    const parts = children.map((child, index) => {
      const last = index === children.length - 1;
      const comma = last ? (this.throw() > 8 ? ',' : '') : ',';
      return `${start}${this.comment(lines)}${lines ? inner : ''}${child(inner)}${this.blanks()}${comma}${this.blanks()}${this.lineComment(lines)}`;
    });
    return `${parts.join('')}${lines ? this.eol + lead : this.blanks()}`;
  }

  private comment(lines: boolean): string {
    const number = this.throw();
    if (number > 10 && lines) return `// c${this.comments++}${this.eol}`;
    return number > 9 ? `/* c${this.comments++} */ ` : '';
  }

  private lineComment(lines: boolean): string {
    return lines && this.throw() > 9 ? ` // c${this.comments++}` : '';
  }

  private blanks(): string {
    const number = this.throw();
    if (number === 11) return `/* c${this.comments++} */`;
    if (number === 10) return ` /* c${this.comments++} */ `;
    if (number === 9 && !this.oneLine) return ` // c${this.comments++}${this.eol}`;
    if (number === 8 && !this.oneLine) return this.eol;
    return number > 4 ? ' ' : '';
  }
}

/** Every comment of a text, in order. */
export function commentsOf(text: string): string[] {
  const scanner = createScanner(text, false);
  const comments: string[] = [];
  for (let kind: number = scanner.scan(); kind !== Token.end; kind = scanner.scan()) {
    if (kind === Token.lineComment || kind === Token.blockComment) {
      comments.push(
        text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength()),
      );
    }
  }
  return comments;
}
