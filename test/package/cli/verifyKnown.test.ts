import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { runWarm } from './place.ts';
import { line, prompt, session, snapshot, turn, VerifyPlace } from './verifyPlace.ts';

runWarm();

const file = `${session}.jsonl`;
const good = turn + snapshot(prompt);
const evil = line({ type: 'worktree-state', worktreeSession: { worktreePath: '/usr' } });
const gone = (path: string) =>
  line({
    type: 'file-history-snapshot',
    snapshot: { trackedFileBackups: { [path]: { backupFileName: null, version: 1 } } },
  });

/** A call of a tool that names a file, with its result. */
const fileCall = (name: string, path: string) => {
  const input = { file_path: path, content: '' };
  const use = { type: 'tool_use', id: `of ${path}`, name, input };
  const result = { type: 'tool_result', tool_use_id: use.id, content: 'ok' };
  return (
    line({ type: 'assistant', message: { role: 'assistant', content: [use] } }) +
    line({ type: 'user', message: { role: 'user', content: [result] } })
  );
};

const stateOf = (place: VerifyPlace) =>
  JSON.parse(readFileSync(join(place.prepared, 'verified.json'), 'utf8'));

/** A project whose conversation named files of this host before it was shared. */
async function hostPlace(text: string): Promise<VerifyPlace> {
  const place = new VerifyPlace();
  place.writeConfig('{"image": "x"}\n');
  place.put(file, text);
  const { exitCode, stderr } = await place.run('share', '--no-install-claude');
  expect(exitCode, stderr).toBe(0);
  return place;
}

