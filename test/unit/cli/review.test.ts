import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Carrier } from '../../../cli/src/review/Carrier.ts';
import { readCarriedLengths } from '../../../cli/src/review/carriedLengths.ts';
import { Journal } from '../../../cli/src/review/Journal.ts';
import { nothingKnown } from '../../../cli/src/review/pair.ts';
import { waitingText } from '../../../cli/src/review/reportLines.ts';
import { leftOutOf } from '../../../cli/src/review/reviewLook.ts';
import { ChangedMeanwhile, SideFolder } from '../../../cli/src/review/SideFolder.ts';
import { syncProject } from '../../../cli/src/review/syncProject.ts';
import { waitingOn } from '../../../cli/src/review/waiting.ts';
import { watchFolders } from '../../../cli/src/review/watchReview.ts';
import { shownLine } from '../../../core/src/hiddenCharacters.ts';
import { projectSlug } from '../../../core/src/slug.ts';
import {
  add,
  host,
  inside,
  line,
  linesOf,
  mirror,
  one,
  options,
  outcomes,
  root,
  textsOf,
  two,
  useReviewPlace,
  useSamePath,
  uuid,
} from './reviewPlace.ts';

useReviewPlace();

describe('a conversation', () => {
  test('of the host is in the mirror with the paths of the container, and the host keeps its bytes', async () => {
    add(host(one), line(one, join(options.realFolder, 'src'), 'from the host'));
    const before = readFileSync(host(one));
    expect(await outcomes()).toEqual(['pushed']);
    expect(linesOf(mirror(one))[0]).toMatchObject({ cwd: `${inside}/src`, sessionId: one });
    expect(readFileSync(host(one))).toEqual(before);
    expect(await outcomes()).toEqual([]);
  });

  test('goes from one side to the other and back, each line once', async () => {
    const ids = [uuid(), uuid(), uuid(), uuid()];
    add(host(one), line(one, options.realFolder, '1', null, ids[0]));
    await syncProject(options);
    add(mirror(one), line(one, inside, '2', ids[0], ids[1]));
    expect(await outcomes()).toEqual(['pulled']);
    add(host(one), line(one, options.realFolder, '3', ids[1], ids[2]));
    expect(await outcomes()).toEqual(['pushed']);
    add(mirror(one), line(one, inside, '4', ids[2], ids[3]));
    expect(await outcomes()).toEqual(['pulled']);
    for (const path of [host(one), mirror(one)]) expect(textsOf(path)).toEqual(['1', '2', '3', '4']);
    expect(linesOf(host(one)).map(({ cwd }) => cwd)).toEqual(Array(4).fill(options.realFolder));
  });

  test('begun inside is one of the host', async () => {
    add(mirror(two), line(two, `${inside}/src`, 'begun inside'));
    expect(await outcomes()).toEqual(['pulled']);
    expect(linesOf(host(two))[0]).toMatchObject({ cwd: join(options.realFolder, 'src'), sessionId: two });
    expect(await outcomes()).toEqual([]);
  });

  test('with which both sides went on is two on the host, and two in the mirror', async () => {
    const first = uuid();
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'on the host', first));
    add(mirror(one), line(one, inside, 'in the container', first));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    const files = readdirSync(options.projectFolder).filter((name) => name !== `${one}.jsonl`);
    expect(files).toHaveLength(1);
    const fork = join(options.projectFolder, files[0] ?? '');
    expect(textsOf(host(one))).toEqual(['common', 'on the host']);
    expect(textsOf(fork)).toEqual(['common', 'in the container', 'title: common (from the dev container)']);
    expect(new Set(linesOf(fork).map(({ sessionId }) => sessionId))).toEqual(
      new Set([files[0]?.slice(0, -6)]),
    );
    expect(await outcomes()).toEqual([]);
    // Both go on from there.
    const mirrors = readdirSync(options.mirror).filter((name) => name.endsWith('.jsonl'));
    expect(mirrors).toHaveLength(2);
    add(mirror(one), line(one, inside, 'more inside', linesOf(mirror(one)).at(-1).uuid));
    expect(await outcomes()).toEqual(['pulled']);
    expect(textsOf(fork).at(-1)).toBe('more inside');
    expect(textsOf(host(one))).toEqual(['common', 'on the host']);
  });

  test('which a client inside had open while the host went on is two as well', async () => {
    const [first, second] = [uuid(), uuid()];
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'on the host', first, second));
    expect(await outcomes()).toEqual(['pushed']);
    add(mirror(one), line(one, inside, 'knows nothing of it', first));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    expect(textsOf(host(one))).toEqual(['common', 'on the host']);
  });

  /** The texts of each conversation on the host, without titles. */
  const onHost = () =>
    readdirSync(options.projectFolder).map((name) =>
      textsOf(join(options.projectFolder, name)).filter((text) => !text.startsWith('title: ')),
    );

  test('which a client inside had open while the host went on a second time is two, behind what it knew', async () => {
    const [first, second] = [uuid(), uuid()];
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'known inside', first, second));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'not known inside', second));
    expect(await outcomes()).toEqual(['pushed']);
    const inner = uuid();
    add(mirror(one), line(one, inside, 'in the container', second, inner));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    const both = [
      ['common', 'known inside', 'in the container'],
      ['common', 'known inside', 'not known inside'],
    ];
    expect(onHost().sort()).toEqual(both);
    // Each goes on by itself.
    const last = uuid();
    add(mirror(one), line(one, inside, 'more inside', inner, last));
    add(host(one), line(one, options.realFolder, 'more', linesOf(host(one)).at(-1).uuid));
    expect((await outcomes()).sort()).toEqual(['pulled', 'pushed']);
    add(mirror(one), line(one, inside, 'still more inside', last));
    expect(await outcomes()).toEqual(['pulled']);
    expect(onHost().sort()).toEqual([
      [...(both[0] ?? []), 'more inside', 'still more inside'],
      [...(both[1] ?? []), 'more'],
    ]);
  });

  test('with which both went on, and with the rest of it again, keeps all that the container wrote', async () => {
    const first = uuid();
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    for (const round of ['1', '2', '3']) {
      // The one of the mirror that the host's own goes on in.
      const ofHost = readdirSync(options.mirror)
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => join(options.mirror, name))
        .find((path) => textsOf(path).at(-1) === textsOf(host(one)).at(-1));
      const parent = linesOf(host(one)).at(-1).uuid;
      add(host(one), line(one, options.realFolder, `host ${round}`, parent));
      const before = linesOf(ofHost ?? '').at(-1);
      add(ofHost ?? '', line(before.sessionId, inside, `inside ${round}`, before.uuid, uuid()));
      expect(await outcomes('pull')).toEqual(['forked']);
      add(ofHost ?? '', line(before.sessionId, inside, `more ${round}`, linesOf(ofHost ?? '').at(-1).uuid));
      await outcomes('push');
      await outcomes();
    }
    expect(onHost().sort()).toEqual([
      ['common', 'host 1', 'host 2', 'host 3'],
      ['common', 'host 1', 'host 2', 'inside 3', 'more 3'],
      ['common', 'host 1', 'inside 2', 'more 2'],
      ['common', 'inside 1', 'more 1'],
    ]);
  });

  test('that is forked a second time is called as the first time', async () => {
    const ids = [uuid(), uuid(), uuid()];
    add(host(one), line(one, options.realFolder, 'common', null, ids[0]));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'on the host', ids[0]));
    add(mirror(one), line(one, inside, 'inside', ids[0], ids[1]));
    const { files } = await syncProject(options);
    const [fork = ''] = files.flatMap(({ outcome }) => (outcome.kind === 'forked' ? outcome.to : []));
    const path = join(options.projectFolder, '..', fork);
    add(path, line(basename(path, '.jsonl'), options.realFolder, 'on the host again', ids[1]));
    add(mirror(one), line(one, inside, 'inside again', ids[1], ids[2]));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    const titles = readdirSync(options.projectFolder).flatMap((name) =>
      textsOf(join(options.projectFolder, name)).filter((text) => text.startsWith('title: ')),
    );
    expect(titles).toEqual(Array(3).fill('title: common (from the dev container)'));
  });

  test('of which both sides had news has in the fork what the client inside knew', async () => {
    const [first, second] = [uuid(), uuid()];
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'known inside', first, second));
    await syncProject(options);
    add(mirror(one), line(one, inside, 'in the container', second));
    add(host(one), line(one, options.realFolder, 'on the host', second));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    expect(onHost().sort()).toEqual([
      ['common', 'known inside', 'in the container'],
      ['common', 'known inside', 'on the host'],
    ]);
  });

  test.each([
    ['a title alone was pulled', { type: 'custom-title', customTitle: 'Named inside', sessionId: one }],
    ['what is not taken was looked at', { type: 'mode', mode: 'plan', sessionId: one }],
  ])('which a client inside has open is two also when %s meanwhile', async (_, note) => {
    const first = uuid();
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'on the host', first));
    await syncProject(options);
    add(mirror(one), note);
    await syncProject(options);
    add(mirror(one), line(one, inside, 'in the container', first));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    expect(onHost().sort()).toEqual([
      ['common', 'in the container'],
      ['common', 'on the host'],
    ]);
  });

  test('which a client inside compacts without having seen the last of it is two', async () => {
    const first = uuid();
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    add(host(one), line(one, options.realFolder, 'on the host', first));
    await syncProject(options);
    const { message, ...rest } = line(one, inside, '', null);
    const boundary = { ...rest, type: 'system', subtype: 'compact_boundary', content: 'Compacted' };
    add(mirror(one), { ...boundary, logicalParentUuid: first });
    add(mirror(one), line(one, inside, 'in the container', boundary.uuid));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    expect(onHost().sort()).toEqual([
      ['common', 'in the container'],
      ['common', 'on the host'],
    ]);
  });

  test('is one when the host only said what it is called, and when a line stands before the one it follows', async () => {
    const [first, second, third] = [uuid(), uuid(), uuid()];
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    const { message, ...rest } = line(one, options.realFolder, '', first);
    add(host(one), { type: 'custom-title', customTitle: 'Named', sessionId: one });
    add(host(one), { ...rest, type: 'system', subtype: 'turn_duration' });
    await syncProject(options);
    add(mirror(one), line(one, inside, 'behind', second, third), line(one, inside, 'before', first, second));
    expect(await outcomes()).toEqual(['pulled']);
    expect(onHost()).toEqual([['common', 'behind', 'before']]);
  });

  const named = (customTitle: string, sessionId = one) => ({ type: 'custom-title', customTitle, sessionId });

  test.each([undefined, 'pull'] as const)('is one when one side only named it (%s)', async (only) => {
    const ids = [uuid(), uuid(), uuid(), uuid()];
    add(host(one), line(one, options.realFolder, '1', null, ids[0]));
    await syncProject(options);
    add(host(one), named('by the host'));
    add(mirror(one), line(one, inside, '2', ids[0], ids[1]));
    await outcomes(only);
    add(mirror(one), line(one, inside, '3', ids[1], ids[2]));
    await outcomes(only);
    await syncProject(options);
    add(host(one), line(one, options.realFolder, '4', ids[2], ids[3]));
    add(mirror(one), named('inside'));
    await syncProject(options);
    expect(await outcomes()).toEqual([]);
    expect(onHost()).toEqual([['1', '2', '3', '4']]);
    for (const path of [host(one), mirror(one)]) {
      expect(linesOf(path).flatMap(({ uuid: id }) => id ?? [])).toEqual(ids);
      expect(
        textsOf(path)
          .filter((text) => text.startsWith('title'))
          .sort(),
      ).toEqual(['title: by the host', 'title: inside']);
    }
  });

  test('that was pulled behind a title of the host has what was pulled in its fork, too', async () => {
    const ids = [uuid(), uuid(), uuid()];
    add(host(one), line(one, options.realFolder, '1', null, ids[0]));
    await syncProject(options);
    add(host(one), named('by the host'));
    add(mirror(one), line(one, inside, '2', ids[0], ids[1]));
    await outcomes('pull');
    add(host(one), line(one, options.realFolder, 'on the host', ids[1]));
    add(mirror(one), line(one, inside, '3', ids[1], ids[2]));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    expect(onHost().sort()).toEqual([
      ['1', '2', '3'],
      ['1', '2', 'on the host'],
    ]);
  });

  test('which the host wrote anew while a client inside had it open is two', async () => {
    const [first, second] = [uuid(), uuid()];
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    rmSync(host(one));
    add(host(one), line(one, options.realFolder, 'Common', null, first));
    add(host(one), line(one, options.realFolder, 'on the host', first, second));
    expect(await outcomes()).toEqual(['pushed']);
    add(mirror(one), line(one, inside, 'in the container', first));
    expect(await outcomes()).toEqual(['forked', 'pushed']);
    expect(onHost().sort()).toEqual([
      ['Common', 'in the container'],
      ['Common', 'on the host'],
    ]);
  });

  test('waits while it is open on the host', async () => {
    add(host(one), line(one, options.realFolder, 'common'));
    await syncProject(options);
    mkdirSync(join(options.configDir, 'sessions'));
    const registry = join(options.configDir, 'sessions', `${process.pid}.json`);
    writeFileSync(
      registry,
      JSON.stringify({ pid: process.pid, sessionId: one, cwd: options.realFolder, startedAt: 1 }),
    );
    add(mirror(one), line(one, inside, 'meanwhile', linesOf(mirror(one))[0].uuid));
    process.title = 'claude';
    expect(await outcomes()).toEqual(['waiting']);
    expect(textsOf(host(one))).toEqual(['common']);
    rmSync(registry);
    expect(await outcomes()).toEqual(['pulled']);
  });

  test('that was changed or cut in the mirror is not pulled', async () => {
    add(host(one), line(one, options.realFolder, 'first'), line(one, options.realFolder, 'second'));
    await syncProject(options);
    const text = readFileSync(mirror(one), 'utf8');
    writeFileSync(mirror(one), text.replace('first', 'fIrst'));
    add(mirror(one), line(one, inside, 'added'));
    expect(await outcomes()).toEqual(['damaged']);
    expect(textsOf(host(one))).toEqual(['first', 'second']);
    expect(await outcomes()).toEqual(['damaged']);
  });

  test('whose last line is torn is carried without it', async () => {
    add(host(one), line(one, options.realFolder, 'first'));
    await syncProject(options);
    const next = JSON.stringify(line(one, inside, 'second', linesOf(mirror(one))[0].uuid));
    appendFileSync(mirror(one), next.slice(0, 40));
    expect(await outcomes()).toEqual([]);
    appendFileSync(mirror(one), `${next.slice(40)}\n`);
    expect(await outcomes()).toEqual(['pulled']);
    expect(textsOf(host(one))).toEqual(['first', 'second']);
  });

  test('whose last line on the host is torn gets the next on a line of its own', async () => {
    add(host(one), line(one, options.realFolder, 'first'));
    await syncProject(options);
    appendFileSync(host(one), '{"type":"user","torn');
    add(mirror(one), line(one, inside, 'second', linesOf(mirror(one))[0].uuid));
    expect(await outcomes()).toEqual(['pulled']);
    expect(readFileSync(host(one), 'utf8').split('\n')[1]).toBe('{"type":"user","torn');
    expect(JSON.parse(readFileSync(host(one), 'utf8').split('\n')[2] ?? '').message.content).toBe('second');
    expect(await outcomes()).toEqual([]);
    add(mirror(one), line(one, inside, 'third', linesOf(mirror(one)).at(-1).uuid));
    expect(await outcomes()).toEqual(['pulled']);
  });

  test('begun in a folder below is filed and found there', async () => {
    const below = join(options.realFolder, 'src');
    const folder = join(options.configDir, 'projects', projectSlug(below));
    mkdirSync(folder);
    add(join(folder, `${two}.jsonl`), line(two, below, 'below'));
    expect(await outcomes()).toEqual(['pushed']);
    expect(linesOf(mirror(two))[0].cwd).toBe(`${inside}/src`);
    add(mirror(two), line(two, `${inside}/src`, 'goes on', linesOf(mirror(two))[0].uuid));
    expect(await outcomes()).toEqual(['pulled']);
    expect(textsOf(join(folder, `${two}.jsonl`))).toEqual(['below', 'goes on']);
    expect(readdirSync(options.projectFolder)).toEqual([]);
  });

  test('is carried where the host keeps its conversations behind a link', async () => {
    const projects = join(options.configDir, 'projects');
    renameSync(projects, join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), projects);
    add(host(one), line(one, options.realFolder, 'first'));
    expect(await outcomes()).toEqual(['pushed']);
    add(mirror(one), line(one, inside, 'second', linesOf(mirror(one))[0].uuid));
    expect(await outcomes()).toEqual(['pulled']);
    expect(textsOf(host(one))).toEqual(['first', 'second']);
  });

  test.each([
    ['a project', 'app', 501],
    ['a project with a path that is cut in its name', `${'long'.repeat(50)}/app`, 2],
  ])('of many begun in folders below %s, all are carried', async (_, name, many) => {
    const realFolder = join(root, name);
    const projectFolder = join(options.configDir, 'projects', projectSlug(realFolder));
    Object.assign(options, { realFolder, projectFolder, paths: { host: realFolder, container: inside } });
    const below = join(realFolder, 'src');
    const folder = join(options.configDir, 'projects', projectSlug(below));
    for (const each of [projectFolder, folder]) mkdirSync(each, { recursive: true });
    const session = (index: number) => `${String(index).padStart(8, '0')}-3333-4333-8333-333333333333`;
    for (let at = 0; at < many; at++)
      add(join(folder, `${session(at)}.jsonl`), line(session(at), below, 'x'));
    expect(await outcomes()).toHaveLength(many);
    const last = session(many - 1);
    add(mirror(last), line(last, `${inside}/src`, 'y', linesOf(mirror(last))[0].uuid));
    expect(await outcomes()).toEqual(['pulled']);
    expect(textsOf(join(folder, `${last}.jsonl`))).toEqual(['x', 'y']);
  });

  test('of the id of another project of the host gets an id of its own', async () => {
    const other = join(options.configDir, 'projects', '-elsewhere');
    mkdirSync(other);
    add(join(other, `${two}.jsonl`), line(two, '/elsewhere', 'of another project'));
    add(mirror(two), line(two, inside, 'planted'));
    await syncProject(options);
    expect(textsOf(join(other, `${two}.jsonl`))).toEqual(['of another project']);
    expect(existsSync(host(two))).toBe(false);
    expect(readdirSync(options.projectFolder)).toHaveLength(1);
  });
});

