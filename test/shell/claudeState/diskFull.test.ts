import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, isRoot, StateLab } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const small = (name: string) => `${name}\n`;
const large = (name: string) => `${name}\n`.padEnd(300_000, 'z');

/** The host's folder on a file system of 512 kB. */
function fullHost(): void {
  mkdirSync(lab.project, { recursive: true });
  lab.mount('-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', lab.project);
  lab.own();
}

describe.runIf(isRoot).each(shells)('a full disk under $name', (shell) => {
  test('of the host: nothing lost, no half file, and the next run goes on', () => {
    lab = new StateLab(shell);
    fullHost();
    lab.write(join(lab.project, 'filler'), 'f'.repeat(200_000));
    lab.write(join(lab.project, 'grows.jsonl'), small('grows'));
    lab.write(join(lab.inVolume, 'a.jsonl'), small('a'));
    lab.write(join(lab.inVolume, 'b.jsonl'), large('b'));
    lab.write(join(lab.inVolume, 'c.jsonl'), large('c'));
    lab.write(join(lab.inVolume, 'grows.jsonl'), small('grows') + large('g'));
    lab.own();
    const run = lab.bridge(lab.workspace);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('full disk') });
    expect(lab.trouble()).toMatch(/^bridge-adoption-failed\t.*\n$/);
    const host = filesBelow(lab.project);
    const whole: Record<string, string> = {
      'a.jsonl': small('a'),
      'b.jsonl': large('b'),
      'c.jsonl': large('c'),
    };
    for (const [name, text] of Object.entries(host)) {
      if (name === 'filler') continue;
      expect([name, text]).toEqual([name, name === 'grows.jsonl' ? small('grows') : whole[name]]);
    }
    expect(Object.keys(host).length).toBeLessThan(5);
    rmSync(join(lab.project, 'filler'));
    spawnSync('mount', ['-o', 'remount,size=4m', lab.project]);
    lab.wait();
    expect(lab.bridge().stderr).toBe('');
    expect(filesBelow(lab.project)).toEqual({ ...whole, 'grows.jsonl': small('grows') + large('g') });
    expect(lab.trouble()).toBe('');
    expect(existsSync(lab.state('adopt'))).toBe(false);
  });

  test('of the volume: the container starts, nothing is lost', () => {
    lab = new StateLab(shell).mountProject();
    lab.mount('-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', lab.config);
    lab.write(join(lab.inVolume, 'a.jsonl'), small('a'));
    spawnSync('sh', ['-c', 'cat /dev/zero >"$1"', 'sh', join(lab.config, 'filler')]);
    lab.own();
    const run = lab.bridge(lab.workspace);
    expect(run.code).toBe(0);
    expect(run.stderr).not.toBe('');
    rmSync(join(lab.config, 'filler'));
    lab.bridge(lab.workspace);
    expect(filesBelow(lab.project)['a.jsonl']).toBe(small('a'));
    expect(filesBelow(lab.state('kept'))).toEqual({});
  });
});
