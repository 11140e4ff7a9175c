import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../harness/system/repository.ts';
import { faulty, hosts } from './faulty.ts';
import { CliPlace, contents, type Finished, runWarm } from './place.ts';
import { printedSteps, typeStep } from './printedSteps.ts';

// What is found in files, made of them, and printed.
runWarm();

const fixtures = join(repository, 'test/fixtures/faulty');
const notHere = ['engine-unreachable'];

/** What `doctor` printed of findings: code, and the place in a file where it has one. That there is no engine is left out. */
function printedFindings(text: string): string[] {
  const found = [...text.matchAll(/^ +\w+: .* \[([a-z-]+)\]\n(?: +at: (.*))?/gm)];
  return found
    .filter(([, code = '']) => !notHere.includes(code))
    .map(([, code, at]) => (at ? `${at} ${code}` : `${code}`))
    .sort();
}

/** Runs every line, each on the place as it is now, which is put back in between. */
async function expectStepsToRun(place: CliPlace, cwd: string, texts: readonly string[]): Promise<void> {
  const lines = [...new Set(texts.flatMap(printedSteps))];
  const saved = `${place.root}.saved`;
  for (const line of lines) {
    for (const name of ['home', 'app'])
      cpSync(join(place.root, name), join(saved, name), { recursive: true });
    const { status, output } = await typeStep(place, cwd, line);
    expect({ line, status, output }).not.toMatchObject({ status: 2 });
    expect({ line, output }).not.toMatchObject({ output: expect.stringContaining('internal error') });
    for (const name of ['home', 'app']) {
      rmSync(join(place.root, name), { recursive: true });
      cpSync(join(saved, name), join(place.root, name), { recursive: true });
    }
    rmSync(saved, { recursive: true });
  }
}

describe.concurrent.each(Object.entries(faulty))(
  '%s',
  (name, { before: found, shared, says = [], saysNot }) => {
    it('doctor names what is in it; share, status, isolate and remove give back the bytes, and what they print runs', async () => {
      const { args = [], cwd: below = '', git = true, prepare } = hosts[name] ?? {};
      const place = new CliPlace();
      cpSync(join(fixtures, name), place.folder, { recursive: true });
      if (git) execFileSync('git', ['init', '--quiet'], { cwd: place.folder });
      prepare?.(place.home);
      const cwd = join(place.folder, below);
      const bytes = contents(place);
      const said = async (...command: string[]): Promise<Finished & { text: string }> => {
        const result = await place.runWith({ cwd }, ...command, ...args);
        const text = result.stdout + result.stderr;
        expect({ command, text, exitCode: result.exitCode }).not.toMatchObject({ exitCode: 2 });
        return { ...result, text };
      };

      const doctor = await said('doctor');
      expect(printedFindings(doctor.stdout)).toEqual(found);
      await expectStepsToRun(place, cwd, [doctor.text]);

      const share = await said('share');
      expect(share).toMatchObject({ exitCode: 0 });
      for (const each of says) expect(share.text).toContain(each);
      if (saysNot) expect(share.text).not.toContain(saysNot);
      const status = await said('status');
      const again = await said('doctor', '--fix', '--dry-run');
      expect(printedFindings(again.stdout)).toEqual(shared);
      await expectStepsToRun(place, cwd, [share.text, status.text, again.text]);

      const isolate = await said('isolate');
      expect(isolate).toMatchObject({ exitCode: 0 });
      const remove = await said('remove');
      expect(remove).toMatchObject({ exitCode: 0 });
      expect(contents(place)).toEqual(bytes);
      await expectStepsToRun(place, cwd, [isolate.text, remove.text]);
    });
  },
);