describe('what a container puts in the mirror', () => {
  test('links are not followed, either way', async () => {
    const secret = join(root, 'secret.jsonl');
    add(secret, line(two, '/elsewhere', 'private'));
    symlinkSync(secret, mirror(two));
    add(host(one), line(one, options.realFolder, 'common'));
    await syncProject(options);
    rmSync(mirror(one));
    symlinkSync(secret, mirror(one));
    add(host(one), line(one, options.realFolder, 'more'));
    expect(await outcomes()).toEqual(['damaged']);
    expect(textsOf(secret)).toEqual(['private']);
    expect(existsSync(host(two))).toBe(false);
  });

  test('what acts does not come along, and what follows it hangs on what was before', async () => {
    const [first, hidden] = [uuid(), uuid()];
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    const deferred = { ...line(one, inside, '', first, hidden), type: 'attachment', message: undefined };
    add(mirror(one), {
      ...deferred,
      attachment: { type: 'hook_deferred_tool', toolName: 'Bash', toolInput: { command: 'id' } },
    });
    const { files } = await syncProject(options);
    expect(files.flatMap(({ notTaken }) => notTaken)).toEqual([
      { line: 2, name: 'hook_deferred_tool', why: 'acts' },
    ]);
    add(mirror(one), line(one, inside, 'after', hidden));
    await syncProject(options);
    expect(linesOf(host(one)).at(-1)).toMatchObject({ parentUuid: first, message: { content: 'after' } });
    expect(textsOf(host(one))).toEqual(['common', 'after']);
  });

  test('what is dropped is remembered, also where an id that was dropped before is kept at once', async () => {
    const [first, again, hidden] = [uuid(), uuid(), uuid()];
    add(host(one), line(one, options.realFolder, 'common', null, first));
    await syncProject(options);
    const deferred = (id: string) => ({
      ...line(one, inside, '', first, id),
      type: 'attachment',
      message: undefined,
      attachment: { type: 'hook_deferred_tool', toolName: 'Bash', toolInput: {} },
    });
    add(mirror(one), deferred(again));
    await syncProject(options);
    add(mirror(one), line(one, inside, 'kept', first, again), deferred(hidden));
    await syncProject(options);
    add(mirror(one), line(one, inside, 'after', hidden));
    await syncProject(options);
    expect(linesOf(host(one)).at(-1)).toMatchObject({ parentUuid: first, message: { content: 'after' } });
  });

  test('a folder in the place of a conversation keeps none of the others from being carried', async () => {
    add(host(one), line(one, options.realFolder, 'of the host'));
    mkdirSync(mirror(one));
    add(mirror(two), line(two, inside, 'of the container'));
    expect(await outcomes()).toEqual(['pulled', 'pushed']);
    rmSync(mirror(two));
    mkdirSync(mirror(two));
    add(host(two), line(two, options.realFolder, 'more'));
    expect(await outcomes()).toEqual(['damaged']);
    rmdirSync(mirror(two));
    expect(textsOf(host(two))).toEqual(['of the container', 'more']);
  });

  test('files of a conversation come along, by their kind', async () => {
    add(mirror(one), line(one, inside, 'with an agent'));
    const folder = join(options.mirror, one);
    mkdirSync(join(folder, 'subagents'), { recursive: true });
    mkdirSync(join(folder, 'tool-results'));
    add(join(folder, 'subagents', 'agent-1.jsonl'), {
      ...line(one, inside, 'of the agent'),
      isSidechain: true,
      agentId: '1',
    });
    writeFileSync(join(folder, 'tool-results', 'a.txt'), 'a result\n');
    writeFileSync(join(folder, 'program.sh'), 'id');
    await syncProject(options);
    const there = join(options.projectFolder, one);
    expect(readFileSync(join(there, 'tool-results', 'a.txt'), 'utf8')).toBe('a result\n');
    expect(textsOf(join(there, 'subagents', 'agent-1.jsonl'))).toEqual(['of the agent']);
    expect(existsSync(join(there, 'program.sh'))).toBe(false);
    expect(await outcomes()).toEqual([]);
  });
});

