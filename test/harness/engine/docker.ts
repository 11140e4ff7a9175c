import { type Finished, type RunOptions, run, tryRun } from '../system/run.ts';
import type { Engine } from './engine.ts';

/** What `docker inspect` says of one mount of a container. */
export interface ObservedMount {
  Type: string;
  Name?: string;
  Source: string;
  Destination: string;
  RW: boolean;
}

/** The engine's client, as this process's user. */
export class Docker {
  constructor(readonly engine: Pick<Engine, 'host' | 'docker'>) {}

  /** Runs the client; throws when it fails. Returns its stdout. */
  run(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return run(this.engine.docker, ['-H', this.engine.host, ...args], options);
  }

  /** Runs the client and returns what it left, whatever its exit code. */
  tryRun(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return tryRun(this.engine.docker, ['-H', this.engine.host, ...args], options);
  }

  /** Runs a shell script in a container; `user` as `docker exec -u` takes it. */
  sh(container: string, script: string, user = 'root'): Promise<Finished> {
    return this.tryRun(['exec', '-u', user, container, 'sh', '-c', script]);
  }

  async mounts(container: string): Promise<ObservedMount[]> {
    return JSON.parse(await this.run(['inspect', '--format', '{{json .Mounts}}', container]));
  }

  async lines(args: readonly string[]): Promise<string[]> {
    return (await this.run(args)).split('\n').filter(Boolean);
  }
}
