import { describe, inject } from 'vitest';
import { Docker } from '../engine/docker.ts';
import type { Engine } from '../engine/engine.ts';
import type { Images } from '../engine/images.ts';
import type { HostUser } from '../system/hostUser.ts';
import type { ClaudeVersion } from './claudeCode.ts';

/** What globalSetup has started and made, as the tests get it. */
export interface Harness {
  /** A directory of this run; tests make theirs in `tmp/` of it. */
  runDirectory: string;
  engine: Pick<Engine, 'host' | 'docker' | 'isPrivate'>;
  user: HostUser;
  images: Images;
  /** `localhost:PORT` of the registry, and the collection with the published Features. */
  registry: string;
  collection: string;
  /** What DOCKER_CONFIG is set to where `docker compose` is to be there. */
  dockerConfig: string;
  /** The directory that holds `claude`, by version. */
  claude: Record<ClaudeVersion, string>;
}

declare module 'vitest' {
  interface ProvidedContext {
    harness: Harness | null;
  }
}

/** `describe`, or its skipping twin when this machine has no engine (never so with CI=true). */
export const describeDocker: typeof describe.skip = inject('harness') ? describe : describe.skip;

/** The harness; only to be called inside of tests and hooks. */
export function useHarness(): Harness {
  const harness = inject('harness');
  if (!harness) throw new Error('There is no engine: write this test in describeDocker().');
  return harness;
}

/** The engine's client. */
export function useDocker(): Docker {
  return new Docker(useHarness().engine);
}