test('an agent with which both sides went on stays as it is on both, and is named', async () => {
  add(mirror(one), line(one, inside, 'with an agent'));
  const [there, here] = [options.mirror, options.projectFolder].map((each) => join(each, one, 'subagents'));
  const ofAgent = (cwd: string, text: string, parent: string | null, id: string) => ({
    ...line(one, cwd, text, parent, id),
    isSidechain: true,
    agentId: '1',
  });
  const path = (folder = '') => join(folder, 'agent-1.jsonl');
  mkdirSync(there ?? '', { recursive: true });
  const first = uuid();
  add(path(there), ofAgent(inside, 'common', null, first));
  await syncProject(options);
  add(path(there), ofAgent(inside, 'inside', first, uuid()));
  add(path(here), ofAgent(options.realFolder, 'on the host', first, uuid()));
  expect(await outcomes()).toEqual(['damaged']);
  expect(textsOf(path(there))).toEqual(['common', 'inside']);
  expect(textsOf(path(here))).toEqual(['common', 'on the host']);
});

test('where the project has one path on both sides, the mirror is the copy of it', async () => {
  useSamePath();
  add(host(one), line(one, options.realFolder, 'first'));
  const whole = readFileSync(host(one), 'utf8');
  const torn = '{"type":"user","torn":"';
  appendFileSync(host(one), torn);
  chmodSync(host(one), 0o644);
  utimesSync(host(one), 1_700_000_000, 1_700_000_000);
  await outcomes();
  expect(readFileSync(mirror(one), 'utf8')).toBe(whole);
  expect(statSync(mirror(one)).mode & 0o777).toBe(0o600);
  expect(statSync(mirror(one)).mtimeMs).toBe(1_700_000_000_000);
  appendFileSync(host(one), '"}\n\n');
  expect(await outcomes()).toEqual(['pushed']);
  expect(readFileSync(mirror(one), 'utf8')).toBe(`${whole}${torn}"}\n\n`);
  add(mirror(one), line(one, options.realFolder, 'second', linesOf(mirror(one))[0].uuid));
  expect(await outcomes()).toEqual(['pulled']);
  expect(textsOf(host(one))).toEqual(['first', 'second']);
  expect(await outcomes()).toEqual([]);
});
test.each(['host', 'mirror'] as const)(
  'what is written on the side of the %s while its file is made anew stays',
  async (to) => {
    const path = to === 'host' ? host(one) : mirror(one);
    add(path, line(one, inside, 'there'));
    const sides = {
      host: new SideFolder(dirname(options.projectFolder), true),
      mirror: new SideFolder(options.mirror, false),
    };
    const carrier = new Carrier(sides, await Journal.open(options.journal));
    const pair = { mirror: `${one}.jsonl`, host: `${basename(options.projectFolder)}/${one}.jsonl` };
    const bytes = () => {
      add(path, line(one, inside, 'meanwhile'));
      return Buffer.from('{}\n');
    };
    const making = carrier.create(pair, to, [{ bytes }], () => nothingKnown, undefined);
    await expect(making).rejects.toThrow(ChangedMeanwhile);
    expect(textsOf(path)).toEqual(['there', 'meanwhile']);
  },
);

