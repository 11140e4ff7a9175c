import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { filesBelow, StateLab } from '../support/StateLab.ts';
import { broken } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const APPEND = '{ tail -c +$(($3 + 1)) "$1" >>"$2"; } 2>/dev/null';
const CHECKED = 'begins_with "$1" "$2" "$size" &&\n';

/** A host file that lacks our second and third line, and a bridge of a program with a fault. */
function bridged(name: string, change: (text: string) => string) {
  lab = new StateLab(broken(name, change)).mountProject();
  lab.write(join(lab.inVolume, 'a.jsonl'), '1\n2\n3\n');
  lab.write(join(lab.project, 'a.jsonl'), '1\n');
  lab.own();
  expect(lab.bridge(lab.workspace).code).toBe(0);
  return {
    host: filesBelow(lab.project)['a.jsonl'],
    pending: filesBelow(lab.state('adopt'))[`${lab.slug}.1/a.jsonl`],
    kept: filesBelow(lab.state('kept'))[`${lab.slug}/a.jsonl`],
  };
}
const half = (text: string) => text.replace(APPEND, () => `{ printf '2\\n' >>"$2"; false; }`);

test('an append that fails half-way is taken back', () => {
  expect(bridged('half-append', half)).toEqual({ host: '1\n', pending: '1\n2\n3\n' });
});

test('what someone else adds meanwhile is not cut off, however late', () => {
  const before = (text: string) => half(text).replace('; false; }', () => `; printf 'x\\n' >>"$2"; false; }`);
  expect(bridged('other-before', before)).toEqual({ host: '1\n2\nx\n', pending: '1\n2\n3\n' });
  lab.remove();
  const late = (text: string) => half(text).replace(CHECKED, () => `${CHECKED}    printf 'x\\n' >>"$2" &&\n`);
  expect(bridged('other-late', late)).toEqual({ host: '1\n2\nx\n', pending: '1\n2\n3\n' });
});

test('a file that grew since it was compared is not appended to', () => {
  const grown = (text: string) =>
    text.replace('append_tail() {\n', () => `append_tail() {\n  printf 'x\\n' >>"$2"\n`);
  expect(bridged('grown', grown)).toEqual({ host: '1\nx\n', pending: '1\n2\n3\n' });
});

test('mixed with what the host wrote, ours is kept whole', () => {
  const mixed = (text: string) => text.replace(APPEND, () => `printf 'x\\n' >>"$2" && ${APPEND}`);
  expect(bridged('mixed', mixed)).toEqual({ host: '1\nx\n2\n3\n', kept: '1\n2\n3\n' });
});
