import { appendFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { Machine, sessionOf } from './Machine.ts';
import { runWarm, snapshot } from './place.ts';

runWarm();

const perWorld = 20;
const worlds = rounds({ short: 2, long: 10 });
const turns = 5;
/** Each of its synchronizations is some calls of restic, of half a second and more. */
const byRestic = rounds({ short: { worlds: 1, turns: 1 }, long: { worlds: 6, turns: 5 } });

/** Numbers that look random, and are the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const spoken = /\[\w+ (?:asks|hears) \d+\]/;

/** What was said, and where it need not be. */
interface Said {
  readonly words: string;
  readonly session: string;
}

class World {
  readonly said: Said[] = [];
  /** Taken away by who wrote it, before it was anywhere else. */
  readonly gone = new Set<string>();
  readonly deleted = new Map<Machine, Set<string>>();
  /** What was said in all that a machine had when it last put down. */
  readonly #put = new Map<Machine, string>();
  readonly #random: () => number;
  #branches = 0;

  constructor(
    readonly machines: readonly Machine[],
    seed: number,
  ) {
    this.#random = numbers(seed);
    for (const machine of machines) this.deleted.set(machine, new Set());
    for (let at = 0; at < perWorld; at++) this.say(this.pick(machines), sessionOf(at + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  say(machine: Machine, session: string): void {
    for (const words of machine.say(session)) this.said.push({ words, session });
  }

  /** A few things happen, on one machine or on several. */
  happen(): void {
    for (let count = 0; count < perWorld; count++) {
      const machine = this.pick(this.machines);
      const ids = machine.ids();
      if (ids.length === 0) continue;
      this.#change(machine, this.pick(ids), this.#random());
    }
  }

  #change(machine: Machine, id: string, chance: number): void {
    if (chance < 0.5) this.say(machine, id);
    else if (chance < 0.6) machine.note(id, 'custom-title', { customTitle: `title ${this.said.length}` });
    else if (chance < 0.7) this.#compact(machine, id);
    else if (chance < 0.78) this.#branch(machine, id);
    else if (chance < 0.86) this.#askAgain(machine, id);
    else if (chance < 0.92) this.#titleInTheMiddle(machine, id);
    else if (chance < 0.96) this.#cut(machine, id);
    else this.#delete(machine, id);
  }

  /** As the client writes it: a boundary, and what was said before once more, under the same uuids. */
  #compact(machine: Machine, id: string): void {
    const before = machine.text(id).trimEnd().split('\n').slice(-2);
    machine.note(id, 'system', {
      subtype: 'compact_boundary',
      uuid: `${this.said.length}-boundary`,
      parentUuid: null,
    });
    appendFileSync(machine.path(id), before.map((line) => `${line}\n`).join(''));
    this.say(machine, id);
  }

  #branch(machine: Machine, id: string): void {
    const branch = sessionOf(1000 + this.#branches++);
    writeFileSync(
      machine.path(branch),
      machine.text(id).replaceAll(`"sessionId":"${id}"`, `"sessionId":"${branch}"`),
    );
    this.say(machine, branch);
  }

  /** An answer broke off: the client takes it out, and asks again. */
  #askAgain(machine: Machine, id: string): void {
    const last = machine.text(id).trimEnd().split('\n').at(-1) ?? '';
    const words = /\[\w+ hears \d+\]/.exec(last)?.[0];
    if (words === undefined || machine.text(id).split(words).length > 2) return;
    machine.rewrite(id, (lines) => lines.slice(0, -1));
    this.gone.add(words);
    this.say(machine, id);
  }

  #titleInTheMiddle(machine: Machine, id: string): void {
    const title = JSON.stringify({
      type: 'custom-title',
      customTitle: `middle ${this.said.length}`,
      sessionId: id,
    });
    machine.rewrite(id, ([first = '', ...rest]) => [first, title, ...rest]);
  }

  /** A crash, or a tool: some of what was put down is not there any more. What was not is lost for good, and so is an answer alone. */
  #cut(machine: Machine, id: string): void {
    const lines = machine.text(id).trimEnd().split('\n');
    const kept = Math.max(1, Math.floor(lines.length * this.#random()));
    const rest = lines.slice(0, kept).join('\n');
    const lost = lines.slice(kept).flatMap((line) => spoken.exec(line)?.[0] ?? []);
    const really = lost.filter((words) => !rest.includes(words));
    const isAnswer = really.every((words) => words.includes('hears'));
    for (const words of really) if (isAnswer || !this.isKept(words, machine)) this.gone.add(words);
    machine.rewrite(id, (all) => all.slice(0, kept));
  }

  /** It was put down, or is on another machine. */
  isKept(words: string, machine: Machine): boolean {
    return this.#put.get(machine)?.includes(words) === true || this.isElsewhere(words, machine);
  }

  isElsewhere(words: string, machine: Machine): boolean {
    return this.machines.some((each) => each !== machine && each.everything().includes(words));
  }

  #delete(machine: Machine, id: string): void {
    const words: string[] = machine.text(id).match(new RegExp(spoken, 'g')) ?? [];
    machine.delete(id);
    const rest = machine.everything();
    for (const each of words) if (!rest.includes(each) && !this.isKept(each, machine)) this.gone.add(each);
    const sessions = this.said
      .filter(({ words: said }) => words.includes(said))
      .map(({ session }) => session);
    for (const session of [id, ...sessions]) this.deleted.get(machine)?.add(session);
  }

  async damaged(machine: Machine) {
    return (await machine.sync()).left.filter(({ why }) => why === 'damaged');
  }

  /** Nothing that is there becomes less. */
  async sync(machine: Machine): Promise<boolean> {
    const before = machine.sizes();
    const report = await machine.sync();
    const after = machine.sizes();
    const damaged = report.left.filter(({ why }) => why === 'damaged');
    const isWhole = (id: string) => damaged.every(({ session }) => session !== id);
    const put = machine
      .ids()
      .filter(isWhole)
      .map((id) => machine.text(id));
    this.#put.set(machine, `${this.#put.get(machine) ?? ''}${put.join('')}`);
    for (const [id, size] of before) expect([id, (after.get(id) ?? -1) >= size]).toEqual([id, true]);
    expect(report.troubles).toEqual([]);
    expect(report.left.filter(({ why }) => why === 'acts' || why === 'open')).toEqual([]);
    return report.got.length + report.forwarded.length + report.forked.length + report.put.files > 0;
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 12; round++) {
      let isMoving = false;
      for (const machine of this.machines) isMoving = (await this.sync(machine)) || isMoving;
      if (!isMoving) return;
    }
    throw new Error('the machines do not come to an end');
  }
}