test('an old time of change is kept in the mirror, since Claude Code sweeps by it', async () => {
  add(host(one), line(one, options.realFolder, 'old'));
  utimesSync(host(one), 1_700_000_000, 1_700_000_000);
  await syncProject(options);
  expect(statSync(mirror(one)).mtimeMs).toBe(1_700_000_000_000);
});

test('without the journal, what both sides have is known again', async () => {
  add(host(one), line(one, options.realFolder, 'first'));
  await syncProject(options);
  rmSync(options.journal);
  add(mirror(one), line(one, inside, 'second', linesOf(mirror(one))[0].uuid));
  expect(await outcomes()).toEqual(['pulled']);
  expect(readdirSync(options.projectFolder)).toEqual([`${one}.jsonl`]);
});

test.each(['pull', 'push'] as const)(
  'what a %s carried and did not remember is not carried twice',
  async (only) => {
    add(host(one), line(one, options.realFolder, 'first'));
    await syncProject(options);
    const journal = readFileSync(options.journal);
    const [from, cwd] = only === 'pull' ? [mirror(one), inside] : [host(one), options.realFolder];
    add(from, line(one, cwd, 'second', linesOf(from)[0].uuid));
    await syncProject({ ...options, only });
    writeFileSync(options.journal, journal);
    expect(await outcomes()).toEqual([]);
    for (const path of [host(one), mirror(one)]) expect(textsOf(path)).toEqual(['first', 'second']);
  },
);

