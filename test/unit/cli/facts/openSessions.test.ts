import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openSessions } from '../../../../cli/src/facts/openSessions.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';

const root = newFolder();
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** A process with a word in its command line. */
function start(word: string): number {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', word], { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

it('names the sessions of this folder that a living Claude Code has open', async () => {
  mkdirSync(join(root, 'sessions'));
  const write = (pid: number | string, entry: object) =>
    writeFileSync(join(root, `sessions/${pid}.json`), JSON.stringify(entry));
  write(start('claude'), { sessionId: 'here', cwd: root });
  write(start('claude'), { sessionId: 'elsewhere', cwd: '/' });
  write(start('another'), { sessionId: 'reused', cwd: root });
  write(4_194_305, { sessionId: 'dead', cwd: root });
  write('notes', { sessionId: 'no-pid', cwd: root });
  writeFileSync(join(root, `sessions/${start('claude')}.json`), 'nonsense');
  expect(await openSessions(root, root)).toEqual(['here']);
  expect(await openSessions(join(root, 'missing'), root)).toEqual([]);
});
