import { existsSync, mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostFiles, listSnapshots } from '../../cli/src/snapshots/snapshots.ts';
import type { Snapshot } from '../../core/src/snapshots/Snapshot.ts';
import { askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { say } from '../harness/claude/inTerminal.ts';
import { answerQuestions } from '../harness/claude/onboarding.ts';
import { terminalOnHost } from '../harness/claude/terminal.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder } from '../harness/project/transcripts.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useHarness } from '../harness/start/harness.ts';
import { giveTo } from '../harness/system/hostUser.ts';
import { until } from '../harness/system/processes.ts';
import { rounds } from '../harness/system/rounds.ts';

const old = 'aaaaaaaa-0000-4000-8000-000000000000';
const day = 86_400_000;
const isLong = rounds({ short: false, long: true });

/** A conversation of another folder, with what belongs to it. @returns its files, below the config directory */
function oldConversation(project: Project, folder: string, age: number): Map<string, string> {
  const below = hostProjectFolder(project, folder).slice(join(project.home, '.claude').length + 1);
  const message = { role: 'user', content: 'An old one' };
  const line = { type: 'user', uuid: old, parentUuid: null, sessionId: old, cwd: folder, message };
  const files = new Map([
    [`${below}/${old}.jsonl`, `${JSON.stringify(line)}\n`],
    [`${below}/${old}/subagents/agent-a1.jsonl`, '{}\n'],
    [`${below}/${old}/tool-results/one.txt`, 'a result'],
    [`tasks/${old}/1.json`, '{"id":"1","subject":"a","description":"b","status":"pending"}'],
    [`todos/${old}-agent-${old}.json`, '[]'],
    [`file-history/${old}/abcd@v1`, 'before'],
  ]);
  const time = new Date(Date.now() - age * day);
  for (const [path, text] of files) {
    const at = join(project.home, '.claude', path);
    writeHostFile(at, text);
    for (const each of [at, dirname(at)]) utimesSync(each, time, time);
  }
  return files;
}

const snapshotsOf = (project: Project, folder: string): Promise<Snapshot[]> =>
  listSnapshots({ home: project.home, configDir: join(project.home, '.claude'), project: folder });

async function otherFolder(project: Project): Promise<string> {
  const folder = join(project.root, 'work/other');
  mkdirSync(folder);
  giveTo(useHarness().user, folder);
  return folder;
}

/** The hooks of keep with the real client, and its own sweep. */
describeDocker('keep on the host', () => {
  const api = useMockApi();

  describe.each(claudeVersions)('with Claude Code %s', (version) => {
    it('has what is deleted soon kept at the start, and the conversation at the end, and sends no word of it', async () => {
      const project = await makeProject();
      const other = await otherFolder(project);
      await claudeSessions(project, 'keep', ['on'], { folder: null });
      oldConversation(project, other, 45);
      const before = api.requests.length;
      const { sessionId } = await askOnHost(project, { version, api });
      const isKept = async (folder: string, id: string) => {
        const path = join(hostProjectFolder(project, folder), `${id}.jsonl`);
        const size = existsSync(path) ? readFileSync(path).length : -1;
        const files = (await snapshotsOf(project, folder)).flatMap((each) => hostFiles(each));
        return files.some((each) => each.path.endsWith(`/${id}.jsonl`) && each.size === size);
      };
      expect(await until(() => isKept(project.folder, sessionId), 60_000, 100)).toBe(true);
      expect(await until(() => isKept(other, old), 60_000, 100)).toBe(true);
      expect(/\.claude-sessions|keep\.sh/.test(JSON.stringify(api.requests.slice(before)))).toBe(false);
      await project.dispose();
    });

    if (isLong)
      it('what the sweep of an interactive client takes was kept before, and comes back to the byte', async () => {
        const project = await makeProject();
        const other = await otherFolder(project);
        await claudeSessions(project, 'keep', ['on'], { folder: null });
        const files = oldConversation(project, other, 5);
        writeHostFile(
          join(project.home, '.claude/settings.json'),
          JSON.stringify({
            ...JSON.parse(readFileSync(join(project.home, '.claude/settings.json'), 'utf8')),
            cleanupPeriodDays: 1,
          }),
        );
        const state = JSON.stringify(answerQuestions({}, project.folder));
        writeHostFile(join(project.home, '.claude.json'), state, 0o600);
        const at = (path: string) => join(project.home, '.claude', path);
        const tmux = await terminalOnHost(project, version, claudeEnvironment(api));
        try {
          await say(tmux, 'hello', /users=1 assistant=0/);
          const isSwept = () => [...files.keys()].every((path) => !existsSync(at(path)));
          expect(await until(isSwept, 1_200_000, 1000)).toBe(true);
        } finally {
          await tmux.stop();
        }
        await claudeSessions({ ...project, folder: other }, 'restore', [old], { folder: null });
        for (const [path, text] of files) expect(readFileSync(at(path), 'utf8'), path).toBe(text);
        await project.dispose();
      }, 1_500_000);
  });
});
