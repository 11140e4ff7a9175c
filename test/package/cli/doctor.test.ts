import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectReport } from '../../harness/project/reportSchema.ts';
import { codesOf, reportOf } from './doctorReport.ts';
import { CliPlace } from './place.ts';

function placeWith(content: string) {
  const place = new CliPlace();
  place.writeConfig(content);
  return place;
}
const plain = '{\n  "image": "debian"\n}\n';

/** An engine with one running container of this project; `exec` answers as the shell code says. */
function engineWith(place: CliPlace, exec: string): string {
  const labels = {
    'devcontainer.local_folder': place.folder,
    'devcontainer.config_file': join(place.folder, '.devcontainer/devcontainer.json'),
  };
  const mounts = [{ Type: 'bind', Source: place.folder, Destination: '/workspaces/app', RW: true }];
  const container = { Id: 'abc', Name: '/happy', Image: 'img', State: { Running: true } };
  const inspected = JSON.stringify([{ ...container, Config: { Labels: labels }, Mounts: mounts }]);
  return place.engine(
    `case "$1 $2" in "ps --all") echo abc ;; "inspect --type") printf '%s' '${inspected}' ;; ` +
      `"image inspect") echo '[{"Config": {"Labels": {}}}]' ;; exec*) ${exec} ;; esac`,
  );
}

describe.concurrent('doctor', () => {
  it("shows no value of the host's variables, and calls no user by one", async () => {
    const mount = 'type=bind,source=/nowhere/${localEnv:GITHUB_TOKEN},target=/x';
    const place = placeWith(
      JSON.stringify({ image: 'debian', remoteUser: '${localEnv:GITHUB_TOKEN}', mounts: [mount] }),
    );
    const DOCKER_PATH = engineWith(place, `echo "$*" > ${place.root}/exec`);
    const env = { GITHUB_TOKEN: 'ghp_notToBeSeen', DOCKER_PATH };
    for (const args of [
      ['doctor'],
      ['doctor', '--json'],
      ['doctor', '--fix'],
      ['status'],
      ['status', '--json'],
    ]) {
      const { stdout, stderr } = await place.runWith({ env }, ...args);
      expect(stdout).not.toBe('');
      expect(stdout + stderr, args.join(' ')).not.toContain('ghp_notToBeSeen');
    }
    expect((await place.runWith({ env }, 'doctor')).stdout).toContain('/nowhere/${localEnv:GITHUB_TOKEN}');
    expect(existsSync(join(place.root, 'exec'))).toBe(false);
  });

  it('names another folder that git has the tools mount; the repository around the project is none', async () => {
    const place = placeWith(plain);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: place.folder });
    git('init', '--quiet');
    const codes = async () => (await reportOf(place)).findings.map(({ code }) => code);
    expect(await codes()).not.toContain('workspace-elsewhere');
    git('config', 'core.worktree', place.home);
    expect(await codes()).toContain('workspace-elsewhere');
    const mount = {
      workspaceMount: 'type=bind,source=${localWorkspaceFolder},target=/w',
      workspaceFolder: '/w',
    };
    place.writeConfig(JSON.stringify({ image: 'debian', ...mount }));
    expect(await codes()).not.toContain('workspace-elsewhere');
  });

  it('says what it cannot know, and why; the engine is all that is wrong', async () => {
    const place = placeWith(plain);
    await place.run('share');
    const { exitCode, stdout } = await place.run('doctor');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Not checked: the container, as the container engine does not answer\.\n/);
    expect(stdout).toContain('to do: Start the engine');
    const report = await reportOf(place);
    expect(report.findings.filter(({ severity }) => severity !== 'information')).toMatchObject([
      { code: 'engine-unreachable' },
    ]);
    const unknown = report.checks.filter(({ state }) => state === 'unknown');
    expect(unknown.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['container-drift', 'sessions-not-linked']),
    );
  });

  it('is content without a container, and says that there is none', async () => {
    const place = placeWith(plain);
    await place.run('share');
    const { exitCode, stdout } = await place.run('doctor', '--docker-path', place.engine('exit 0'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /Not checked: the container, as there is no container\. Start the dev container, then run this again\./,
    );
  });

  it('looks at a project without a devcontainer.json, and at one that is broken', async () => {
    const place = new CliPlace();
    expect(codesOf(await reportOf(place))).toContain('configuration-missing');
    place.writeConfig('{ "image": ');
    expect(codesOf(await reportOf(place))).toContain('configuration-invalid');
    place.writeConfig('[]');
    expect(codesOf(await reportOf(place, '--fix'))).toContain('configuration-invalid');
  });

  it('writes the home as ~, in text alone', async () => {
    const place = placeWith(plain);
    await place.run('share');
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    const { stdout } = await place.run('doctor');
    expect(stdout).toContain('missing: ~/.claude-sessions/');
    expect(JSON.stringify(await reportOf(place))).toContain(`${place.home}/.claude-sessions`);
  });
});

