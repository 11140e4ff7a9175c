import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { filesBelow, StateLab } from '../support/StateLab.ts';
import { busyboxWithoutFlock, type StateShell, shells } from '../support/stateShells.ts';

const turns = rounds({ short: 6, long: 20 });

const text = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name} ${n} ${'y'.repeat(500)}\n`).join('');

/** Two containers of one project: two volumes, one host folder. */
async function together(shell: StateShell, delay: number): Promise<void> {
  const one = new StateLab(shell).mountProject();
  const two = new StateLab(shell);
  two.host = one.host;
  const files: Record<string, string> = {};
  for (const [lab, own] of [
    [one, 'one'],
    [two, 'two'],
  ] as const) {
    for (let n = 0; n < 4; n++) {
      lab.write(join(lab.inVolume, `${own}${n}.jsonl`), text(own + n, 40));
      files[`${own}${n}.jsonl`] = text(own + n, 40);
      lab.write(join(lab.inVolume, `same${n}.jsonl`), text('same', 60));
      files[`same${n}.jsonl`] = text('same', 60);
      lab.write(join(lab.inVolume, `tail${n}.jsonl`), text('tail', 60));
      files[`tail${n}.jsonl`] = text('tail', 60);
    }
    lab.write(join(lab.inVolume, 'grown.jsonl'), text('grown', lab === one ? 50 : 20));
    lab.write(join(lab.inVolume, 'differs.jsonl'), text(own, 5));
    lab.own();
  }
  files['grown.jsonl'] = text('grown', 50);
  for (let n = 0; n < 4; n++) one.write(join(one.project, `tail${n}.jsonl`), text('tail', 5));
  one.own();
  const first = one.start(['bridge', one.workspace]);
  await new Promise((resolve) => setTimeout(resolve, delay));
  const second = two.start(['bridge', two.workspace]);
  expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
  const { 'differs.jsonl': differs, '.keep': _, ...host } = filesBelow(one.project);
  expect(Object.keys(host).sort()).toEqual(Object.keys(files).sort());
  expect(host).toEqual(files);
  const kept = { ...filesBelow(one.state('kept')), ...filesBelow(two.state('kept')) };
  expect([differs, ...Object.values(kept)].sort()).toEqual([text('one', 5), text('two', 5)]);
  expect([filesBelow(one.state('adopt')), filesBelow(two.state('adopt'))]).toEqual([{}, {}]);
  one.remove();
  two.remove();
}

describe('two containers of one project adopt at once', () => {
  test.each(shells)(
    `${turns} times under $name: each session once`,
    async (shell) => {
      for (let turn = 0; turn < turns; turn++) await together(shell, (turn / turns) * 40);
    },
    300_000,
  );

  test.each(busyboxWithoutFlock)(
    'with nothing on the host to append to, under $name too',
    async (shell) => {
      for (let turn = 0; turn < turns; turn++) {
        const one = new StateLab(shell).mountProject();
        const two = new StateLab(shell);
        two.host = one.host;
        for (const lab of [one, two]) {
          for (let n = 0; n < 6; n++) lab.write(join(lab.inVolume, `same${n}.jsonl`), text('same', 60));
          lab.write(join(lab.inVolume, 'differs.jsonl'), text(lab === one ? 'one' : 'two', 60));
          lab.own();
        }
        const runs = [one, two].map((lab) => lab.start(['bridge', lab.workspace]).ended);
        expect(await Promise.all(runs)).toEqual([0, 0]);
        const host = filesBelow(one.project);
        for (let n = 0; n < 6; n++) expect(host[`same${n}.jsonl`]).toBe(text('same', 60));
        const kept = { ...filesBelow(one.state('kept')), ...filesBelow(two.state('kept')) };
        expect([host['differs.jsonl'], ...Object.values(kept)].sort()).toEqual([
          text('one', 60),
          text('two', 60),
        ]);
        one.remove();
        two.remove();
      }
    },
    300_000,
  );
});

describe('one volume, two runs at once', () => {
  test.each(shells)(
    'the entrypoint and a hook under $name',
    async (shell) => {
      for (let turn = 0; turn < turns; turn++) {
        const lab = new StateLab(shell).mountProject();
        for (let n = 0; n < 5; n++) lab.write(join(lab.inVolume, `${n}.jsonl`), text(`${n}`, 40));
        lab.own();
        const runs = [lab.start(['bridge', lab.workspace]), lab.start(['bridge', lab.workspace])];
        expect(await Promise.all(runs.map((run) => run.ended))).toEqual([0, 0]);
        const { '.keep': _, ...host } = filesBelow(lab.project);
        expect(host).toEqual(
          Object.fromEntries([0, 1, 2, 3, 4].map((n) => [`${n}.jsonl`, text(`${n}`, 40)])),
        );
        expect([lab.trouble(), filesBelow(lab.state('kept'))]).toEqual(['', {}]);
        lab.remove();
      }
    },
    120_000,
  );
});
