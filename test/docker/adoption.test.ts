import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { testLabel } from '../harness/engine/cleanEngine.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { makeFolder, type Project } from '../harness/project/project.ts';
import { hashTree, hostProjectFolder } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';
import { run, succeeded } from '../harness/system/run.ts';

const version = '2.1.329';
const slugFolder = '/var/lib/claude/projects/-workspaces-app';
const kills = rounds({ short: 20, long: 200 });
const starts = rounds({ short: 3, long: 20 });

/** Sessions recorded in the volume move to the host's folder, whatever happens on the way. */
describeDocker('adoption', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const make = async (more: Record<string, unknown> = {}) => {
    project = await projects.make({ claude: version, more });
  };
  const goOn = (): AskOptions => ({ version, api, args: ['--continue'] });
  const hostFolder = () => hostProjectFolder(project, project.folder);

  it(`survives ${kills} kills at random instants: every file once, unchanged`, async () => {
    await make();
    await claudeSessions(project, 'share');
    const { containerId } = await up(project);
    const args = ['exec', '-i', '-u', 'vscode', containerId, 'sh', '-s', String(kills)];
    const finished = await useDocker().tryRun(args, { input: killScript, timeout: 280_000 });
    const report = succeeded(finished).stdout.trim().split('\n');
    expect(report.slice(0, -1)).toEqual([]);
    const [, hit] = /^killed (\d+)$/.exec(report.at(-1) ?? '') ?? [];
    expect(Number(hit)).toBe(kills);
    expect(readdirSync(hostFolder()).filter((name) => name !== '.keep')).toEqual([
      '.session-aliases',
      'memory',
    ]);
  });

  it(`is done once by two containers that start at the same time, ${starts} times`, async () => {
    await make();
    await claudeSessions(project, 'share');
    const container = await up(project);
    for (let round = 0; round < starts; round += 1) {
      const files = await recordInVolume(container, 12);
      await Promise.all([startAgain(container), startAgain(container)]);
      expect(contentOf(hostFolder()), `round ${round}`).toEqual(files);
      const left = `find /var/lib/claude/ -name "*.jsonl*" -o -name kept`;
      expect((await useDocker().sh(container.containerId, left)).stdout).toBe('');
      for (const name of Object.keys(files)) rmSync(join(hostFolder(), name));
    }
  });

  it.runIf(process.getuid?.() === 0)(
    'loses nothing on a full disk, says so, and ends when there is room',
    async () => {
      await make();
      const projects = makeFolder(join(project.home, '.claude/projects'));
      const { uid, gid } = useHarness().user;
      await run('mount', ['-t', 'tmpfs', '-o', `size=1m,uid=${uid},gid=${gid}`, 'tmpfs', projects]);
      try {
        await claudeSessions(project, 'share');
        const container = await up(project);
        const files = await recordInVolume(container, 12, 400_000);
        const bridge = () =>
          useDocker().tryRun(['exec', '-u', 'vscode', container.containerId, 'claude-state', 'bridge']);
        const full = await bridge();
        expect(full.code).toBe(0);
        expect(full.stdout + full.stderr).toMatch(/claude-state: .+/);
        const everywhere = { ...(await filesInVolume(container)), ...contentOf(hostFolder()) };
        expect(everywhere).toEqual(files);
        await run('mount', ['-o', 'remount,size=64m', projects]);
        await bridge();
        expect(contentOf(hostFolder())).toEqual(files);
        expect(await filesInVolume(container)).toEqual({});
        await useDocker().run(['rm', '-f', container.containerId]);
      } finally {
        await run('umount', ['-l', projects]);
      }
    },
  );

  it('is done before anybody can be inside: a command of the project goes on with the session', async () => {
    const ask = '/opt/claude-code/claude -p first --continue --output-format json > /tmp/first.json';
    await make({ remoteEnv: claudeEnvironment(api), onCreateCommand: ['sh', '-c', ask] });
    const { sessionId } = await askOnHost(project, { version, api });
    await claudeSessions(project, 'share');
    const { containerId } = await up(project);
    const first = JSON.parse((await useDocker().sh(containerId, 'cat /tmp/first.json')).stdout);
    expect(first).toMatchObject({ session_id: sessionId, result: 'users=2 assistant=1' });
  });

  it('holds when Claude Code is started in the instant that the container starts', async () => {
    await make();
    await claudeSessions(project, 'isolate');
    const isolated = await up(project);
    const { sessionId } = await askInside(project, { version, api });
    await claudeSessions(project, 'share');
    const { containerId } = await up(project, { removeExisting: true });
    expect(containerId).not.toBe(isolated.containerId);
    const last = 2 + rounds({ short: 2, long: 4 });
    for (let users = 2; users < last; users += 1) {
      await useDocker().run(['stop', '-t', '0', containerId]);
      const set = Object.entries(claudeEnvironment(api)).flatMap(([name, value]) => [
        '-e',
        `${name}=${value}`,
      ]);
      const where = ['-u', 'vscode', '-w', '/workspaces/app', containerId, '/opt/claude-code/claude'];
      const ask = ['exec', ...set, ...where, '-p', 'hi', '--continue', '--output-format', 'json'];
      await useDocker().run(['start', containerId]);
      const answer = JSON.parse(await useDocker().run(ask));
      expect(answer).toMatchObject({
        session_id: sessionId,
        result: `users=${users} assistant=${users - 1}`,
      });
    }
    const text = `users=${last} assistant=${last - 1}`;
    expect(await askOnHost(project, goOn())).toMatchObject({ sessionId, text });
  });

  /** Puts transcripts into a real folder under the container's slug, as isolation leaves them; returns them by name. */
  async function recordInVolume(
    { containerId }: UpResult,
    count: number,
    size = 5000,
  ): Promise<Record<string, string>> {
    const source = join(project.root, 'recorded');
    mkdirSync(source, { recursive: true });
    const files: Record<string, string> = {};
    for (let i = 0; i < count; i += 1) {
      files[`${randomBytes(8).toString('hex')}.jsonl`] = `${randomBytes(size / 2).toString('hex')}\n`;
    }
    const tar = Object.entries(files).map(([name, text]) => `printf '%s' '${text}' > ${name}`);
    const script = [`rm -f ${slugFolder} && mkdir ${slugFolder} && cd ${slugFolder}`, ...tar].join('\n');
    const args = ['exec', '-i', '-u', 'vscode', containerId, 'sh', '-s'];
    succeeded(await useDocker().tryRun(args, { input: script }));
    return files;
  }

  /** Another container of the same image with the same mounts: the entrypoint, and the hook as the remote user. */
  async function startAgain({ containerId }: UpResult): Promise<void> {
    const docker = useDocker();
    const image = (await docker.run(['inspect', '--format', '{{.Image}}', containerId])).trim();
    const hook = 'runuser -u vscode -- claude-state bridge /workspaces/app';
    const script = `/usr/local/share/claude-sessions/entrypoint.sh; ${hook}`;
    const options = ['--rm', '--network=none', '--label', testLabel, '--volumes-from', containerId];
    await docker.run(['run', ...options, '--entrypoint', 'sh', image, '-c', script]);
  }

  async function filesInVolume({ containerId }: UpResult): Promise<Record<string, string>> {
    const list = 'cd -P /var/lib/claude && find . -type f -name "*.jsonl"';
    const paths = (await useDocker().sh(containerId, list)).stdout.split('\n').filter(Boolean);
    const files: Record<string, string> = {};
    for (const path of paths) {
      const { stdout } = await useDocker().sh(containerId, `cd -P /var/lib/claude && cat '${path}'`);
      files[path.split('/').at(-1) ?? ''] = stdout;
    }
    return files;
  }
});

