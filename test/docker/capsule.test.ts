import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContainerSource } from '../../cli/src/conversations/containers/ContainerSource.ts';
import { TokenEndpoint } from '../harness/claude/TokenEndpoint.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { startPodman } from '../harness/engine/podman.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { giveTo } from '../harness/system/hostUser.ts';
import { until } from '../harness/system/processes.ts';
import { rounds } from '../harness/system/rounds.ts';
import { CapsuleLab, commit } from './support/CapsuleLab.ts';
import { conversationsInside, sourcesOf } from './support/conversationsInside.ts';

const firstPrompt = 'The first prompt: say how many messages there are.';

/** Capsules, with the real Claude Code in them. The user of the host has other ids than the image's. */
describeDocker('a capsule', () => {
  const api = useMockApi();
  let endpoint: TokenEndpoint;
  let lab: CapsuleLab;
  const exists = async (name: string) =>
    (await useDocker().tryRun(['inspect', '--type', 'container', name])).code === 0;
  const begun = () =>
    api.requests.filter(
      ({ tools, messages }) =>
        tools?.length &&
        JSON.stringify(messages.findLast(({ role }) => role === 'user') ?? '').includes(firstPrompt),
    ).length;

  beforeAll(async () => {
    const tls = join(useHarness().runDirectory, 'capsule-tls');
    mkdirSync(tls, { recursive: true, mode: 0o755 });
    endpoint = await TokenEndpoint.start(tls, api);
    lab = new CapsuleLab('capsules', api);
    await lab.make(endpoint.runArgs, [`${tls}:/opt/tls:ro`]);
  });
  afterAll(async () => {
    await lab?.remove();
    await endpoint?.stop();
  });

  it('talks, is stopped by TERM, and has its history and home when it is run again; a login renewed inside is the new one outside', async () => {
    const folder = lab.capsule('talker');
    const login = `${folder}.claude-login`;
    const { uid } = useHarness().user;
    let run = lab.run(folder, '--prompt', firstPrompt);
    await run.until('started');
    await lab.untilAnswered('talker');
    const conversation = await lab.says('talker', 'echo "$CLAUDE_STATE_CONVERSATION"');
    expect(await lab.says('talker', 'stat -c "%a %u" ~/.claude; cat ~/.tool; id -u; pwd; whoami')).toBe(
      [`700 ${uid}`, 'image', String(uid), '/workspace', 'vscode'].join('\n'),
    );
    const listed = async () => {
      const sources = await sourcesOf({ folder, home: lab.folder });
      const [{ place, project }, ...others] = sources as [ContainerSource];
      expect([place.volume, project, ...others]).toEqual(['talker-home', folder]);
      const read = await conversationsInside(sources[0] as ContainerSource);
      expect(read[conversation]?.hasEnds).toBe(true);
      return place.running;
    };
    expect(await listed()).toBe(true);
    await lab.says('talker', 'echo mine > ~/.bash_history; rm ~/.tool; touch made-inside');
    expect(lstatSync(join(folder, 'made-inside')).uid).toBe(uid);

    const second = lab.run(folder);
    expect(await second.ended).toBe(1);
    expect(second.said).toContain(`runs already (process ${run.child.pid})`);
    expect(second.events.map(({ event }) => event)).toEqual(['note', 'failed']);

    const credentials = join(login, 'store/.credentials.json');
    const expired = endpoint.expiredLogin();
    writeFileSync(credentials, expired, { mode: 0o600 });
    giveTo(useHarness().user, credentials);
    const asked =
      'env -u ANTHROPIC_BASE_URL -u ANTHROPIC_API_KEY NODE_EXTRA_CA_CERTS=/opt/tls/ca.pem claude -p hi </dev/null';
    expect(await lab.says('talker', asked)).toContain('users=1');
    const token = (text: string) => JSON.parse(text).claudeAiOauth.refreshToken;
    expect({ taken: endpoint.taken, refused: endpoint.refused }).toEqual({ taken: 1, refused: 0 });
    expect(token(readFileSync(credentials, 'utf8'))).not.toBe(token(expired));
    expect([lstatSync(credentials).uid, lstatSync(credentials).mode & 0o777]).toEqual([uid, 0o600]);
    expect(readFileSync(join(login, '.gitignore'), 'utf8')).toBe('*\n');

    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(await exists('talker')).toBe(false);
    expect(await listed()).toBe(false);

    run = lab.run(folder, '--prompt', firstPrompt);
    await run.until('started');
    expect(await until(async () => (await exists('talker')) && (await isUp('talker')), 60_000)).toBe(true);
    expect(await lab.says('talker', 'cat ~/.bash_history; ls ~/.tool 2>/dev/null || echo gone')).toBe(
      'mine\ngone',
    );
    const answer = `claude -p --resume ${conversation} 'and now?' --output-format json </dev/null`;
    expect(JSON.parse(await lab.says('talker', answer)).result).toContain('users=2 assistant=1');
    expect(begun()).toBe(1);
    run.interrupt();
    expect(await run.ended).toBe(0);
    expect(run.events.map(({ event }) => event).slice(-2)).toEqual(['stopping', 'stopped']);
  });

  it('goes on with the conversation on a terminal; Ctrl-C there ends Claude Code, then the run', async () => {
    const terminal = await lab.runInTerminal(join(lab.folder, 'talker'));
    try {
      // What was said before is on the screen.
      await terminal.waitFor(/users=1 assistant=0/, 60_000);
      await terminal.waitFor(/❯/);
      await terminal.type('/exit');
      await terminal.keys('Enter');
      await terminal.waitFor(/Press Enter to go on with it/);
      await terminal.keys('C-c');
      await terminal.waitFor(/talker is down. Its home is in the volume talker-home/);
    } finally {
      await terminal.stop();
    }
    expect(await exists('talker')).toBe(false);
  });

  const isUp = async (name: string) =>
    (await useDocker().tryRun(['inspect', '--format', '{{.State.Running}}', name])).stdout.trim() === 'true';

  it('takes over what a killed run left, and leaves alone what is another’s', async () => {
    // Root's files are nobody's here: the folder of the login stays this user's.
    const folder = lab.capsule('killed', `FROM ${lab.image}\nUSER root\n`);
    const left = lab.run(folder);
    await left.until('started');
    expect(await until(() => isUp('killed'), 60_000)).toBe(true);
    left.child.kill('SIGKILL');
    await left.ended;
    expect(await isUp('killed')).toBe(true);
    const run = lab.run(folder);
    await run.until('started');
    expect(lstatSync(`${folder}.claude-login`).uid).toBe(useHarness().user.uid);
    expect(run.events.map(({ event }) => event)).toContain('taken-over');
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);

    const forged = ['--label', `claude-sessions.capsule.folder=${folder}`];
    await useDocker().run(['create', '--name', 'killed', ...forged, lab.image, 'true']);
    const refused = lab.run(folder, '--login', 'own');
    expect(await refused.ended).toBe(1);
    expect(refused.said).toContain('There is a container killed already');
    expect(await exists('killed')).toBe(true);
    await useDocker().run(['rm', 'killed']);

    const slow = lab.run(lab.capsule('slow', `FROM ${lab.image}\nRUN sleep 2\n`), '--login', 'own');
    await slow.until('building');
    await useDocker().run(['create', '--name', 'slow', lab.image, 'true']);
    expect(await slow.ended).toBe(1);
    expect(slow.said).toContain('The container slow could not be made');
    expect(await exists('slow')).toBe(true);
    await useDocker().run(['rm', 'slow']);

    const intruder = lab.run(folder, '--login', 'own', '--name', 'talker');
    expect(await intruder.ended).toBe(1);
    expect(intruder.said).toContain(`it is the home of the capsule of ${join(lab.folder, 'talker')}`);
  });

  it('reconcile leaves one to its run, and makes one without a run anew, as it was run', async () => {
    const folder = lab.capsule('drifting');
    const words = ['--login', 'own', '--memory', '512m', '--', 'sh', '-c', 'echo up > ~/up; exec sleep 1000'];
    const run = lab.run(folder, ...words);
    await run.until('started');
    expect(await until(() => isUp('drifting'), 60_000)).toBe(true);
    expect(await lab.reconcile('drifting')).toMatchObject({ state: 'as-asked' });
    // It does not see that its container is gone.
    run.child.kill('SIGSTOP');
    await lab.loseWorkspace('drifting');
    const lacks = [{ code: 'mount-missing', path: '/workspace' }];
    const owned = await lab.reconcile('drifting', '--recreate');
    expect(owned).toMatchObject({ differences: lacks, attempt: { result: 'left' } });
    expect(owned.attempt?.what).toContain(`its run (process ${run.child.pid}) keeps it up`);
    run.child.kill('SIGKILL');
    await run.ended;
    const planned = await lab.reconcile('drifting', '--recreate', '--dry-run');
    expect(planned).toMatchObject({ differences: lacks, attempt: { result: 'planned' } });
    const mended = await lab.reconcile('drifting', '--recreate');
    expect(mended).toMatchObject({ state: 'as-asked', attempt: { result: 'done' } });
    expect(mended.attempt?.what).toContain('run ');
    const mounts = await useDocker().mounts('drifting');
    expect(mounts.map(({ Destination }) => Destination)).toEqual(
      expect.arrayContaining(['/home/vscode', '/workspace']),
    );
    const limit = ['inspect', '--format', '{{.HostConfig.Memory}} {{json .Config.Cmd}}', 'drifting'];
    expect((await useDocker().run(limit)).trim()).toBe(
      `${512 * 1024 ** 2} ["-c","echo up > ~/up; exec sleep 1000"]`,
    );

    const next = lab.run(folder, ...words);
    await next.until('started');
    next.child.kill('SIGTERM');
    expect(await next.ended).toBe(0);
  });

  it('what does not end by TERM is ended at once by a second Ctrl-C', async () => {
    const folder = lab.capsule('stubborn');
    const run = lab.run(
      folder,
      '--login',
      'own',
      '--',
      'sh',
      '-c',
      'trap "" TERM; while :; do sleep 1; done',
    );
    await run.until('started');
    expect(await until(() => isUp('stubborn'), 60_000)).toBe(true);
    // As npx does it, which hands on what the terminal has sent to all.
    run.interrupt();
    run.interrupt();
    await run.until('stopping');
    expect(await isUp('stubborn')).toBe(true);
    const isDown = () => run.events.some(({ event }) => event === 'stopped');
    // Pressed until it is down: a second that comes at once is the same.
    while (!isDown() && run.child.exitCode === null) {
      run.child.kill('SIGINT');
      await sleep(300);
    }
    expect(await run.ended).toBe(1);
    expect(await exists('stubborn')).toBe(false);
  });

  it('a hog inside is killed at the limit, said, and started again', async () => {
    const folder = lab.capsule('hog');
    const run = lab.run(folder, '--memory', '64m', '--no-workspace', '--', 'sh', '-c', 'exec tail /dev/zero');
    const ended = await run.until('ended');
    expect(ended).toMatchObject({ oomKilled: true, exitCode: 137 });
    expect(ended.message).toContain('reached its memory limit of 64m');
    expect((await run.until('waiting')).ms).toBe(1000);
    expect((await run.until('waiting', 2)).ms).toBe(2000);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });

  it('is made again at a new commit, with the conversation intact; a build that fails keeps the old one', async () => {
    const folder = lab.capsule('watched', `FROM ${lab.image}\nRUN echo one > /tmp/version\n`);
    await commit(folder, 'one');
    const run = lab.run(folder, '--watch', '--login', 'own', '--prompt', firstPrompt);
    const before = begun();
    await run.until('started');
    await lab.untilAnswered('watched');
    const id = await useDocker().run(['inspect', '--format', '{{.Id}}', 'watched']);

    lab.put(folder, 'Dockerfile', `FROM ${lab.image}\nRUN printf 'bad \\033[2J' && false\n`);
    await commit(folder, 'bad');
    const failed = await run.until('build-failed');
    expect(failed.message).toContain('stays as it was');
    expect(run.said).toContain('bad \\u001b[2J');
    expect(JSON.stringify(failed.lines)).toContain('returned a non-zero code');
    expect(await useDocker().run(['inspect', '--format', '{{.Id}}', 'watched'])).toBe(id);

    lab.put(folder, 'Dockerfile', `FROM ${lab.image}\nUSER 4242\n`);
    await commit(folder, 'an image whose user has no home');
    expect((await run.until('build-failed', 2)).lines).toEqual([expect.stringContaining('has no home')]);
    expect(await useDocker().run(['inspect', '--format', '{{.Id}}', 'watched'])).toBe(id);

    lab.put(folder, 'Dockerfile', `FROM ${lab.image}\nRUN echo two > /tmp/version\n`);
    lab.put(lab.folder, 'refuse', '');
    await commit(folder, 'two');
    const refused = await run.until('build-failed', 3);
    expect(refused.message).toContain('the old one is back');
    await run.until('started', 2);
    expect(await until(() => isUp('watched'), 60_000)).toBe(true);
    expect(await lab.says('watched', 'cat /tmp/version')).toBe('one');
    // The same image, which is not the one that runs.
    lab.put(folder, 'more', '');
    await commit(folder, 'more');
    await run.until('started', 3);
    expect(run.events.map(({ event }) => event)).not.toContain('unchanged');
    expect(await until(() => isUp('watched'), 60_000)).toBe(true);
    expect(await lab.says('watched', 'cat /tmp/version')).toBe('two');
    const conversation = await lab.says('watched', 'echo "$CLAUDE_STATE_CONVERSATION"');
    const answer = `claude -p --resume ${conversation} 'and now?' --output-format json </dev/null`;
    expect(JSON.parse(await lab.says('watched', answer)).result).toContain('users=2 assistant=1');
    expect(begun()).toBe(before + 1);
    expect(run.events.filter(({ event }) => event === 'build-failed')).toHaveLength(3);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(existsSync(`${folder}.claude-login`)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['.git', 'Dockerfile', 'more']);
  });

  if (rounds({ short: false, long: true })) {
    it('under Podman 5.4 it talks, is stopped by TERM, and has its history and home when it is run again', async () => {
      const { runDirectory, claude } = useHarness();
      const name = 'podman-capsules';
      mkdirSync(CapsuleLab.folderOf(name), { recursive: true });
      const podman = await startPodman(runDirectory, { claude: claude['2.1.329'] }, [
        CapsuleLab.folderOf(name),
      ]);
      const other = new CapsuleLab(name, api, podman);
      try {
        await other.make(['--network host'], []);
        const folder = other.capsule('kept');
        const before = begun();
        let run = other.run(folder, '--prompt', firstPrompt, '--login', 'own');
        await run.until('started');
        await other.untilAnswered('kept');
        const conversation = await other.says('kept', 'echo "$CLAUDE_STATE_CONVERSATION"');
        expect(await other.says('kept', 'id -u; pwd; echo mine > ~/.bash_history; rm ~/.tool; ls')).toBe(
          '1000\n/workspace\nDockerfile',
        );
        run.child.kill('SIGTERM');
        expect(await run.ended).toBe(0);
        expect((await podman.tryRun(['container', 'exists', 'kept'])).code).toBe(1);

        run = other.run(folder, '--prompt', firstPrompt, '--login', 'own');
        await run.until('started');
        const isUp = async () => (await podman.tryRun(['exec', 'kept', 'true'])).code === 0;
        expect(await until(isUp, 60_000)).toBe(true);
        expect(await other.says('kept', 'cat ~/.bash_history; ls ~/.tool 2>/dev/null || echo gone')).toBe(
          'mine\ngone',
        );
        const answer = `claude -p --resume ${conversation} 'and now?' --output-format json </dev/null`;
        expect(JSON.parse(await other.says('kept', answer)).result).toContain('users=2 assistant=1');
        expect(begun()).toBe(before + 1);
        run.child.kill('SIGTERM');
        expect(await run.ended).toBe(0);
      } finally {
        await other.remove();
      }
    });

    it('an image that always fails is given up on, with its last words', async () => {
      const folder = lab.capsule('failing');
      const run = lab.run(folder, '--login', 'own', '--', 'sh', '-c', 'echo why; exit 3');
      expect(await run.ended).toBe(1);
      expect(run.events.filter(({ event }) => event === 'waiting').map(({ ms }) => ms)).toEqual([
        1000, 2000, 4000, 8000,
      ]);
      expect(run.said).toContain('never stays up');
      expect(run.said).toContain('why');
      expect(await exists('failing')).toBe(false);
    });
  }
});
