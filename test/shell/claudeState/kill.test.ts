import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { expectOnce, killedAdoption, plant } from '../support/killRuns.ts';
import { filesBelow, StateLab } from '../support/StateLab.ts';
import { broken, busyboxWithoutFlock, type StateShell, sh, shells } from '../support/stateShells.ts';

const instants = rounds({ short: 20, long: 60 });
const instantsWithoutLock = rounds({ short: 10, long: 60 });

async function measured(shell: StateShell): Promise<number> {
  const lab = new StateLab(shell).mountProject();
  plant(lab);
  const start = performance.now();
  await lab.start(['bridge', lab.workspace]).ended;
  const time = performance.now() - start;
  lab.remove();
  return time;
}

/**
 * Kills an adoption in each of `count` slices of its run, so that no step is left out; returns how many kills came before
 * it had ended. How long it takes depends on what else the machine does: where a kill comes too late the run is taken to
 * be shorter, and the slice is tried again.
 */
async function killMany(shell: StateShell, count: number): Promise<number> {
  const longest = await measured(shell);
  let whole = longest;
  let cut = 0;
  for (let i = 0, tries = 0; i < count && tries < 4 * count; tries++) {
    const delay = ((i + Math.random()) / count) * whole;
    if (await killedAdoption(shell, delay, i % 4 === 3)) {
      cut++;
      i++;
      whole = Math.min(longest, whole * 1.25);
    } else whole *= 0.75;
  }
  return cut;
}

describe('adoption that is killed', () => {
  test.each(shells)(
    `at ${instants} instants under $name: every transcript once, unchanged`,
    async (shell) => {
      expect(await killMany(shell, instants)).toBe(instants);
    },
    300_000,
  );

  test.each(busyboxWithoutFlock)(
    `at ${instantsWithoutLock} instants under $name: no transcript lost or changed`,
    async (shell) => {
      const whole = await measured(shell);
      for (let i = 0; i < instantsWithoutLock; i++) {
        const lab = new StateLab(shell).mountProject();
        const must = plant(lab);
        const run = lab.start(['bridge', lab.workspace]);
        const timer = setTimeout(run.kill, Math.random() * whole);
        await run.ended;
        clearTimeout(timer);
        lab.wait();
        lab.bridge();
        lab.bridge(lab.workspace);
        const texts = Object.entries({ ...filesBelow(lab.project), ...filesBelow(lab.state('kept')) })
          .filter(([name]) => !name.endsWith('.tmp'))
          .map(([, text]) => text);
        for (const text of must.values()) expect(texts.filter((each) => each === text)).toHaveLength(1);
        lab.remove();
      }
    },
    300_000,
  );

  test('killed in its write probe: the next run takes the probe with it', async () => {
    const cut = broken('probe', (text) =>
      text.replace(/^(probe\(\) \{\n.*\n) {2}rm -f .*\n/m, (_, made) => `${made}  kill -9 $$\n`),
    );
    const lab = new StateLab(cut).mountProject();
    await lab.start(['bridge', lab.workspace]).ended;
    const probes = () => readdirSync(lab.project).filter((name) => name.endsWith('.tmp'));
    expect(probes()).toHaveLength(1);
    const next = new StateLab(sh);
    next.config = lab.config;
    next.host = lab.host;
    expect(next.bridge(lab.workspace).code).toBe(0);
    expect(probes()).toEqual([]);
    for (const each of [next, lab]) each.remove();
  });

  test('the fault it guards against: written in place, a half file stays under its name', async () => {
    const half = broken('half', (text) =>
      text.replace(/^place\(\) \{\n/m, () => 'place() {\n  head -c 5000 "$1" >"$2"; kill -9 $$\n'),
    );
    const lab = new StateLab(half).mountProject();
    const must = plant(lab);
    await lab.start(['bridge', lab.workspace]).ended;
    expect(filesBelow(lab.project)['large.jsonl']).toHaveLength(5000);
    const mended = new StateLab(sh);
    mended.config = lab.config;
    mended.host = lab.host;
    mended.wait();
    mended.bridge();
    expectOnce(lab, must);
    for (const each of [mended, lab]) each.remove();
  });
});
