import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cleanAll, cleanBelow } from '../engine/cleanEngine.ts';
import { provideCompose } from '../engine/compose.ts';
import { Docker } from '../engine/docker.ts';
import { provideEngine } from '../engine/engine.ts';
import { provideImages } from '../engine/images.ts';
import { publishFeatures, type Registry, startRegistry } from '../engine/registry.ts';
import { provideHostUser } from '../system/hostUser.ts';
import { hireJanitor } from '../system/janitor.ts';
import { repository } from '../system/repository.ts';
import { Unavailable, whatIsMissing } from '../system/requirements.ts';
import { rounds } from '../system/rounds.ts';
import { run } from '../system/run.ts';
import { makeRunDirectory, otherRuns } from '../system/runDirectory.ts';
import { together } from '../system/together.ts';
import { type ClaudeVersion, claudeVersions, newestClaude, provideClaudeCode } from './claudeCode.ts';
import type { Harness } from './harness.ts';

export type Undo = () => void | Promise<void>;

/** What has been started, and how it is taken away again. */
export interface Started {
  harness: Harness;
  stop(): Promise<void>;
}

/**
 * Starts what the docker and vscode tiers need.
 * @throws Unavailable when this machine cannot; then nothing is left of it
 */
export async function startHarness(): Promise<Started> {
  const undo: Undo[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return { harness: await start(undo), stop };
  } catch (error) {
    await stop();
    throw error;
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
  const versions: readonly ClaudeVersion[] = rounds<readonly ClaudeVersion[], readonly ClaudeVersion[]>({
    short: claudeVersions,
    long: [...claudeVersions, newestClaude],
  });
  const [images, collection, dockerConfig, ...claude] = await together(
    provideImages(docker, runDirectory),
    buildAndPublish(registry, temporary),
    provideCompose(runDirectory),
    ...versions.map((version) => provideClaudeCode(version, runDirectory)),
  );
  return {
    runDirectory,
    engine: { host: engine.host, docker: engine.docker, isPrivate: engine.isPrivate },
    user: { ...who, path: [engine.shimDirectory], temporary },
    images,
    registry: registry.address,
    collection,
    dockerConfig,
    claude: Object.fromEntries(versions.map((version, index) => [version, claude[index]])) as Record<
      ClaudeVersion,
      string
    >,
  };
}

async function buildAndPublish(registry: Registry, temporary: string): Promise<string> {
  await run(process.execPath, [join(repository, 'scripts/build.mjs')], { cwd: repository });
  const source = join(repository, 'feature/src');
  return publishFeatures(registry, source, 'claude-sessions/features', temporary);
}
