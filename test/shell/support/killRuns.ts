import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { filesBelow, isRoot, StateLab, USER } from './StateLab.ts';
import type { StateShell } from './stateShells.ts';

const line = (name: string, n: number) => `{"file":"${name}","line":${n},"text":"${'x'.repeat(4000)}"}\n`;
const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => line(name, n)).join('');

/** One of each kind of session; the text that must be there once when all is done. */
export function plant(lab: StateLab): Map<string, string> {
  const must = new Map<string, string>();
  const put = (name: string, mine: string, theirs: string | undefined, ...whole: string[]) => {
    lab.write(join(lab.inVolume, name), mine);
    if (theirs !== undefined) lab.write(join(lab.project, name), theirs);
    for (const text of whole) must.set(`${name} ${whole.indexOf(text)}`, text);
  };
  put('new.jsonl', lines('new', 40), undefined, lines('new', 40));
  put('large.jsonl', lines('large', 400), undefined, lines('large', 400));
  put('same.jsonl', lines('same', 40), lines('same', 40), lines('same', 40));
  put('longer.jsonl', lines('longer', 300), lines('longer', 3), lines('longer', 300));
  put('shorter.jsonl', lines('shorter', 3), lines('shorter', 30), lines('shorter', 30));
  put('differs.jsonl', lines('mine', 9), lines('theirs', 9), lines('mine', 9), lines('theirs', 9));
  put('s/subagents/agent.jsonl', lines('agent', 5), undefined, lines('agent', 5));
  lab.own();
  return must;
}

/** A Claude that goes on writing while the folder is moved, making it again when it is gone. */
export function startWriter(lab: StateLab) {
  const script = `n=0; set -C
while [ $n -lt 40 ]; do
  n=$((n + 1)); mkdir -p "$1"
  { printf 'written %s\\n' $n >"$1/w$n.jsonl"; } 2>/dev/null && echo $n >>"$2"
done`;
  const log = join(lab.workspace, 'written');
  const child = spawn('/bin/sh', ['-c', script, 'sh', lab.inVolume, log], {
    stdio: 'ignore',
    ...(isRoot ? { uid: USER, gid: USER } : {}),
  });
  return new Promise<string[]>((resolve) =>
    child.on('close', () =>
      resolve(existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
    ),
  );
}

/** Each text is there exactly once, whole, and nothing is left half-way. */
export function expectOnce(lab: StateLab, must: Map<string, string>): void {
  const found = [
    ...Object.entries(filesBelow(lab.project)),
    ...Object.entries(filesBelow(lab.state('kept'))),
    ...Object.entries(filesBelow(lab.state('adopt'))),
  ];
  expect(readdirSync(lab.config).filter((name) => name !== 'projects' && name !== '.claude-state')).toEqual(
    [],
  );
  expect(existsSync(lab.state('adopt'))).toBe(false);
  expect(found.filter(([name]) => name.endsWith('.tmp'))).toEqual([]);
  const texts = found.filter(([name]) => !name.endsWith('.keep')).map(([, text]) => text);
  for (const [name, text] of must) {
    expect([name, texts.filter((each) => each === text).length]).toEqual([name, 1]);
  }
  expect(texts.length).toBe(must.size);
}

/** Starts the adoption, kills it after `delay` ms, runs it to its end. */
export async function killedAdoption(
  shell: StateShell,
  delay: number,
  withWriter: boolean,
): Promise<boolean> {
  const lab = new StateLab(shell).mountProject();
  try {
    const must = plant(lab);
    const writer = withWriter ? startWriter(lab) : Promise.resolve([]);
    const run = lab.start(['bridge', lab.workspace]);
    const timer = setTimeout(run.kill, delay);
    const cut = (await run.ended) === null;
    clearTimeout(timer);
    for (const n of await writer) must.set(`writer ${n}`, `written ${n}\n`);
    lab.wait();
    for (let turn = 0; turn < 2; turn++) expect(lab.bridge(lab.workspace).code).toBe(0);
    expectOnce(lab, must);
    return cut;
  } finally {
    lab.remove();
  }
}
