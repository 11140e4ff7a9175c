import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Collector } from '../harness/claude/Collector.ts';
import { askInside, claudeEnvironment } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { exec, up } from '../harness/project/devcontainer.ts';
import { claudeCodeFolder } from '../harness/project/devcontainerText.ts';
import { codesOf, doctor, onPath } from '../harness/project/doctor.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { succeeded } from '../harness/system/run.ts';

const version = '2.1.329';
const secret = 'of-a-collector-only';

/** What the real client in a container sends, by the variables that `share` puts there. These containers have the host's network. */
describeDocker('telemetry', () => {
  const api = useMockApi();
  const projects = useProjects('all');
  let collector: Collector;
  let project: Project;

  beforeAll(async () => {
    collector = await Collector.start();
    project = await projects.make(onPath({ claude: version }));
  });
  afterAll(async () => {
    await collector?.stop();
    await project?.dispose();
  });

  /** The client is asked as by a user whose terminal has these variables. */
  async function ask(hostEnv: Record<string, string>): Promise<void> {
    const claude = [`${claudeCodeFolder}/claude`, '-p', 'a prompt of mine', '--output-format', 'json'];
    succeeded(await exec(project, claude, { hostEnv, env: claudeEnvironment(api) }));
  }

  const ofHost = () => ({
    CLAUDE_CODE_ENABLE_TELEMETRY: '1',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${secret}`,
    OTEL_RESOURCE_ATTRIBUTES: 'team=mine',
    OTEL_LOG_USER_PROMPTS: '1',
  });

  it('goes where the host’s environment says, with its headers and without prompts', async () => {
    await claudeSessions(project, 'share', ['--otel'], { env: ofHost() });
    const { containerId } = await up(project, { env: ofHost() });
    await ask(ofHost());
    const paths = new Set(collector.received.map(({ path }) => path));
    expect([...paths].sort()).toEqual(['/v1/logs', '/v1/metrics']);
    expect(new Set(collector.received.map(({ authorization }) => authorization))).toEqual(
      new Set([`Bearer ${secret}`]),
    );
    const sent = collector.received.map(({ body }) => body).join('\n');
    expect(sent).toContain('claude_code.token.usage');
    expect(sent).toContain('claude_code.user_prompt');
    expect(sent).toContain('"team"');
    expect(sent).not.toContain('a prompt of mine');
    expect(readFileSync(project.config, 'utf8')).not.toContain(secret);
    expect(await useDocker().run(['inspect', containerId])).not.toContain(secret);
    expect(codesOf(await doctor(project))).toEqual([]);
  });

  it('is off where the host’s environment says nothing, and the client works', async () => {
    collector.received.length = 0;
    await ask({});
    expect(collector.received).toEqual([]);
  });

  it('goes to the collector that is named', async () => {
    collector.received.length = 0;
    await claudeSessions(project, 'share', ['--otel-endpoint', collector.url]);
    await ask({ OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${secret}` });
    expect(collector.received.map(({ path }) => path)).toContain('/v1/metrics');
    expect(collector.received.at(0)?.authorization).toBe(`Bearer ${secret}`);
  });

  it('is off again', async () => {
    collector.received.length = 0;
    await claudeSessions(project, 'share', ['--no-otel']);
    // The image has the variables still.
    expect(codesOf(await doctor(project))).toEqual(['container-outdated']);
    await up(project, { removeExisting: true });
    expect(codesOf(await doctor(project))).toEqual([]);
    await ask(ofHost());
    expect(collector.received).toEqual([]);
    expect((await askInside(project, { version, api })).text).toMatch(/^users=/);
  });
});
