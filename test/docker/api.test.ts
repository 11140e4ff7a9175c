import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { withApi } from '../harness/project/api.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { onPath } from '../harness/project/doctor.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

/** What the extension's bundle of the API does on a real container, as the host's user. */
describeDocker('the API for editors', () => {
  const projects = useProjects('all');
  let project: Project;
  let container: UpResult;

  beforeAll(async () => {
    project = await projects.make(onPath());
  });

  /** Changes the mode, and writes devcontainer.json as an editor does. */
  const change = (mode: string) =>
    withApi<{ before: string; after: string; made: string[] }>(
      project,
      `const { readFile, writeFile } = await import('node:fs/promises');
       const change = await api.planModeChange(project.folder, project.configFile, { mode: given.mode, settings });
       const { made } = await change.carryOut(async (before, after) => {
         if ((await readFile(project.configFile, 'utf8')) !== before) throw new Error('written too early');
         await writeFile(project.configFile, after);
       });
       return { before: change.before, after: change.after, made };`,
      { mode },
    );

  const look = () =>
    withApi<{ status: { state: string; drift: number }; findings: string[]; unknown: string[] }>(
      project,
      `const now = await look();
       const unknown = now.results.filter(({ state }) => state === 'unknown').map((each) => now.whyUnknown(each));
       return { status: now.status, findings: findings(now), unknown };`,
    );

  it('shares, and the container comes up with nothing to find', async () => {
    const before = readFileSync(project.config, 'utf8');
    const made = await change('share');
    expect(made.before).toBe(before);
    expect(made.made.length).toBeGreaterThan(3);
    expect(readFileSync(project.config, 'utf8')).toBe(made.after);
    container = await up(project);
    expect(await look()).toMatchObject({ status: { state: 'shared' }, findings: [], unknown: [] });
  });

  it('finds a fault inside, mends it, and finds nothing afterwards', async () => {
    const script = 'cd -P /var/lib/claude && chown -R 0:0 . && chmod 755 .';
    expect((await useDocker().sh(container.containerId, script)).code).toBe(0);
    const mended = await withApi<{ before: string[]; fix: { done: boolean; what: string } }>(
      project,
      `const faulty = await look();
       return { before: findings(faulty), fix: await api.carryOutFix(faulty, 'heal', settings) };`,
    );
    expect(mended.before).toContain('config-dir-not-owned');
    expect(mended.fix).toMatchObject({ done: true, what: expect.stringContaining('claude-state heal') });
    expect((await look()).findings).toEqual([]);
  });

  it('hears of a stop and of a start, and not of its own looks', async () => {
    const heard = await withApi<{ idle: number; stop: number; start: number; ended: string[] }>(
      project,
      `let events = 0;
       const ended = [];
       const watch = api.watchEngine(settings, [project.folder], () => events++, (why) => ended.push(why));
       const until = async (count) => { for (let i = 0; i < 600 && events < count; i++) await wait(100); };
       await wait(3000);
       await look();
       await wait(2000);
       const idle = events;
       await docker('stop', '--time', '1', given.id);
       await until(idle + 1);
       // What belongs to the stop has come by then.
       await wait(2000);
       const stopped = events;
       await docker('start', given.id);
       await until(stopped + 1);
       watch.dispose();
       return { idle, stop: stopped - idle, start: events - stopped, ended };`,
      { id: container.containerId },
    );
    expect(heard).toEqual({ idle: 0, stop: expect.any(Number), start: expect.any(Number), ended: [] });
    expect(heard.stop).toBeGreaterThan(0);
    expect(heard.start).toBeGreaterThan(0);
  });

  it('finds the container drifted after a change of mode, and tells of it in a report without the home', async () => {
    await change('isolate');
    const { status, findings } = await look();
    expect(status).toMatchObject({ state: 'drift', drift: expect.any(Number) });
    expect(findings).toContain('container-drift');
    const report = await withApi<string>(
      project,
      `const facts = { appName: 'Editor', appVersion: '1', extensionVersion: '1', platform: 'linux', place: 'on the host' };
       return api.markdownReport([await look()], facts);`,
    );
    expect(report).toContain('[container-drift](https://');
    expect(report).not.toContain(project.home);
  });
});
