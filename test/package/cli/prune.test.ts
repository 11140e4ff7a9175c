import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { expectChangeReport, expectErrorReport } from '../../harness/project/reportSchema.ts';
import { CliPlace, runWarm, snapshot } from './place.ts';

runWarm();

const plain = '{\n  "image": "debian"\n}\n';
const slug = (path: string) => path.replace(/[^A-Za-z0-9]/g, '-');

/** A home with projects of whom some are gone, and an engine that has volumes of them. */
class Gone extends CliPlace {
  readonly sessions = join(this.home, '.claude-sessions');
  readonly log = join(this.root, 'log');

  async project(name: string, mode = 'isolate'): Promise<{ folder: string; id: string }> {
    const folder = join(this.root, name);
    put(join(folder, '.devcontainer/devcontainer.json'), plain);
    const before = existsSync(this.sessions) ? readdirSync(this.sessions) : [];
    expect((await this.runWith({ cwd: this.root }, mode, folder)).exitCode).toBe(0);
    const id = readdirSync(this.sessions).find((each) => !before.includes(each)) ?? '';
    return { folder, id };
  }

  /** Says what it has, and writes down what is taken away. @param tar what it copies out of a volume, a file; none if absent */
  has({
    volumes = [],
    containers = [],
    tar,
  }: {
    volumes?: string[];
    containers?: object[];
    tar?: string;
  }): void {
    put(join(this.root, 'containers.json'), JSON.stringify(containers));
    this.engine(`
case "$1 $2" in
  "ps "*) ${containers.length > 0 ? 'echo abc' : ':'} ;;
  "inspect "*) cat '${this.root}/containers.json' ;;
  "volume ls") printf '%s\\n' ${volumes.map((name) => `'${name}'`).join(' ')} ;;
  "system df") echo '[{"Name":"${volumes[0]}","Size":"1.5MB"}]' ;;
  "image ls") echo sha256:1 ;;
  "create "*) echo made ;;
  "cp "*) ${tar ? `cat '${tar}'` : 'echo "Could not find the file" >&2; exit 1'} ;;
  "volume rm" | "rm "*) echo "$*" >>'${this.log}' ;;
esac`);
  }

  prune(...args: string[]) {
    const env = { DOCKER_PATH: join(this.root, 'engine') };
    return this.runWith({ cwd: this.root, env }, 'prune', ...args);
  }

  get calls(): string[] {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').trim().split('\n') : [];
  }
}

/** A tar file with one transcript, as an engine writes it. */
function tarWith(path: string, name: string): string {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write('0000000\0', 100);
  header.write('00000000000\0', 124);
  header.write('0', 156);
  return put(path, Buffer.concat([header, Buffer.alloc(1024)]));
}