test('what waits is counted by side, and by its age', async () => {
  add(host(one), line(one, options.realFolder, 'first'));
  const before = await waitingOn(options);
  expect([before.host.conversations, before.mirror.conversations]).toEqual([1, 0]);
  await syncProject(options);
  const nothing = await waitingOn(options);
  expect(waitingText({ ...nothing, kept: nothing.host }, Date.now())).toBe(
    'nothing waits to be pulled or pushed',
  );
  add(mirror(one), line(one, inside, 'second'));
  add(mirror(two), line(two, inside, 'begun inside'));
  utimesSync(mirror(two), 1_700_000_000, 1_700_000_000);
  const waiting = await waitingOn(options);
  expect(waitingText({ ...waiting, kept: waiting.host }, 1_700_000_000_000 + 3 * 3_600_000)).toBe(
    '2 conversations to pull, the oldest from 3 hours ago',
  );
});

test('what waits is known from a small file, and from the journal where a run that was killed wrote more', async () => {
  add(host(one), line(one, options.realFolder, 'first'));
  await syncProject(options);
  // How the host's file was is remembered once it is seen again.
  await syncProject(options);
  const kept = options.journal.replace('.jsonl', '-lengths.json');
  const lengths = readFileSync(kept, 'utf8');
  await syncProject(options);
  expect(readFileSync(kept, 'utf8')).toBe(lengths);
  const ofFile = await readCarriedLengths(options.journal);
  expect(ofFile).toEqual([
    {
      mirror: `${one}.jsonl`,
      host: `${projectSlug(options.realFolder)}/${one}.jsonl`,
      carried: { mirror: statSync(mirror(one)).size, host: statSync(host(one)).size },
    },
  ]);
  writeFileSync(kept, lengths.replaceAll(/,\d+\]/g, ',1]'));
  expect((await waitingOn(options)).host.conversations).toBe(1);
  appendFileSync(options.journal, '\n');
  expect(await readCarriedLengths(options.journal)).toEqual(ofFile);
  expect((await waitingOn(options)).host.conversations).toBe(0);
});