/** The transcripts in a folder of the host, by name. */
function contentOf(folder: string): Record<string, string> {
  const names = Object.keys(hashTree(folder)).filter((name) => name.endsWith('.jsonl'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/**
 * Rounds of: record, adopt, kill in between, adopt again, look, until the asked number of kills came before adoption had
 * ended. How long adoption takes depends on what else the machine does: a kill that comes too late halves the time in
 * which the next ones fall, one that hits widens it again. Says a line for each fault, and at last how many kills hit.
 */
const killScript = `
set -u
slug=${slugFolder}
host=/mnt/claude-host/project
killed=0
now() { date +%s%N | cut -c1-13; }
record() {
  rm -f "$slug"
  mkdir -p "$slug/round-dir/subagents"
  for i in 1 2 3 4 5; do head -c 20000 /dev/urandom | od -An -tx1 > "$slug/round-$1-$i.jsonl"; done
  head -c 8000000 /dev/zero > "$slug/round-$1-large.jsonl"
  head -c 3000 /dev/urandom > "$slug/round-dir/subagents/round-$1.jsonl"
  (cd "$slug" && find . -type f -exec sha256sum {} + > /tmp/sums)
}
record 0
begin=$(now); claude-state bridge; full=$(( $(now) - begin + 10 ))
rm -rf "$host"/round-*
longest=$full round=0
while [ "$killed" -lt "$1" ] && [ "$round" -lt $((4 * $1)) ]; do
  round=$((round + 1))
  record "$round"
  setsid claude-state bridge >/dev/null 2>&1 & pid=$!
  wait_ms=$(( $(od -An -N2 -tu2 /dev/urandom) % full ))
  sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
  if kill -9 "-$pid" 2>/dev/null; then killed=$((killed + 1)) full=$((full + full / 4)); else full=$((full / 2 + 10)); fi
  [ "$full" -le "$longest" ] || full=$longest
  wait "$pid" 2>/dev/null
  (cd "$host" && sha256sum -c --quiet --ignore-missing /tmp/sums) 2>&1 | grep FAILED && echo "round $round: a part under its name"
  said=$(claude-state bridge 2>&1)
  (cd "$host" && sha256sum -c --quiet /tmp/sums) >/dev/null 2>&1 || echo "round $round: lost or changed, after $wait_ms ms; $said"
  [ -L "$slug" ] || echo "round $round: not bridged; $said"
  [ "$(find "$host/" -name "round-*.jsonl" | wc -l)" = 7 ] || echo "round $round: not once on the host"
  [ -z "$(find -P "$(readlink -f /var/lib/claude)" -name 'round-*')" ] || echo "round $round: still in the volume"
  rm -rf "$host"/round-*
done
echo "killed $killed"
`;
