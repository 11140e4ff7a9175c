import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentSdk, agentSdk } from '../harness/claude/agentSdk.ts';
import { askInside, askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { answerQuestions } from '../harness/claude/onboarding.ts';
import { terminalOnHost } from '../harness/claude/terminal.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { makeFolder, makeProject, type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useHarness } from '../harness/start/harness.ts';
import { giveTo, runAs } from '../harness/system/hostUser.ts';
import { rounds } from '../harness/system/rounds.ts';

type Line = Record<string, unknown>;

/** What a resumed client sends, of the real one. */
describeDocker('branches and merges', () => {
  const api = useMockApi();

  describe.each(rounds({ short: claudeVersions.slice(0, 1), long: claudeVersions }))(
    'with Claude Code %s',
    (version) => {
      let project: Project;
      let sdk: AgentSdk;
      let folder: string;
      let id: string;

      beforeAll(async () => {
        sdk = await agentSdk();
        project = await makeProject({ claude: version });
        folder = hostProjectFolder(project, project.folder);
        id = (await ask('the first words')).sessionId;
        await ask('the second words', '--resume', id);
        api.useTool = { name: 'Bash', input: { command: 'echo from-the-tool' } };
        await ask('the third words', '--resume', id, '--dangerously-skip-permissions');
        await ask('the fourth words', '--resume', id);
      });
      afterAll(() => project?.dispose());

      const ask = (prompt: string, ...args: string[]) => askOnHost(project, { version, api, prompt, args });
      const linesOf = (session: string, from = folder): Line[] =>
        readFileSync(join(from, `${session}.jsonl`), 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
      const ours = async (...args: string[]) =>
        JSON.parse((await claudeSessions(project, 'branch', [...args, '--json'], { folder: null })).stdout);
      const bySdk = async (session: string, upToMessageId?: string) => {
        process.env.CLAUDE_CONFIG_DIR = join(project.home, '.claude');
        try {
          const made = await sdk.forkSession(session, { ...(upToMessageId && { upToMessageId }) });
          giveTo(useHarness().user, join(folder, `${made.sessionId}.jsonl`));
          return made.sessionId;
        } finally {
          delete process.env.CLAUDE_CONFIG_DIR;
        }
      };
      /** The messages of the request with a prompt; what the client says anew in each run is left out. */
      const sentFor = async (session: string, cwd = project.folder) => {
        const before = api.requests.length;
        await askOnHost(project, { version, api, prompt: 'and now', args: ['--resume', session], cwd });
        const sent = api.requests
          .slice(before)
          .find(({ messages }) => JSON.stringify(messages).includes('and now'));
        return JSON.stringify(sent?.messages, null, 1)
          .replaceAll(session, 'SESSION')
          .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'UUID');
      };
      const count = (text: string, word: string) => text.split(word).length - 1;

      it('sends of a branch what it sends of the fork of the SDK, whole and up to a message', async () => {
        const said = linesOf(id).filter(({ type }) => type === 'assistant');
        for (const at of [undefined, said[1]?.uuid as string]) {
          const branch = await ours(id.slice(0, 8), ...(at ? ['--at', at.slice(0, 12)] : []));
          const fork = await bySdk(id, at);
          const sent = await sentFor(branch.id);
          expect(sent).toBe(await sentFor(fork));
          expect(sent).toContain('the second words');
          expect(sent.includes('from-the-tool')).toBe(at === undefined);
        }
      });

      it('sends a merged block once, behind what was there, and no turn that nobody said', async () => {
        const parent = (await ours(id)).id;
        const fork = (await ours(parent)).id;
        const before = readFileSync(join(folder, `${parent}.jsonl`));
        const unmerged = await sentFor((await ours(parent)).id);
        api.echo = 'answered in the branch';
        await ask('words of the branch', '--resume', fork);
        api.echo = '';
        await claudeSessions(project, 'merge', [fork], { folder: null });
        expect(
          readFileSync(join(folder, `${parent}.jsonl`))
            .subarray(0, before.length)
            .equals(before),
        ).toBe(true);
        const again = await claudeSessions(project, 'merge', [fork, '--into', parent], { folder: null });
        expect(again.stdout).toContain('Already merged');
        const sent = await sentFor(parent);
        for (const word of ['words of the branch', 'answered in the branch', 'Merged from the branch'])
          expect(count(sent, word), sent).toBe(1);
        expect(sent).not.toContain('No response requested');
        const end = unmerged.lastIndexOf('"role": "user"');
        expect(sent.startsWith(unmerged.slice(0, end))).toBe(true);
        expect(count(await sentFor(parent), 'words of the branch')).toBe(1);
      });

      it('shows a merged block in the terminal, and sends it from there', async () => {
        const parent = (await ours(id)).id;
        const fork = (await ours(parent)).id;
        await ask('words of the branch', '--resume', fork);
        await claudeSessions(project, 'merge', [fork], { folder: null });
        const state = JSON.stringify(answerQuestions({}, project.folder));
        writeHostFile(join(project.home, '.claude.json'), state, 0o600);
        const before = api.requests.length;
        const terminal = await terminalOnHost(project, version, claudeEnvironment(api), ['--resume', parent]);
        try {
          await terminal.waitFor(/Merged from the branch/);
          await terminal.waitFor(/words of the branch/);
          await terminal.waitFor(/[❯>] /);
          await terminal.type('and now');
          await terminal.keys('Enter');
          await terminal.waitFor(/and now[\s\S]*users=/);
        } finally {
          await terminal.stop();
        }
        const sent = api.requests
          .slice(before)
          .find(({ messages }) => JSON.stringify(messages).includes('and now'));
        expect(count(JSON.stringify(sent?.messages), 'words of the branch')).toBe(1);
      });

      it('refers to long results of tools in the folder of the first conversation, and reads them there', async () => {
        api.useTool = { name: 'Bash', input: { command: 'seq 1 20000' } };
        const first = (await ask('many rows', '--dangerously-skip-permissions')).sessionId;
        const results = join(folder, first, 'tool-results');
        const [name = ''] = readdirSync(results);
        const branch = (await ours(first)).id;
        expect(existsSync(join(folder, branch))).toBe(false);
        const read = async () => {
          api.useTool = { name: 'Read', input: { file_path: join(results, name), offset: 19_000, limit: 2 } };
          await ask('read them', '--resume', branch);
          return JSON.stringify(linesOf(branch).findLast(({ toolUseResult }) => toolUseResult)?.message);
        };
        expect(await sentFor(branch)).toContain(`/UUID/tool-results/${name}`);
        expect(await read()).toContain('19000\\t19000');
        rmSync(results, { recursive: true });
        expect(await read()).toContain('File does not exist');
        expect(await sentFor(branch)).toContain('Preview (first 2KB)');
      });

      it('is sent on another machine what was said on this one, after a fast-forward and of a fork', async () => {
        const place = makeFolder(join(project.root, 'meet'));
        const there = {
          ...project,
          home: makeFolder(join(project.root, 'other-home')),
          folder: makeFolder(join(project.root, 'other/app')),
        };
        const { user } = useHarness();
        await runAs(user, 'git', ['init', '--quiet', there.folder]);
        for (const { folder: top } of [project, there])
          await runAs(user, 'git', ['-C', top, 'remote', 'add', 'origin', 'git@example.com:me/app.git']);
        const sync = async (machine: Project, ...args: string[]) =>
          JSON.parse((await claudeSessions(machine, 'sync', ['--json', ...args])).stdout);
        const sent = async (machine: Project, session: string, prompt: string) => {
          const before = api.requests.length;
          await askOnHost(machine, {
            version,
            api,
            prompt,
            args: ['--resume', session],
            cwd: machine.folder,
          });
          const found = api.requests
            .slice(before)
            .find(({ messages }) => JSON.stringify(messages).includes(prompt));
          return JSON.stringify(found?.messages);
        };
        const shared = (await ours(id)).id;
        await sync(project, '--with', place, '--plain');
        expect(await sync(there, '--with', place, '--plain')).toMatchObject({ left: [] });
        const first = await sent(there, shared, 'said over there');
        for (const word of ['the first words', 'the second words', 'from-the-tool', 'the fourth words'])
          expect(count(first, word), first).toBeGreaterThan(0);
        await sync(there);
        expect(await sync(project)).toMatchObject({ forwarded: [{ session: shared }], forked: [] });
        const second = await sent(project, shared, 'said over here');
        expect([count(second, 'said over there'), count(second, 'the fourth words')]).toEqual([
          1,
          count(first, 'the fourth words'),
        ]);
        await sent(there, shared, 'said at the same time');
        await sync(there);
        const [{ fork }] = (await sync(project)).forked;
        const third = await sent(project, fork, 'and now');
        for (const [word, times] of [
          ['said over there', 1],
          ['said at the same time', 1],
          ['said over here', 0],
        ] as const)
          expect(count(third, word), third).toBe(times);
        expect(await sent(project, shared, 'once more')).not.toContain('said at the same time');
      });

      it('goes on in a worktree with the branch that was made there', async () => {
        const made = await ours(id, '--name', 'try it', '--worktree');
        expect(made.folder).toBe(join(project.root, 'work/app-try-it'));
        expect(existsSync(join(made.folder, 'hello.txt'))).toBe(true);
        const there = hostProjectFolder(project, made.folder);
        expect(sessionsIn(there)).toEqual([made.id]);
        const before = linesOf(made.id, there).length;
        expect(await sentFor(made.id, made.folder)).toContain('the fourth words');
        expect(linesOf(made.id, there).length).toBeGreaterThan(before);
        expect(sessionsIn(there)).toEqual([made.id]);
        if (version === claudeVersions[0]) await expectInContainer(made, there);
      });

      /** As it is told: shared there, and resumed in a dev container of its own. */
      const expectInContainer = async (
        { id: branch, folder: tree }: Record<string, string>,
        there: string,
      ) => {
        const own = {
          ...project,
          folder: tree ?? '',
          config: join(tree ?? '', relative(project.folder, project.config)),
        };
        await claudeSessions(own, 'share');
        await up(own);
        const before = api.requests.length;
        const args = ['--resume', branch ?? ''];
        expect(await askInside(own, { version, api, prompt: 'inside', args })).toMatchObject({
          sessionId: branch,
        });
        expect(JSON.stringify(api.requests.slice(before))).toContain('the fourth words');
        expect(JSON.stringify(linesOf(branch ?? '', there))).toContain('inside');
        expect(sessionsIn(there)).toEqual([branch]);
      };

      it('sends of a long branch with compactions what it sends of the fork of the SDK', async () => {
        const long = (await ours(id)).id;
        const path = join(folder, `${long}.jsonl`);
        const last = linesOf(long).findLast(({ type }) => type === 'assistant') ?? {};
        const { cwd, version: of, userType, gitBranch } = last;
        const common = { isSidechain: false, cwd, version: of, userType, gitBranch, sessionId: long };
        let parentUuid = last.uuid;
        const add = (uuid: string, line: Line) => {
          const whole = { parentUuid, ...common, uuid, timestamp: new Date().toISOString(), ...line };
          appendFileSync(path, `${JSON.stringify(whole)}\n`);
          parentUuid = uuid;
        };
        const uuid = (n: number) => `${String(n).padStart(8, '0')}-2222-4222-8222-222222222222`;
        add(uuid(1), {
          type: 'user',
          message: { role: 'user', content: `before ${'x'.repeat(6 * 1024 * 1024)}` },
        });
        add(uuid(2), {
          type: 'system',
          subtype: 'compact_boundary',
          parentUuid: null,
          logicalParentUuid: uuid(1),
          content: 'Conversation compacted',
          level: 'info',
          isMeta: false,
          compactMetadata: { trigger: 'manual', preTokens: 1 },
        });
        add(uuid(3), {
          type: 'user',
          isCompactSummary: true,
          isVisibleInTranscriptOnly: true,
          message: { role: 'user', content: 'the summary' },
        });
        add(uuid(4), { type: 'user', message: { role: 'user', content: 'after it' } });
        const branch = await ours(long);
        const sent = await sentFor(branch.id);
        expect(sent).toBe(await sentFor(await bySdk(long)));
        expect(sent).toContain('after it');
        expect(sent).not.toContain('xxxx');
      });
    },
  );
});
