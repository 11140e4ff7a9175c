import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { hostEnvironment, up } from '../harness/project/devcontainer.ts';
import { makeProject, type Project } from '../harness/project/project.ts';
import { hashTree } from '../harness/project/transcripts.ts';
import { useHarness } from '../harness/start/harness.ts';
import { Browser } from '../harness/vscode/Browser.ts';
import { runInExtensionHost } from '../harness/vscode/runInExtensionHost.ts';
import {
  isVsCodesOwn,
  readTrace,
  type TracedRun,
  traceEnded,
  traceWrapper,
} from '../harness/vscode/traceExec.ts';
import { VsCodeServer } from '../harness/vscode/VsCodeServer.ts';
import { describeVsCode, useVsCode } from '../harness/vscode/vscode.ts';

/** A project that shares, its container up: all that would tempt the extension to look. */
describeVsCode('a restricted window', () => {
  let browser: Browser;
  let project: Project;

  beforeAll(async () => {
    browser = await Browser.start();
    project = await makeProject();
    await claudeSessions(project, 'share');
    await up(project);
  });
  afterAll(async () => {
    await browser?.stop();
    await project?.dispose();
  });

  /** Calls every command in a window, under trace; returns what was run beside VS Code's own programs. */
  async function callEveryCommand(trusted: boolean): Promise<TracedRun[]> {
    const trace = join(project.root, `trace-${trusted}.txt`);
    const { host, vsix } = useVsCode();
    const server = await VsCodeServer.start({
      home: project.home,
      env: hostEnvironment(project),
      extensions: [vsix],
      trusted,
      smokeTestDriver: true,
      wrapper: traceWrapper(trace),
    });
    const { pid } = server;
    try {
      const data = { trusted, config: project.config };
      const { folder } = project;
      const results = await runInExtensionHost(browser, server, { folder, entry: 'everyCommand.ts', data });
      expect(results.filter(({ error }) => error)).toEqual([]);
    } finally {
      await server.stop();
    }
    await traceEnded(trace, pid);
    return readTrace(trace).filter((run) => !isVsCodesOwn(run, host));
  }

  it('runs the engine when it is trusted: the trace shows it', async () => {
    const programs = (await callEveryCommand(true)).map(({ program }) => program);
    expect(programs).toContain(join(useHarness().user.path[0] ?? '', 'docker'));
  });

  it('runs our language server and nothing else, and changes nothing, whatever is called', async () => {
    const before = [hashTree(project.folder), hashTree(join(project.home, '.claude-sessions'))];
    const runs = await callEveryCommand(false);
    expect(runs.map(({ args }) => args.join(' '))).toEqual([expect.stringContaining('dist/node/server.mjs')]);
    expect([hashTree(project.folder), hashTree(join(project.home, '.claude-sessions'))]).toEqual(before);
  });
});