describe.concurrent('prune', () => {
  it('shows what is left, asks, and clears it; conversations on this host stay', async () => {
    const place = new Gone();
    const { folder, id } = await place.project('gone');
    const living = await place.project('living');
    const conversation = put(join(place.home, '.claude/projects', slug(folder), 'one.jsonl'), '{}\n');
    rmSync(folder, { recursive: true });
    const volume = `claude-code-config-${id}`;
    const home = `claude-user-home-${id}`;
    const others = [`claude-code-config-${living.id}`, `claude-user-home-${living.id}`];
    place.has({ volumes: [volume, ...others, `p_${volume}`, home] });
    const before = snapshot(place.home);
    const dry = await place.prune('--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, stderr: '' });
    expect(dry.stdout).toContain(`${folder}: gone\n`);
    expect(dry.stdout).toContain(`volume      ${volume}, 1.5MB`);
    expect(dry.stdout).toContain(`volume      ${home}, the whole home\n`);
    expect(dry.stdout).toContain('1 conversation in ~/.claude/projects/');
    expect(dry.stdout).not.toContain(living.id);
    expect(await place.prune()).toMatchObject({ exitCode: 1, stdout: '' });
    expect(snapshot(place.home)).toEqual(before);
    expect((await place.prune('--yes')).exitCode).toBe(0);
    expect(place.calls).toEqual(
      expect.arrayContaining([volume, `p_${volume}`, home].map((name) => `volume rm ${name}`)),
    );
    expect(place.calls.join()).not.toContain(living.id);
    expect(readdirSync(place.sessions)).toEqual([living.id]);
    expect(existsSync(conversation)).toBe(true);
    expect((await place.prune('--yes')).stdout).toContain('Nothing is left');
  });

  it('keeps the conversations of a volume; where they cannot be kept, the volume stays', async () => {
    const place = new Gone();
    const { folder, id } = await place.project('gone');
    rmSync(folder, { recursive: true });
    const volume = `claude-code-config-${id}`;
    const tar = tarWith(join(place.root, 'a.tar'), '-workspaces-app/one.jsonl');
    place.has({
      volumes: [volume],
      tar: put(join(place.root, 'cut.tar'), readFileSync(tar).subarray(0, 600)),
    });
    const cut = await place.prune('--yes');
    expect(cut).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`The volume ${volume} stays`) });
    expect(place.calls).not.toContain(`volume rm ${volume}`);
    expect(existsSync(join(place.sessions, id, 'original.json'))).toBe(true);
    place.has({ volumes: [volume], tar });
    const { exitCode, stdout } = await place.prune('--yes', '--json');
    expect(exitCode).toBe(0);
    const [{ kept, left }] = JSON.parse(stdout).pruned;
    expect(kept).toMatchObject([{ transcripts: 1 }]);
    expect(readFileSync(kept[0].path)).toEqual(readFileSync(tar));
    expect(left).toEqual([join(place.sessions, id, 'kept')]);
    expect(place.calls).toContain(`volume rm ${volume}`);
  });

  it('prints one shape with --json, errors too, and as much as is asked for', async () => {
    const place = new Gone();
    const { folder, id } = await place.project('gone');
    rmSync(folder, { recursive: true });
    place.has({ volumes: [`claude-code-config-${id}`] });
    const json = async (...args: string[]) => JSON.parse((await place.prune('--json', ...args)).stdout);
    const failure = await json();
    expectErrorReport(failure);
    expect(failure.error.code).toBe('not-approved');
    const dry = await json('--dry-run');
    expectChangeReport(dry);
    expect(dry).toMatchObject({ command: 'prune', dryRun: true, changed: true, pruned: [] });
    expect((await place.prune('--dry-run')).stdout).not.toContain(`  id          ${id}\n`);
    expect((await place.prune('--dry-run', '--verbose')).stdout).toContain(`  id          ${id}\n`);
    const done = await json('--yes', '--quiet');
    expectChangeReport(done);
    expect(done).toMatchObject({ changed: true, pruned: [{ folder, devcontainerId: id, failed: [] }] });
    const nothing = await json('--yes');
    expectChangeReport(nothing);
    expect(nothing).toMatchObject({ changed: false, leftovers: [], pruned: [] });
    const second = await place.project('second');
    rmSync(second.folder, { recursive: true });
    const quiet = await place.prune('--yes', '--quiet');
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toMatch(/^.*second: cleared.*\n$/);
  });

  it.each([
    ['is running', true, true],
    ['may have conversations of its own', false, false],
  ])('leaves all of a project whose container %s', async (words, running, hasVolume) => {
    const place = new Gone();
    const { folder, id } = await place.project('gone');
    rmSync(folder, { recursive: true });
    const volume = `claude-code-config-${id}`;
    const target = hasVolume ? '/var/lib/claude' : '/elsewhere';
    place.has({
      volumes: [volume],
      containers: [
        {
          ...{ Id: 'abc', Name: '/old', Image: 'img', State: { Running: running } },
          Config: { Labels: { 'devcontainer.local_folder': folder }, User: '' },
          Mounts: [{ Type: 'volume', Name: volume, Destination: target, RW: true }],
        },
      ],
    });
    const { exitCode, stdout } = await place.prune('--yes');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(words) });
    expect(place.calls).toEqual([]);
    expect(existsSync(join(place.sessions, id, 'original.json'))).toBe(true);
  });

  it('is not sure of a disk that may not be mounted', async () => {
    const place = new Gone();
    const above = join(place.root, 'disk');
    const { folder, id } = await place.project('disk/gone');
    rmSync(above, { recursive: true });
    place.has({ volumes: [`claude-code-config-${id}`] });
    const spared = await place.prune('--yes');
    expect(spared).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('not mounted (--unmounted'),
    });
    expect(spared.stdout).toContain(`${folder}: not there; its disk may not be mounted`);
    expect(readdirSync(place.sessions)).toEqual([id]);
    mkdirSync(above);
    expect((await place.prune('--dry-run')).stdout).toContain(`${folder}: gone`);
    rmSync(above, { recursive: true });
    expect((await place.prune('--yes', '--unmounted')).exitCode).toBe(0);
    expect(readdirSync(place.sessions)).toEqual([]);
  });

  it('clears what adopt left, which is offered to nobody any more', async () => {
    const place = new Gone();
    const { folder, id } = await place.project('old');
    const now = join(place.root, 'new');
    renameSync(folder, now);
    place.has({});
    const env = { DOCKER_PATH: join(place.root, 'engine') };
    const adopted = await place.runWith({ cwd: now, env }, 'adopt', folder, '--yes');
    expect(adopted.exitCode).toBe(0);
    expect((await place.prune('--dry-run')).stdout).toContain(`${folder}: taken over by ${now}`);
    expect((await place.prune('--yes')).exitCode).toBe(0);
    expect(readdirSync(place.sessions)).not.toContain(id);
    expect((await place.runWith({ cwd: now }, 'status', '--json')).stdout).toContain('"mode": "isolate"');
  });

  it('without an engine it cannot tell what is left, and clears nothing', async () => {
    const place = new Gone();
    const { folder } = await place.project('gone');
    rmSync(folder, { recursive: true });
    const { exitCode, stderr } = await place.runWith({ cwd: place.root }, 'prune', '--yes');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('does not answer'),
    });
    expect(readdirSync(place.sessions)).toHaveLength(1);
  });
});