test.each(Array.from({ length: worlds }, (_, at) => at))(
  `${perWorld} conversations that machines change at will: every line is on each, nothing is shorter, and it comes to rest (%i)`,
  async (at) => {
    const machines =
      at % 2 === 0 ? await Machine.meeting('anna', 'berta') : await Machine.meeting('anna', 'berta', 'carla');
    await liveOn(machines, 1000 + at, turns);
  },
  300_000,
);

test.each(Array.from({ length: byRestic.worlds }, (_, at) => at))(
  'the same in a repository of restic (%i)',
  async (at) => {
    await liveOn(await Machine.meetingByRestic('anna', 'berta'), 2000 + at, byRestic.turns);
  },
  600_000,
);

async function liveOn(machines: readonly Machine[], seed: number, turns: number): Promise<void> {
  const world = new World(machines, seed);
  for (let turn = 0; turn < turns; turn++) {
    world.happen();
    await world.sync(world.pick(machines));
    if (turn % 2 === 0) await world.sync(world.pick(machines));
  }
  await world.settle();
  // What lost lines is not put down until it is whole again.
  for (const machine of machines)
    for (const { session } of await world.damaged(machine)) await machine.sync('--restore', session);
  await world.settle();
  for (const machine of machines) expect(await world.damaged(machine)).toEqual([]);
  for (const machine of machines) {
    const all = machine.everything();
    const deleted = world.deleted.get(machine) ?? new Set();
    const lacking = world.said.filter(
      ({ words, session }) => !all.includes(words) && !world.gone.has(words) && !deleted.has(session),
    );
    expect([machine.name, lacking]).toEqual([machine.name, []]);
  }
  const before = machines.map(({ home }) => snapshot(home));
  const place = snapshot(machines[0]?.place ?? '');
  for (const machine of machines) await machine.sync();
  expect(snapshot(machines[0]?.place ?? '')).toEqual(place);
  for (const [index, { home }] of machines.entries())
    expect(transcriptsOf(snapshot(home))).toEqual(transcriptsOf(before[index] ?? {}));
}

const transcriptsOf = (all: Record<string, string>) =>
  Object.fromEntries(Object.entries(all).filter(([path]) => path.includes('/.claude/projects/')));
