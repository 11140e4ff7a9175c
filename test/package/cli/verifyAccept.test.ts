import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runWarm } from './place.ts';
import { line, prompt, session, snapshot, turn, VerifyPlace } from './verifyPlace.ts';

runWarm();

const file = `${session}.jsonl`;
const good = turn + snapshot(prompt);
const evil = line({ type: 'worktree-state', worktreeSession: { worktreePath: '/usr' } });

describe('--accept', () => {
  test('covers the odd lines that were there, and none that come later', async () => {
    const place = await VerifyPlace.shared();
    place.put(file, `${good}{"torn\n${turn}`);
    expect((await place.verify()).found).toEqual([`not-json ${file}`]);
    expect((await place.verify('--accept')).code).toBe(0);
    expect((await place.verify()).found).toEqual([]);
    place.put(file, `${good}{"torn\n${turn}{"torn again\n${turn}`);
    expect((await place.verify()).found).toEqual([`not-json ${file}`]);
  });

  test('covers nothing that could not be looked at', async () => {
    const place = await VerifyPlace.shared();
    place.put(file, good + line({ type: 'user', content: 'x'.repeat(40 * 1024 * 1024) }));
    const found = [`line-too-long ${file}`];
    expect(await place.verify('--accept')).toMatchObject({ code: 1, found });
    expect(await place.verify()).toMatchObject({ code: 1, found });
    place.put(file, good + snapshot(['x\n'.repeat(30_000)]));
    expect((await place.verify('--accept')).code).toBe(1);
    expect((await place.verify()).found).toEqual([`too-much ${file}`]);
  });

  test('keeps what is remembered small enough to be read again', async () => {
    const place = await VerifyPlace.shared();
    // Some 200,000 lines are as much as is remembered.
    for (let part = 0; part < 25; part++) {
      const id = session.replace(/^.{8}/, String(10_000_000 + part));
      const lines = Array.from({ length: 10_000 }, (_, index) => `${part} ${index}`);
      place.put(`${id}.jsonl`, snapshot([lines.join('\n')], id));
    }
    const { json } = await place.verify('--accept');
    expect(json.findings).toContainEqual(
      expect.objectContaining({ code: 'too-much', severity: 'information', path: '' }),
    );
    expect(readFileSync(join(place.prepared, 'verified.json')).length).toBeLessThan(15 * 1024 * 1024);
    expect((await place.verify()).found).toEqual([]);
  });
});

describe('more findings than are listed', () => {
  test('that are information hide nothing, and are none to exit with 1 for', async () => {
    const place = await VerifyPlace.shared();
    const agent = line({ type: 'agent-setting', agentSetting: 'x' });
    for (let index = 0; index < 2100; index++) place.put(`${session}/subagents/agent-${index}.jsonl`, agent);
    expect(await place.verify()).toMatchObject({ code: 0, json: { moreFindings: 0, moreInformation: 100 } });
    place.put(file, good + evil);
    expect(await place.verify()).toMatchObject({ code: 1, found: [`worktree-elsewhere ${file}`] });
    const { json, code } = await place.verify('--quarantine');
    expect([code, json.quarantined?.map(({ path }) => path)]).toEqual([0, [file]]);
  });
});