describe('what is known of a transcript', () => {
  test('is all that was there before a container could write, whatever it does', async () => {
    const place = await hostPlace(good + evil);
    appendFileSync(join(place.transcripts, file), turn);
    expect((await place.verify()).found).toEqual([]);
    appendFileSync(join(place.transcripts, file), evil);
    const { json, found } = await place.verify();
    expect(found).toEqual([`worktree-elsewhere ${file}`]);
    expect(json.findings[0]).toMatchObject({ line: 5 });
  });

  test('but a file of the workspace that is made a link out of it since is named', async () => {
    const place = new VerifyPlace();
    const path = join(place.folder, 'notes.md');
    writeFileSync(path, 'notes\n');
    const key = put(join(place.home, '.ssh/id_ed25519'), 'a key\n');
    place.writeConfig('{"image": "x"}\n');
    place.put(file, good + fileCall('Write', path) + fileCall('Read', key));
    expect((await place.run('share', '--no-install-claude')).exitCode).toBe(0);
    expect((await place.verify()).found).toEqual([]);
    rmSync(path);
    symlinkSync(key, path);
    expect((await place.verify()).found).toEqual([`file-read-again ${file}`]);
  });

  test('is what was found harmless since: only what comes after is judged', async () => {
    const place = await VerifyPlace.shared();
    appendFileSync(join(place.transcripts, file), turn);
    expect((await place.verify()).json.bytes).toBe(turn.length);
    appendFileSync(join(place.transcripts, file), turn + turn);
    expect((await place.verify()).json.bytes).toBe(2 * turn.length);
  });

  test('is not what something was found in, until that is accepted', async () => {
    const place = await VerifyPlace.shared();
    appendFileSync(join(place.transcripts, file), evil);
    for (let run = 0; run < 2; run++)
      expect((await place.verify()).found).toEqual([`worktree-elsewhere ${file}`]);
    expect((await place.verify('--accept')).code).toBe(0);
    const { found, json } = await place.verify();
    expect([found, json.bytes]).toEqual([[], 0]);
    appendFileSync(join(place.transcripts, file), evil);
    appendFileSync(join(place.transcripts, file), evil.replace('/usr', '/opt'));
    expect((await place.verify()).found).toEqual([`worktree-elsewhere ${file}`]);
  });

  test('ends with a whole line: the rest is judged until it is one', async () => {
    const place = await VerifyPlace.shared();
    const torn = evil.slice(0, 30);
    appendFileSync(join(place.transcripts, file), torn);
    const first = await place.verify();
    expect(first.found).toEqual([]);
    expect(first.json.findings).toMatchObject([{ code: 'not-json', severity: 'information', line: 3 }]);
    appendFileSync(join(place.transcripts, file), evil.slice(30));
    const { json, found } = await place.verify();
    expect(found).toEqual([`worktree-elsewhere ${file}`]);
    expect(json.findings[0]).toMatchObject({ line: 3 });
  });

  test("is nothing when it was rewritten or cut off: all is judged, also what was the host's", async () => {
    const place = await hostPlace(good + evil);
    const codes = async () => (await place.verify()).json.findings.map(({ code }) => code).sort();
    place.put(file, turn.replace('hi', 'ho') + snapshot(prompt) + evil);
    expect(await codes()).toEqual(['transcript-rewritten', 'worktree-elsewhere']);
    place.put(file, good);
    expect(await codes()).toEqual([]);
    place.put(file, turn);
    expect(await codes()).toEqual(['transcript-rewritten']);
  });

  test('hides no value that begins in it and ends behind it', async () => {
    const place = await VerifyPlace.shared();
    const begun = '{"type":"worktree-state","worktreeSession":\n';
    appendFileSync(join(place.transcripts, file), begun);
    expect((await place.verify('--accept')).code).toBe(0);
    // By itself the line that is added goes nowhere.
    appendFileSync(join(place.transcripts, file), `{"worktreePath":"/usr","sessionId":"${session}"}}\n`);
    const whole = [`broken-line ${file}`, `worktree-elsewhere ${file}`];
    expect((await place.verify()).found).toEqual(expect.arrayContaining(whole));
  });

  test('is judged again where that depends on this host', async () => {
    const place = await VerifyPlace.shared();
    const made = join(place.root, 'made.txt');
    appendFileSync(join(place.transcripts, file), gone(made));
    for (let run = 0; run < 2; run++) expect((await place.verify()).found).toEqual([]);
    writeFileSync(made, 'mine');
    const { json, found } = await place.verify();
    expect([found, json.bytes]).toEqual([[`rewind-outside ${file}`], 0]);
    rmSync(made);
    expect((await place.verify()).found).toEqual([]);
  });

  test('is looked at again for what is added to it: a call that had failed, a goal that was at rest', async () => {
    const uuid = (digit: number) => `${digit}`.repeat(8) + session.slice(8);
    const chain = (id: number, parent: number | null, value: object) =>
      line({
        ...value,
        uuid: uuid(id),
        parentUuid: parent === null ? null : uuid(parent),
        isSidechain: false,
      });
    const goal = (met: boolean) => ({
      type: 'attachment',
      attachment: { type: 'goal_status', met, condition: 'all is done' },
    });
    const call = { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: '/etc/shadow' } };
    const result = (failed: boolean) => ({
      type: 'user',
      message: {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_1', is_error: failed, content: 'x' }],
      },
    });
    const ended =
      chain(1, null, goal(false)) +
      chain(2, 1, { type: 'assistant', message: { role: 'assistant', content: [call] } }) +
      chain(3, 2, result(true)) +
      chain(4, 3, goal(true));
    const codes = async (place: VerifyPlace) => (await place.verify()).found;
    const shared = await VerifyPlace.shared();
    appendFileSync(join(shared.transcripts, file), ended);
    for (const place of [shared, await hostPlace(good + ended)]) {
      expect(await codes(place)).toEqual([]);
      const transcript = join(place.transcripts, file);
      const before = readFileSync(transcript);
      appendFileSync(transcript, chain(5, 4, { type: 'user', message: { role: 'user', content: 'go on' } }));
      expect(await codes(place)).toEqual([]);
      writeFileSync(transcript, before);
      expect(await codes(place)).toEqual([]);
      appendFileSync(transcript, chain(5, 1, { type: 'user', message: { role: 'user', content: 'go on' } }));
      expect(await codes(place)).toEqual([`goal-open ${file}`]);
      writeFileSync(transcript, before);
      appendFileSync(transcript, chain(5, 4, result(false)));
      expect(await codes(place)).toEqual([`file-read-again ${file}`]);
    }
  });

  test("is judged again when the rules have changed, but for what was the host's or accepted", async () => {
    const place = await hostPlace(good + evil);
    appendFileSync(join(place.transcripts, file), turn);
    await place.verify();
    const path = join(place.prepared, 'verified.json');
    writeFileSync(path, JSON.stringify({ ...stateOf(place), rules: 'others' }));
    const { json } = await place.verify();
    expect(json).toMatchObject({ bytes: turn.length, findings: [] });
    expect((await place.verify()).json.bytes).toBe(0);
  });

  test('is known for each of many parts of a large one', async () => {
    const place = await VerifyPlace.shared();
    const filler = turn.replace('hi', 'x'.repeat(50_000)).repeat(2200);
    appendFileSync(join(place.transcripts, file), filler);
    expect((await place.verify()).json.bytes).toBe(filler.length);
    expect(stateOf(place).transcripts[file]).toMatchObject({ lines: 2202 });
    expect(stateOf(place).transcripts[file].segments.length).toBeGreaterThan(2);
    appendFileSync(join(place.transcripts, file), turn);
    expect((await place.verify()).json.bytes).toBe(turn.length);
    appendFileSync(join(place.transcripts, file), evil);
    const { json } = await place.verify();
    expect(json.findings).toMatchObject([{ code: 'worktree-elsewhere', line: 2204 }]);
  });
});
