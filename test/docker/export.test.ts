import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';
import {
  ComposeAgent,
  DockerAgent,
  type ExportedAgent,
  firstPrompt,
  KubernetesAgent,
  RestrictedAgent,
} from './support/ExportedAgent.ts';

const docker = [
  ['docker', DockerAgent],
  ['compose', ComposeAgent],
] as const;
// Podman of Debian 13 has to be made, and an image for it.
const engines = rounds({
  short: docker,
  long: [...docker, ['kubernetes', KubernetesAgent] as const, ['restricted', RestrictedAgent] as const],
});
const ofDocker = ['docker', 'compose'];

/** What is exported, as it runs: the real Claude Code, whose container is deleted and made anew. */
describeDocker.each(engines)('an agent exported for %s', (engine, Agent) => {
  const api = useMockApi();
  let agent: ExportedAgent;
  let conversation: string;
  afterAll(() => agent?.remove());

  it('begins: the first prompt is answered, the home is filled, the secrets are there with their modes', async () => {
    agent = new Agent(`agent-${engine}-${randomBytes(3).toString('hex')}`, api);
    await agent.make();
    await agent.up();
    await agent.untilBegun(1);
    await agent.untilAnswered();
    conversation = await agent.says('echo "$CLAUDE_STATE_CONVERSATION"');
    expect(
      await agent.says('id -u; cat ~/.config/tool; cat ~/.env; cat ~/.ssh/id_ed25519; ls ~/projects'),
    ).toBe(['1000', 'image', 'TOKEN=1', 'KEY 1', 'app'].join('\n'));
    // By fsGroup, folders hand on their group.
    const folder = engine === 'restricted' ? '2700' : '700';
    const modes = 'stat -c "%a %U %n" .ssh .ssh/* .env .claude';
    expect((await agent.says(`cd && ${modes}`)).split('\n')).toEqual([
      `${folder} vscode .ssh`,
      '600 vscode .ssh/id_ed25519',
      '644 vscode .ssh/known_hosts',
      '600 vscode .env',
      `${folder} vscode .claude`,
    ]);
    // As a capability that nobody has would say otherwise.
    expect(await agent.says("grep -c 'Cap\\(Prm\\|Eff\\|Bnd\\):.0*$' /proc/1/status")).toBe('3');
  });

  it('deleted and made anew, it has the whole history, the user’s files and the new secret, and begins nothing again', async () => {
    await agent.says(
      `echo 'make test' > ~/.bash_history; mkdir -p ~/bin && echo mine > ~/bin/mine; rm ~/.config/tool`,
    );
    agent.change({ env: 'TOKEN=2' });
    const before = await agent.container();
    await agent.up();
    expect(await agent.container()).not.toBe(before);
    expect(await agent.goOn()).toEqual({ id: conversation, text: 'users=2 assistant=1' });
    expect(await agent.says('cat ~/.bash_history ~/bin/mine ~/.env; ls -A ~/.config')).toBe(
      'make test\nmine\nTOKEN=2',
    );
    expect(await agent.says('stat -c %a ~/.ssh/id_ed25519 ~/.env')).toBe('600\n600');
    expect((await agent.started()).slice(0, 2)).toEqual(['--resume', conversation]);
    expect(agent.begun).toBe(1);
    // The repository that cannot be reached.
    const { findings } = JSON.parse(
      (await agent.sh('sh /opt/claude-sessions/claude-state doctor --json')).stdout,
    );
    expect(findings).toContainEqual(expect.objectContaining({ code: 'clone-failed', severity: 'warning' }));
  });

  if (ofDocker.includes(engine)) {
    it('without its projects it is not as asked; reconcile has it made anew by what made it, once that is approved', async () => {
      const own = agent as DockerAgent | ComposeAgent;
      expect((await own.reconcile()).differences).toEqual([]);
      await own.loseProjects();
      const found = await own.reconcile();
      expect(found.differences.map(({ code, path }) => `${code} ${path}`)).toEqual([
        'mount-missing /home/vscode/projects',
      ]);
      const before = await own.container();
      expect((await own.reconcile('--recreate', '--dry-run')).attempt?.result).toBe('planned');
      const refused = await own.reconcile('--recreate');
      expect([refused.attempt?.result, refused.stderr]).toEqual([
        'failed',
        expect.stringContaining('has not been approved'),
      ]);
      expect(await own.container()).toBe(before);
      const mended = await own.reconcile('--recreate', '--yes');
      expect([mended.differences, mended.attempt?.result], mended.stderr).toEqual([[], 'done']);
      expect(await own.container()).not.toBe(before);
      expect(await own.goOn()).toEqual({ id: conversation, text: 'users=3 assistant=2' });
    });
  }

  if (engine === 'docker') {
    it('one whose script was changed since it was exported is left', async () => {
      const own = agent as DockerAgent;
      const script = join(own.folder, 'agent.sh');
      const text = readFileSync(script, 'utf8');
      await own.loseProjects();
      appendFileSync(script, 'touch "$here/ran"\n');
      const { attempt, line } = await own.reconcile('--recreate', '--yes');
      expect(attempt).toMatchObject({
        result: 'left',
        what: expect.stringContaining('not as it was exported'),
      });
      expect(line).toEqual([script, join(own.folder, 'secrets')]);
      expect(existsSync(join(own.folder, 'ran'))).toBe(false);
      writeFileSync(script, text);
      await own.up();
    });

    it('leaves another’s container of its name alone', async () => {
      const name = `${agent.name}-green`;
      await useDocker().run(['create', '--name', name, useHarness().images.vscode, 'true']);
      await expect(agent.up('green')).rejects.toThrow('There is a container');
      await useDocker().run(['rm', name]);
    });
  }

  it('killed right after it began, a slot beside it does not begin again', async () => {
    await agent.up('blue');
    await agent.untilBegun(2);
    await agent.kill('blue');
    await agent.up('blue');
    const other = await agent.says('echo "$CLAUDE_STATE_CONVERSATION"', 'blue');
    expect(other).not.toBe(conversation);
    const words = await agent.started('blue');
    expect([words[1], words.includes(firstPrompt)]).toEqual([other, false]);
    expect(await agent.says('cat ~/.env; ls ~', 'blue')).toBe('TOKEN=2\nprojects');
    const turns = ofDocker.includes(engine) ? 'users=4 assistant=3' : 'users=3 assistant=2';
    expect(await agent.goOn()).toEqual({ id: conversation, text: turns });
    expect(agent.begun).toBe(2);
  });
});