describe.concurrent('what a container answers', () => {
  const inside = (name: string, body: string) => `printf '\\n--%s %s\\n%s' "$BOUNDARY" '${name}' '${body}'`;
  /** The boundary is the argument behind the script. */
  const answer = (...parts: string[]) =>
    [`while [ "$1" != sh ]; do shift; done; BOUNDARY=$2`, ...parts, inside('end', '')].join('; ');

  it('is shown escaped, with codes that are known', async () => {
    const place = placeWith(plain);
    await place.run('isolate');
    const evil = 'x\\u001b]0;owned\\u0007\\u202e\\nfake line';
    const finding = {
      code: 'bridge-missing',
      severity: 'error',
      message: 'MESSAGE',
      evidence: 'MESSAGE',
      fix: 'MESSAGE',
    };
    const printed = JSON.stringify({
      version: '1',
      mode: 'isolate',
      findings: [finding, { ...finding, code: 'new' }],
    });
    const engine = engineWith(place, answer(inside('doctor', printed.replaceAll('MESSAGE', evil))));
    const { stdout, exitCode } = await place.run('doctor', '--docker-path', engine);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('[sessions-not-linked]');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|^fake/m);
    expect(codesOf(await reportOf(place, '--docker-path', engine))).toContain('sessions-not-linked');
  });

  it.each([
    ['without end', 'exec cat /dev/zero', 'printed without end'],
    ['nonsense', 'echo hello', 'did not answer as expected'],
    [
      'nothing but an error',
      'echo "\u001b[31mno such user" >&2; exit 126',
      'did not answer as expected: \\u001b[31mno such user',
    ],
  ])('%s is said to be unknown', async (_, code, words) => {
    const place = placeWith(plain);
    await place.run('isolate');
    const engine = engineWith(place, code);
    const { stdout } = await place.run('doctor', '--docker-path', engine);
    expect(stdout).toContain(`Not checked: inside the container, as the container ${words}`);
    expect(codesOf(await reportOf(place, '--docker-path', engine))).not.toContain('claude-state-missing');
  });
});

describe.concurrent('doctor --all', () => {
  it('says when no engine answers, and takes no folder', async () => {
    const place = placeWith(plain);
    expect(await place.run('doctor', '--all')).toMatchObject({ exitCode: 1, stdout: '' });
    expect((await place.run('doctor', '--all', place.folder)).exitCode).toBe(2);
    expect((await place.run('doctor', '--dry-run')).exitCode).toBe(2);
  });

  it('looks at those whose folders are there, and names the others', async () => {
    const place = placeWith(plain);
    mkdirSync(join(place.root, 'gone'));
    const container = (id: string, folder: string, config: string) => ({
      Id: id,
      Name: `/${id}`,
      Image: 'img',
      Config: { Labels: { 'devcontainer.local_folder': folder, 'devcontainer.config_file': config } },
      Mounts: [{ Type: 'bind', Source: folder, Destination: '/workspaces/x', RW: true }],
    });
    const inspected = JSON.stringify([
      container('here', place.folder, join(place.folder, '.devcontainer/devcontainer.json')),
      container('gone', join(place.root, 'no-more'), join(place.root, 'no-more/.devcontainer.json')),
      container('outside', place.folder, '/etc/passwd'),
    ]);
    const engine = place.engine(
      `case "$1 $2" in "ps --all") echo here gone outside ;; "inspect --type") printf '%s' '${inspected}' ;; ` +
        `"image inspect") echo '[{"Config": {"Labels": {}}}]' ;; esac`,
    );
    const { stdout, exitCode } = await place.run('doctor', '--all', '--docker-path', engine);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/no-more: its folder is gone; container gone/);
    expect(stdout).toMatch(/lies outside of its folder; container outside/);
    expect(stdout).toMatch(/^1 dev container\. /m);
    const all = await place.json('doctor', '--all', '--docker-path', engine);
    expectReport(all);
    expect(all).toMatchObject({ containers: [{ folder: place.folder }], skipped: [{}, {}] });
  });
});
