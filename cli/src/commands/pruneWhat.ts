import { UsageError } from '../host/errors.ts';
import type { PruneOptions } from './prune.ts';
import type { PruneConversationsOptions } from './pruneConversations.ts';
import type { PruneSnapshotsOptions } from './pruneSnapshots.ts';

type Options = PruneOptions &
  PruneConversationsOptions &
  PruneSnapshotsOptions & { readonly conversations?: boolean; readonly snapshots?: boolean };

const ofConversations = ['largerThan', 'empty', 'remnants', 'headless'] as const;
const ofSnapshots = ['keepLast', 'onlyCopies'] as const;
const ofBoth = ['olderThan', 'all'] as const;

/** `prune`: what is left of projects that are gone, conversations, or snapshots. @throws UsageError where an option belongs to another */
export async function pruneWhat(folder: string | undefined, options: Options): Promise<number> {
  const { conversations, snapshots } = options;
  if (conversations && snapshots)
    throw new UsageError('--conversations and --snapshots do not go together.', 'Run one after the other.');
  if (!conversations) refuse(options, ofConversations, '--conversations');
  if (!snapshots) refuse(options, ofSnapshots, '--snapshots');
  if (!conversations && !snapshots) {
    refuse(options, ofBoth, '--conversations or --snapshots');
    if (folder !== undefined)
      throw new UsageError(
        'What is left of projects that are gone is of no one folder.',
        'Leave the folder out, or add --conversations or --snapshots.',
      );
    return (await import('./prune.ts')).prune(options);
  }
  if (options.unmounted)
    throw new UsageError('--unmounted is about projects that are gone.', 'Leave it out.');
  return conversations
    ? (await import('./pruneConversations.ts')).pruneConversations(folder, options)
    : (await import('./pruneSnapshots.ts')).pruneSnapshots(folder, options);
}

function refuse(options: Options, names: readonly (keyof Options)[], with_: string): void {
  const named = names.find((name) => options[name] !== undefined);
  if (named === undefined) return;
  const flag = `--${named.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UsageError(`${flag} goes with ${with_}.`, `Add ${with_}, or leave it out.`);
}
