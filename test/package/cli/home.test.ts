import { describe, expect, it } from 'vitest';
import { config } from '../../harness/place/Place.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const node = 'ghcr.io/devcontainers/features/node:1';
const plain = `{\n  // mine\n  "image": "debian",\n  "features": {\n    "${node}": {} // a tool\n  }\n}\n`;
const ours = (name: string) => `ghcr.io/claude-sessions/features/claude-${name}:1`;

function place(text = plain): CliPlace {
  const made = new CliPlace();
  made.writeConfig(text);
  return made;
}

const read = (made: CliPlace, path = config) => JSON.parse(made.read(path).replace(/\s*\/\/.*$/gm, ''));
const featuresOf = (made: CliPlace, path?: string) => Object.keys(read(made, path).features);
const orderOf = (made: CliPlace, path?: string) => read(made, path).overrideFeatureInstallOrder;
const chosen = (made: CliPlace) => JSON.parse(made.recordText()).chosen;
interface Report {
  readonly keeps: string[];
  readonly warnings: string[];
  readonly removed: { readonly homeVolume: string | null };
}
const report = async (made: CliPlace, ...args: string[]) =>
  (await made.json(...args)) as unknown as Report & Record<string, unknown>;

describe.concurrent('--home', () => {
  it.each([
    ['isolate', ['persist']],
    ['share', ['profile', 'sessions']],
  ] as const)(
    '%s: is written with its order, said, kept by another run, dropped without it, and gone with remove',
    async (mode, bases) => {
      const made = place();
      const done = await report(made, mode, '--home');
      expect(done.keeps).toEqual([expect.stringContaining('the whole home of its user')]);
      expect(featuresOf(made)).toEqual([node, ...[...bases].reverse().map(ours), ours('home')]);
      expect(orderOf(made)).toEqual([...bases.map(ours), node]);
      const written = made.read();
      expect(await report(made, mode, '--home')).toMatchObject({ changed: false });
      expect(made.read()).toBe(written);
      expect(chosen(made)).toMatchObject({ mode, options: { home: true } });
      expect(await report(made, 'status')).toMatchObject({ home: true });
      expect((await made.run('status')).stdout).toContain('whole home kept');
      const dropped = await report(made, mode);
      expect(featuresOf(made)).not.toContain(ours('home'));
      expect(orderOf(made)).toBeUndefined();
      expect(dropped).toMatchObject({
        keeps: [],
        warnings: [expect.stringMatching(/stays in the volume claude-user-home-\w{52}, and --home/)],
      });
      expect(chosen(made)).toMatchObject({ mode, options: { home: false } });
      expect((await report(made, mode)).warnings).toEqual([]);
      await report(made, mode, '--home');
      const other = mode === 'share' ? 'isolate' : 'share';
      await report(made, other, '--home');
      const fresh = place();
      await report(fresh, other, '--home');
      expect(made.read()).toBe(fresh.read());
      const { removed } = await report(made, 'remove');
      expect(removed.homeVolume).toMatch(/^claude-user-home-/);
      expect(made.read()).toBe(plain);
    },
  );

  it('says what is kept, and in a dry run writes nothing', async () => {
    const made = place();
    const { stdout, stderr } = await made.run('isolate', '--home', '--dry-run');
    expect(stdout).toContain('overrideFeatureInstallOrder');
    expect(stdout + stderr).toContain('The container keeps:');
    expect(made.read()).toBe(plain);
    expect((await made.run('isolate', '--home')).stdout).toContain('shell history');
  });

  it('extends an order that is there, and gives it back', async () => {
    const first = 'ghcr.io/devcontainers/features/common-utils';
    const own = plain.replace('\n}\n', `,\n  "overrideFeatureInstallOrder": ["${first}"]\n}\n`);
    const made = place(own);
    await report(made, 'share', '--home');
    expect(orderOf(made)).toEqual([first, ours('profile'), ours('sessions'), node]);
    await report(made, 'isolate');
    expect(orderOf(made)).toEqual([first]);
    await report(made, 'share', '--home');
    await report(made, 'remove');
    expect(made.read()).toBe(own);
  });

  it('gives back what was edited around it since, and on a host that does not know the file takes out what is its own', async () => {
    const made = place();
    await report(made, 'share', '--home');
    made.writeConfig(
      made.read().replace('"debian"', '"fedora"').replace(`"${node}"\n`, `"${node}" // last\n`),
    );
    await report(made, 'remove');
    expect(read(made)).toEqual({ image: 'fedora', features: { [node]: {} } });
    const other = place();
    await report(other, 'share', '--home');
    const teammate = place(other.read());
    await report(teammate, 'remove');
    expect(teammate.read()).toBe(plain);
  });

  it('a Feature that is added since is found, and --fix has it installed before', async () => {
    const made = place();
    await report(made, 'isolate', '--home');
    const late = 'ghcr.io/x/zzz:2';
    made.writeConfig(made.read().replace(`"${node}": {}`, `"${node}": {}, "${late}": {}`));
    const codes = async () => {
      const { findings } = (await made.json('doctor')) as unknown as { findings: { code: string }[] };
      return findings.map(({ code }) => code);
    };
    expect(await codes()).toContain('home-not-last');
    await made.run('doctor', '--fix');
    expect(orderOf(made)).toEqual([ours('persist'), node, late]);
    expect(await codes()).not.toContain('home-not-last');
    await report(made, 'isolate', '--home');
    expect(orderOf(made)).toEqual([ours('persist'), node, late]);
  });

  it('--personal: in the file of its own alone', async () => {
    const made = place();
    await report(made, 'share', '--home', '--personal');
    const personal = '.devcontainer/claude-sessions-personal/devcontainer.json';
    expect(made.read()).toBe(plain);
    expect(featuresOf(made, personal)).toContain(ours('home'));
    expect(orderOf(made, personal)).toEqual([ours('profile'), ours('sessions'), node]);
    await report(made, 'share', '--personal');
    expect(featuresOf(made, personal)).not.toContain(ours('home'));
    await report(made, 'remove', '--personal');
    expect(made.read()).toBe(plain);
  });

  const compose = (volume: string) =>
    `services:\n  app:\n    image: x\n    volumes:\n      - ..:/workspace\n      - ${volume}\nvolumes:\n  home:\n`;
  const composeConfig = '{"dockerComposeFile": "c.yml", "service": "app", "workspaceFolder": "/workspace"}\n';

  it('under Compose: the Feature, beside the one that keeps Claude’s state', async () => {
    const made = place(composeConfig);
    made.write('.devcontainer/c.yml', compose('home:/home/vscode/.cache'));
    await report(made, 'share', '--home');
    expect(featuresOf(made)).toEqual([ours('persist'), ours('home')]);
    expect(orderOf(made)).toEqual([ours('persist')]);
    expect(await report(made, 'share', '--home')).toMatchObject({ changed: false });
    expect(await report(made, 'status')).toMatchObject({
      home: true,
      options: { profile: true, home: true },
    });
    await report(made, 'remove');
    expect(made.read()).toBe(composeConfig);
  });

  it('of a volume over the home it says how to copy what that holds, its name as one word', async () => {
    const made = place(
      JSON.stringify({ image: 'x', mounts: [{ type: 'volume', source: 'h;id', target: '/root' }] }),
    );
    const { exitCode, stderr } = await made.run('isolate', '--home');
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      "`claude-sessions migrate --from 'h;id'` then copies what it holds",
    );
  });

  it.each([
    [
      'a volume is mounted over the whole home already, at /home/me (mounts of',
      { mounts: ['source=h,target=/home/me,type=volume'], remoteUser: 'me' },
    ],
    [
      'a bind is mounted over the whole home already, at /root (runArgs of',
      { runArgs: ['-v', '/srv/home:/root'] },
    ],
    ['at /home (mounts of', { mounts: [{ type: 'volume', source: 'h', target: '/home' }] }],
  ])('is refused, and nothing is taken out: %s', async (why, more) => {
    const text = JSON.stringify({ image: 'x', ...more });
    const made = place(text);
    for (const mode of ['share', 'isolate']) {
      const { exitCode, stderr } = await made.run(mode, '--home');
      expect(exitCode).toBe(1);
      expect(stderr).toContain(why);
      expect(made.read()).toBe(text);
    }
    expect((await made.run('isolate')).exitCode).toBe(0);
    expect(read(made)).toMatchObject(more);
  });

  it('is refused where a Compose file mounts the whole home', async () => {
    const made = place(composeConfig);
    made.write('.devcontainer/c.yml', compose('home:/home/vscode'));
    const { exitCode, stderr } = await made.run('isolate', '--home');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('at /home/vscode (.devcontainer/c.yml:6)');
    expect(made.read()).toBe(composeConfig);
  });
});
