import type { FixKind, InsideFix } from '@claude-sessions/core/findings/finding.ts';
import { emptyDocument } from '../facts/configurationFacts.ts';
import type { Scope } from '../facts/gatherFacts.ts';
import { askingFor, type Look } from '../facts/lookAt.ts';
import { UserError } from '../host/errors.ts';
import { prepareWorkspace } from '../prepare/prepareWorkspace.ts';
import { stateInside } from './fixInside.ts';

/** Something that `--fix` or `--recreate` did, tried, or would do. */
export interface Attempt {
  readonly action: FixKind;
  /** The findings that it is about. */
  readonly codes: readonly string[];
  readonly result: 'done' | 'failed' | 'planned';
  /** A phrase: what it is, and what came of it. */
  readonly what: string;
  /** A unified diff of the files that would change. */
  readonly diff?: string;
}

export interface FixOptions {
  readonly dryRun: boolean;
}

/** Makes on this host what the mounts need, where a finding asks for it. */
export async function fixPrepare(
  { workspace, gathered, results }: Look,
  { collection }: Pick<Scope, 'collection'>,
  options: FixOptions,
): Promise<Attempt | undefined> {
  const codes = askingFor(results, 'prepare');
  if (codes.length === 0) return undefined;
  const { document = emptyDocument, configured } = gathered.configuration.facts;
  return attempt('prepare', codes, 'prepare this host', options, async () => {
    const { preparedFolder } = await prepareWorkspace(workspace, {
      document,
      collection,
      mode: configured?.mode,
    });
    return `prepared this host (${preparedFolder})`;
  });
}

/** Runs `claude-state heal` or `bridge` in the container, where a finding asks for it. */
export async function fixInside(
  { gathered, results }: Look,
  command: InsideFix,
  { engine }: Pick<Scope, 'engine'>,
  options: FixOptions,
): Promise<Attempt | undefined> {
  const known = gathered.facts.container;
  const codes = askingFor(results, command);
  if (!known || codes.length === 0) return undefined;
  const { container, remoteUser } = known;
  const user = command === 'heal' ? 'root' : remoteUser;
  const would = `run \`claude-state ${command}\` in ${container.name} as ${user}`;
  return attempt(command, codes, would, options, () => stateInside(engine, container, user, command));
}

/** Does something, and tells what came of it. Faults of ours are thrown. */
export async function attempt(
  action: FixKind,
  codes: readonly string[],
  would: string,
  { dryRun }: FixOptions,
  work: () => Promise<string>,
): Promise<Attempt> {
  if (dryRun) return { action, codes, result: 'planned', what: would };
  try {
    return { action, codes, result: 'done', what: await work() };
  } catch (error) {
    if (!(error instanceof UserError) && !(error instanceof Error && 'syscall' in error)) throw error;
    const hint = error instanceof UserError && error.hint ? ` ${error.hint}` : '';
    return { action, codes, result: 'failed', what: `${would}: ${error.message}${hint}` };
  }
}
