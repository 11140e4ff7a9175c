import { UserError } from '../host/errors.ts';
import { streamProcess } from '../host/streamProcess.ts';
import { explainRestic, type ResticError, troubleOf } from './explainRestic.ts';
import type { ResticProgram } from './findRestic.ts';
import type { ResticLocation } from './resticLocation.ts';

export interface ResticCall {
  readonly args: readonly string[];
  readonly cwd?: string;
  /** `never`, for what is read at once; `if-possible`, where a repository that may only be read will do; else it needs one. */
  readonly lock?: 'never' | 'if-possible';
  readonly signal?: AbortSignal | undefined;
}

/** It says something at least so often while it works, or it hangs. */
const longestSilence = 600_000;
/** Restic itself tries for a quarter of an hour to reach who does not answer. */
const patience = 60_000;
const mostOut = 256 * 1024 * 1024;
const mostSaid = 64 * 1024;
const retrying = /returned error, retrying after .*/g;

/** A repository, and the program that works on it. The address and the password are given by the environment of each call, which others do not see. */
export class Restic {
  readonly shown: string;
  /** With what is secret in it. */
  readonly location: string;
  readonly #program: ResticProgram;
  readonly #env: Readonly<Record<string, string>>;

  constructor(program: ResticProgram, place: ResticLocation, password: Readonly<Record<string, string>>) {
    this.shown = place.shown;
    this.location = place.location;
    this.#program = program;
    this.#env = {
      ...password,
      RESTIC_REPOSITORY: place.location,
      RESTIC_REPOSITORY_FILE: '',
      RESTIC_PROGRESS_FPS: '0.1',
    };
  }

  /**
   * Runs it to its end. A lock that a killed restic left is taken away where restic itself says that it is stale.
   * @returns what it printed @throws ResticError
   */
  async run(call: ResticCall): Promise<string> {
    if (call.lock === 'never') return orThrow(await this.#once(unlocked(call)));
    const first = await this.#once(call);
    if (typeof first === 'string') return first;
    if (first.trouble === 'locked') {
      await this.unlock();
      return orThrow(await this.#once(call));
    }
    const isReadOnly = first.trouble === 'read-only' && call.lock === 'if-possible';
    if (!isReadOnly) throw first;
    return orThrow(await this.#once(unlocked(call)));
  }

  /** Takes away locks whose process is gone, or that are not renewed any more: restic judges which. */
  async unlock(): Promise<void> {
    await this.#once({ args: ['unlock'] });
  }

  async #once({ args, cwd, signal }: ResticCall): Promise<string | ResticError> {
    const stop = new AbortController();
    const out: string[] = [];
    let size = 0;
    let said = '';
    let retriedSince: number | undefined;
    let hopeless = 0;
    let isStuck = false;
    let timer: NodeJS.Timeout | undefined;
    const giveUp = () => {
      isStuck = true;
      stop.abort();
    };
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, longestSilence);
    };
    heard();
    const exitCode = await streamProcess({
      command: this.#program.command,
      args,
      ...(cwd !== undefined && { cwd }),
      env: this.#env,
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
      onOut: (text) => {
        heard();
        if (isStatus(text)) return;
        size += text.length;
        if (size > mostOut) stop.abort();
        else out.push(text);
      },
      onErr: (text) => {
        heard();
        said = `${said}${text}`.slice(-mostSaid);
        for (const [line] of text.matchAll(retrying)) {
          retriedSince ??= Date.now();
          if (troubleOf(line) !== 'network') hopeless++;
          if (hopeless > 1 || Date.now() - retriedSince > patience) stop.abort();
        }
      },
    });
    clearTimeout(timer);
    if (signal?.aborted) throw new UserError('Cancelled.').as('cancelled');
    if (exitCode === 0) return out.join('');
    if (isStuck) said += '\nFatal: nothing was heard for ten minutes: i/o timeout';
    return explainRestic(said, this.shown, this.#program.version);
  }
}

/** Restic says how far it is ten times a minute. */
const isStatus = (text: string) => /^(?:\{"message_type":"(?:verbose_)?status"[^\n]*\n)+$/.test(text);

const unlocked = (call: ResticCall): ResticCall => ({ ...call, args: ['--no-lock', ...call.args] });

function orThrow(result: string | ResticError): string {
  if (typeof result === 'string') return result;
  throw result;
}
