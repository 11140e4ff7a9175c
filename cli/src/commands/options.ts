import type { Login } from '@claude-sessions/core/share/login.ts';
import { defaultShareOptions, type ShareOptions } from '@claude-sessions/core/share/options.ts';
import { isOtelEndpoint, type Otel } from '@claude-sessions/core/share/otel.ts';
import { UsageError } from '../host/errors.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly config?: string;
  readonly personal?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
  /** Results, warnings and errors only; `terminal/verbosity.ts` has it. */
  readonly quiet?: boolean;
  /** The full evidence, and the full text of what changes. */
  readonly verbose?: boolean;
}

/** Options of the commands that may bring a container up. */
interface UpOptions extends CommonOptions {
  readonly recreate?: boolean;
  /** The Dev Containers CLI, where it is another than the one installed with this package. */
  readonly devcontainerPath?: string;
  /** Approves without asking what acts on the host. */
  readonly yes?: boolean;
}

/** Options of the commands that go into a container. */
export type EnterOptions = Omit<UpOptions, 'json'> & {
  /** On this host instead, once what the container wrote was checked. Of `continue`. */
  readonly host?: boolean;
};

/** Options of `resume`. */
export type ResumeOptions = EnterOptions & {
  /** In the dev container, although this host has the conversation. */
  readonly container?: boolean;
  /** Says what would be run. */
  readonly dryRun?: boolean;
};

/** Options of the commands that change devcontainer.json. */
export interface ChangeOptions extends UpOptions {
  readonly dryRun?: boolean;
  /** With `personal`: the devcontainer.json that it is made of. */
  readonly from?: string;
  readonly collection?: string;
  readonly create?: boolean;
  readonly up?: boolean;
  readonly installClaude?: boolean;
  /** Copies what the dev container kept of Claude's state in another volume before; asked about when left out. */
  readonly takeOver?: boolean;
  /** The project's folder at the host's own path inside. */
  readonly samePath?: boolean;
  /** The whole home of the container's user is kept. */
  readonly home?: boolean;
  /** Telemetry as the environment of this host says. */
  readonly otel?: boolean;
  /** Telemetry there. */
  readonly otelEndpoint?: string;
  readonly login?: Login;
  /** The former name of `login`. */
  readonly credentials?: Exclude<Login, 'shared'>;
}

export interface ShareCommandOptions extends ChangeOptions {
  readonly profile?: boolean;
  readonly memory?: 'ro' | 'rw';
  readonly tasks?: boolean;
  readonly allProjects?: boolean;
  /** Where neither is named, it stays as it is. */
  readonly review?: boolean;
  readonly live?: boolean;
  readonly plugins?: boolean;
  /** Turns the guard on, or remembers that none is wanted; asked about when left out. */
  readonly guard?: boolean;
}

/** The options as the command line has them, but for those that stay until another is named; what it leaves open is off. */
export function shareOptionsFrom(options: ShareCommandOptions): Omit<ShareOptions, 'login' | 'review'> {
  return {
    profile: options.profile ?? defaultShareOptions.profile,
    memory: options.memory ?? defaultShareOptions.memory,
    tasks: options.tasks ?? false,
    allProjects: options.allProjects ?? false,
    samePath: options.samePath ?? false,
    home: options.home ?? false,
    plugins: options.plugins ?? false,
    otel: otelFrom(options),
  };
}

/** @throws UsageError where it cannot be written into a file, or is named and turned off */
export function otelFrom({ otel, otelEndpoint }: ChangeOptions): Otel {
  if (otelEndpoint === undefined) return otel ? 'host' : 'off';
  if (otel === false)
    throw new UsageError('--no-otel and --otel-endpoint do not go together.', 'Leave one of them out.');
  if (isOtelEndpoint(otelEndpoint)) return otelEndpoint;
  throw new UsageError(
    '--otel-endpoint takes the URL of a collector, without a password or a query: it stands in devcontainer.json.',
    'Write http://HOST:4318 (or 4317, for gRPC), and a token into OTEL_EXPORTER_OTLP_HEADERS of this environment.',
  );
}

/** @returns undefined where neither is named @throws UsageError where both are */
export function reviewFrom({ review, live }: ShareCommandOptions): boolean | undefined {
  if (review && live) {
    throw new UsageError('--review and --live do not go together.', 'Leave one of them out.');
  }
  return review ? true : live ? false : undefined;
}
