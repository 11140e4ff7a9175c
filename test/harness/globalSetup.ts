import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type ClaudeVersion, claudeVersions, provideClaudeCode } from './claudeCode.ts';
import { cleanAll, cleanBelow } from './cleanEngine.ts';
import { provideCompose } from './compose.ts';
import { Docker } from './docker.ts';
import { provideEngine } from './engine.ts';
import type { Harness } from './harness.ts';
import { provideHostUser } from './hostUser.ts';
import { provideImages } from './images.ts';
import { hireJanitor } from './janitor.ts';
import { publishFeatures, startRegistry } from './registry.ts';
import { repository } from './repository.ts';
import { Unavailable, whatIsMissing } from './requirements.ts';
import { run } from './run.ts';
import { makeRunDirectory, otherRuns } from './runDirectory.ts';

type Undo = () => void | Promise<void>;

/** Starts what the docker tier needs; the returned function takes it all away again. */
export default async function setup(project: TestProject): Promise<Undo> {
  const undo: Undo[] = [];
  const teardown = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    project.provide('harness', await start(undo));
    return teardown;
  } catch (error) {
    await teardown();
    if (!(error instanceof Unavailable)) throw error;
    if (process.env.CI === 'true')
      throw new Error(`The docker tests must run when CI=true: ${error.message}.`);
    console.warn(`The docker tests are skipped: ${error.message}.`);
    project.provide('harness', null);
    return () => undefined;
  }
}

async function start(undo: Undo[]): Promise<Harness> {
  const missing = whatIsMissing();
  if (missing) throw new Unavailable(missing);
  const runDirectory = await makeRunDirectory();
  undo.push(() => rmSync(runDirectory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  hireJanitor(runDirectory);
  const { remove, ...who } = await provideHostUser();
  undo.push(async () => {
    if (!otherRuns(runDirectory)) await remove();
  });
  const engine = await provideEngine(runDirectory, who.gid);
  undo.push(() => engine.stop());
  const docker = new Docker(engine);
  const clean = () => (engine.isPrivate ? cleanAll(docker) : cleanBelow(docker, runDirectory));
  undo.push(clean);
  await clean();
  const temporary = join(runDirectory, 'tmp');
  const registry = await startRegistry(runDirectory);
  undo.push(() => registry.stop());
  await run(process.execPath, [join(repository, 'scripts/build.mjs')], { cwd: repository });
  const source = join(repository, 'feature/src');
  const claude = {} as Record<ClaudeVersion, string>;
  for (const version of claudeVersions) claude[version] = await provideClaudeCode(version, runDirectory);
  return {
    runDirectory,
    engine: { host: engine.host, docker: engine.docker },
    user: { ...who, path: [engine.shimDirectory], temporary },
    images: await provideImages(docker, runDirectory),
    registry: registry.address,
    collection: await publishFeatures(registry, source, 'claude-sessions/features', temporary),
    dockerConfig: await provideCompose(runDirectory),
    claude,
  };
}