test('nothing waits of a conversation that is damaged, nor of what is none', async () => {
  add(host(one), line(one, options.realFolder, 'first'));
  await syncProject(options);
  writeFileSync(mirror(one), readFileSync(mirror(one), 'utf8').replace('first', 'fIrst'));
  add(mirror(one), line(one, inside, 'added'));
  add(join(options.mirror, 'notes.jsonl'), { of: 'a tool' });
  expect((await waitingOn(options)).mirror.conversations).toBe(1);
  expect(await outcomes()).toEqual(['damaged']);
  expect((await waitingOn(options)).mirror.conversations).toBe(0);
});

test('what was left out is told by conversation, the last first, and by kind', () => {
  const record = (session: string, number: number, name: string, why = 'acts', below = '') => ({
    ...{ at: '2026-11-30T10:00:00.000Z', mirror: `${session}${below || '.jsonl'}` },
    ...{ line: number, name, why },
  });
  const records = [
    record(one, 1, 'goal_status'),
    record(two, 1, 'new\n\u202ekind', 'unknown'),
    record(one, 2, 'hook_deferred_tool'),
    record(one, 2, 'goal_status'),
    record(one, 2, 'goal_status', 'acts', '/subagents/agent-1.jsonl'),
  ];
  expect(leftOutOf(records)).toEqual([
    {
      conversation: one,
      lines: 3,
      kinds: [
        { name: 'goal_status', why: 'would act on this host', lines: 3 },
        { name: 'hook_deferred_tool', why: 'would act on this host', lines: 1 },
      ],
    },
    {
      conversation: two,
      lines: 1,
      kinds: [{ name: shownLine('new\n\u202ekind'), why: 'not known to be harmless', lines: 1 }],
    },
  ]);
});

test('a folder that is made while it is watched for is watched', async () => {
  const folder = join(root, 'late');
  const stop = new AbortController();
  let runs = 0;
  const watching = watchFolders(
    [folder],
    async () => {
      runs++;
    },
    stop.signal,
  );
  const untilRun = async (change: () => void) => {
    const before = runs;
    change();
    await expect.poll(() => runs, { timeout: 5000 }).toBeGreaterThan(before);
  };
  await expect.poll(() => runs).toBe(1);
  await untilRun(() => mkdirSync(folder));
  await untilRun(() => writeFileSync(join(folder, 'one'), ''));
  await untilRun(() => writeFileSync(join(folder, 'two'), ''));
  stop.abort();
  await watching;
});
