import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GuardedHost } from '../harness/claude/GuardedHost.ts';
import { tryClaudeSessions } from '../harness/project/cli.ts';
import { writeHostFile } from '../harness/project/project.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useHarness } from '../harness/start/harness.ts';

/** What the guard does with the real client: first that a line acts without it, then that nothing is sent with it. */
describeDocker('the guard on the host', () => {
  describe.each(claudeVersions)('with Claude Code %s', (version) => {
    let host: GuardedHost;
    /** Has the client read the secret again: at the next prompt, or once it compacts. */
    const reread = () => [...host.toolCall('Write', { file_path: host.secret, content: 'x' }), host.rewind];

    beforeAll(async () => {
      host = await GuardedHost.start(version);
    });
    afterAll(() => host?.stop());

    const compactAndGoOn = async () => {
      const before = host.api.requests.length;
      const runs = [await host.goOn(), await host.goOn({ prompt: '/compact' }), await host.goOn()];
      return { runs, ...host.since(before) };
    };

    it('a file that the transcript names is sent without it', async () => {
      await host.guarded(false);
      host.append(...reread());
      expect((await compactAndGoOn()).sent).toContain(host.canary);
    });

    it('stops prompts, /compact and forks, with what and what to do', async () => {
      await host.guarded(true);
      host.append(...reread());
      const { runs, requests } = await compactAndGoOn();
      expect(requests).toBe(0);
      for (const { finished } of runs) {
        expect(finished.stdout).toContain('Claude Sessions: this conversation holds');
        expect(finished.stdout).toContain(`claude-sessions verify ${host.project.folder}`);
      }
      const forked = await host.goOn({ args: ['--resume', host.sessionId, '--fork-session'] });
      expect(forked.requests, forked.finished.stdout).toBe(0);
      const elsewhere = { args: ['--resume', host.transcript], cwd: host.project.home };
      expect((await host.goOn(elsewhere)).requests).toBe(0);
      expect(readFileSync(host.transcript, 'utf8')).not.toContain(host.canary);
    });

    it('does not run where the project switches hooks off, which guard status names', async () => {
      await host.guarded(true);
      const own = join(host.project.folder, '.claude/settings.json');
      for (const off of [true, false]) {
        writeHostFile(own, JSON.stringify({ disableAllHooks: off }));
        host.append(...reread());
        expect((await compactAndGoOn()).sent.includes(host.canary)).toBe(off);
        const { stdout } = await tryClaudeSessions(host.project, 'guard', ['status'], { folder: null });
        expect(stdout.includes('"disableAllHooks" in')).toBe(off);
      }
      rmSync(own);
    });

    it('a deferred tool runs without it, and not with it', async () => {
      const settings = join(host.project.home, '.claude/settings.json');
      writeHostFile(settings, JSON.stringify({ permissions: { allow: ['Read(~/**)'] } }));
      for (const on of [false, true]) {
        await host.guarded(on);
        host.append(...host.deferred('Read', { file_path: host.secret }), host.rewind);
        const { sent } = await host.goOn();
        expect(sent.includes(host.canary)).toBe(!on);
      }
    });

    it('says nothing in a terminal about what is clean, and stops what is loaded again', async () => {
      await host.guarded(true);
      const { finished, requests } = await host.goOn();
      expect(requests).toBe(1);
      expect(finished.stdout + finished.stderr).not.toContain('Claude Sessions');
      const tmux = await host.terminal();
      const before = host.api.requests.length;
      const prompt = async (text: string, shown: RegExp) => {
        await tmux.type(text);
        await tmux.keys('Enter');
        return tmux.waitFor(shown, 60_000);
      };
      try {
        await tmux.waitFor(/\? for shortcuts|⏵⏵|Try "/, 60_000);
        const first = await prompt('the first', /the first[\s\S]*users=/);
        expect(first).not.toContain('hook');
        // A client that runs does not read the file again.
        host.append(...reread());
        await prompt('the second', /the second[\s\S]*users=/);
        await prompt('/compact', /[Cc]ompacted/);
        await prompt('the third', /the third[\s\S]*users=/);
        expect(host.since(before).sent).not.toContain(host.canary);
        const { requests } = host.since(before);
        // Until it is told to; the earlier version finds no conversation by its id here.
        if (version === '2.1.329') {
          await prompt(`/resume ${host.sessionId}`, /the second|Resum/);
          await prompt('the fourth', /Claude\s+Sessions: this conversation/);
        }
        expect(host.since(before)).toMatchObject({ requests });
      } finally {
        await tmux.stop();
      }
      const again = await host.terminal();
      const { length } = host.api.requests;
      try {
        await again.waitFor(/\? for shortcuts|⏵⏵|Try "/, 60_000);
        await again.type('the fifth');
        await again.keys('Enter');
        await again.waitFor(/Claude\s+Sessions: this conversation/, 60_000);
      } finally {
        await again.stop();
      }
      expect(host.since(length)).toMatchObject({ requests: 0 });
      expect(readFileSync(host.transcript, 'utf8')).not.toContain(host.canary);
    });

    it('a prompt that would run by itself is not run', async () => {
      await host.guarded(true);
      const task = { id: 'abcd1234', cron: '* * * * *', prompt: host.canary, recurring: true };
      const tasks = [{ ...task, createdAt: Date.now() - 600_000 }];
      host.append({ type: 'attachment', attachment: { type: 'session_cron_carry', tasks } });
      expect((await host.goOn()).requests).toBe(0);
    });

    it('stops with words when the tool is gone', async () => {
      await host.guarded(true);
      host.append({ type: 'user', message: { role: 'user', content: 'more' } });
      const script = join(host.project.home, '.claude-sessions/guard/guard.sh');
      writeHostFile(script, readFileSync(script, 'utf8').replace(/^TOOL=.*$/m, 'TOOL=/gone/cli.js'));
      const gone = await host.goOn();
      expect(gone).toMatchObject({ requests: 0 });
      expect(gone.finished.stdout).toContain('/gone/cli.js');
      renameSync(script, `${script}.old`);
      const broken = await host.goOn();
      expect(broken).toMatchObject({ requests: 0 });
      expect(broken.finished.stdout).toContain('claude-sessions guard on');
    });

    it('continue --host checks first, then runs the client', async () => {
      await host.guarded(false);
      const env = {
        PATH: `${useHarness().claude[version]}:${process.env.PATH}`,
        ANTHROPIC_BASE_URL: host.api.url,
        ANTHROPIC_API_KEY: 'sk-test',
        DISABLE_AUTOUPDATER: '1',
      };
      const run = async () => {
        const before = host.api.requests.length;
        const words = ['--host', host.project.folder, '--', '-p', 'go on'];
        const { code, stderr } = await tryClaudeSessions(host.project, 'continue', words, {
          folder: null,
          env,
        });
        return { code, stderr, ...host.since(before) };
      };
      expect(await run()).toMatchObject({ code: 0, requests: 1 });
      host.append(host.rewind);
      expect(await run()).toMatchObject({
        code: 1,
        requests: 0,
        stderr: expect.stringContaining('Claude Code was not started'),
      });
    });
  });
});
