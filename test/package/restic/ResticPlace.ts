import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionNumber } from '../../harness/conversations/TranscriptWriter.ts';
import { put } from '../../harness/place/Place.ts';
import { run } from '../../harness/system/run.ts';
import { CliPlace, type Finished } from '../cli/place.ts';

export { sessionNumber };

const password = 'the right one, with spaces';

/** A project with conversations on one machine, and a repository of restic. */
export class ResticPlace extends CliPlace {
  readonly configDir = join(this.home, '.claude');
  readonly transcripts = join(this.configDir, 'projects', this.folder.replace(/[^A-Za-z0-9]/g, '-'));
  repository = join(this.root, 'repository');
  readonly env: Record<string, string> = {
    RESTIC_PASSWORD: password,
    RESTIC_CACHE_DIR: join(this.root, 'cache'),
    CLAUDE_CONFIG_DIR: '',
  };

  /** Writes a file of the project's conversations. */
  say(path: string, content: string): void {
    put(join(this.transcripts, path), content);
  }

  cli(...args: string[]): Promise<Finished> {
    return this.runWith({ env: this.env }, ...args);
  }

  async fine(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.cli(...args);
    if (exitCode !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** The lines of an error, which are all that is printed of it. */
  async fails(...args: string[]): Promise<string> {
    const { exitCode, stderr, stdout } = await this.cli(...args);
    if (exitCode === 0) throw new Error(`${args.join(' ')} did not fail: ${stdout}`);
    return stderr;
  }

  /** Runs restic itself on the repository. */
  async restic(...args: string[]): Promise<string> {
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: this.home,
      ...this.env,
      RESTIC_REPOSITORY: this.repository,
    };
    return await run('restic', args, { env });
  }

  /** Every file of the project's conversations, with what it holds. */
  conversations(): Record<string, string> {
    if (!existsSync(this.transcripts)) return {};
    const names = (readdirSync(this.transcripts, { recursive: true }) as string[]).sort();
    return Object.fromEntries(
      names.flatMap((name) => {
        const path = join(this.transcripts, name);
        return lstatSync(path).isFile() ? [[name, readFileSync(path, 'latin1')]] : [];
      }),
    );
  }
}

export const line = (text: string) =>
  `${JSON.stringify({ type: 'user', uuid: crypto.randomUUID(), message: { role: 'user', content: text } })}\n`;
