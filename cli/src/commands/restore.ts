import { shownSize } from '@claude-sessions/core/conversations/shownSize.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { version } from '../../package.json';
import { containersBy } from '../conversations/withContainers.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import {
  findSnapshot,
  type KeptConversation,
  keptConversations,
  restoreConversations,
  titleFromSnapshot,
} from '../snapshots/snapshots.ts';
import { askChoice, canAsk } from '../terminal/ask.ts';
import { escapeControls, log, note, printJson, printResult } from '../terminal/output.ts';
import { getFromRepository } from './inRepository.ts';
import { snapshotRequest } from './snapshot.ts';

export interface RestoreOptions {
  readonly from?: string;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
  readonly snapshot?: boolean;
  /** True where only the settings say which. */
  readonly fromRepository?: string | true;
  readonly resticPath?: string;
}

/** `restore`: brings back conversations that are gone, or shorter than what was kept. */
export async function restore(ids: readonly string[], options: RestoreOptions): Promise<number> {
  const request = await snapshotRequest(undefined);
  const there = options.fromRepository;
  const found = there === undefined ? undefined : await getFromRepository(request, there, options);
  const from =
    options.from === undefined ? undefined : (found ?? (await findSnapshot(request, options.from)));
  const all = await keptConversations(request, from);
  const titled = (each: KeptConversation) => titleFromSnapshot(request.home, each.transcript);
  if (options.list) return list(all, titled, options);
  const wanted = ids.length > 0 ? ids.map((id) => named(all, id)) : [await choose(all, titled, options)];
  const restored = await restoreConversations(request, wanted, {
    containersOf: containersBy(engineFrom(options.dockerPath, process.env)),
    takes: options.snapshot ?? true,
  });
  const left = wanted.filter(({ state }) => state !== 'gone' && state !== 'shorter');
  if (options.json)
    printJson({
      ...report,
      restored: restored.map((each) => json(each, titled(each))),
      left: left.map((each) => json(each, titled(each))),
    });
  else {
    if (restored.length > 0)
      printResult(
        restored
          .map((each) => `Back: ${lineOf(each, titled(each))}, ${counted(each.files, 'file')}`)
          .join('\n'),
      );
    for (const each of left) log(`${each.session}: ${leftWords[each.state]}`);
  }
  return left.length > 0 ? 1 : 0;
}

const report = { schemaVersion: 1, version };

const stateWords = {
  gone: 'gone',
  shorter: 'shorter now',
  whole: 'all of it is there',
  differs: 'goes on otherwise, or has more',
  elsewhere: 'lies in another folder',
};

const leftWords = {
  gone: '',
  shorter: '',
  whole: 'all that was kept of it is there; nothing was changed.',
  differs:
    'what is there is as long as what was kept, or goes on otherwise; it was not touched. To go back to what was kept: claude-sessions rollback SNAPSHOT --conversation ID',
  elsewhere: 'it lies in the folder of another project; it was not touched.',
};

function lineOf(
  { session, transcript, snapshot, state, size }: KeptConversation,
  title: string | undefined,
): string {
  const name = title === undefined ? '' : ` ${shownLine(title.replace(/\s+/g, ' '), 60)}`;
  const sizes =
    state === 'shorter' ? `${shownSize(size)} of ${shownSize(transcript.size)}` : shownSize(transcript.size);
  return `${session}${name} (${stateWords[state]}, ${sizes}, ${snapshot.id})`;
}

const json = (
  { session, state, snapshot, transcript, size }: KeptConversation,
  title: string | undefined,
) => ({
  session,
  title: title ?? null,
  state,
  snapshot: snapshot.id,
  size,
  keptSize: transcript.size,
});

function list(
  all: readonly KeptConversation[],
  titled: (each: KeptConversation) => string | undefined,
  options: RestoreOptions,
): number {
  const missing = all.filter(({ state }) => state === 'gone' || state === 'shorter');
  if (options.json) printJson({ ...report, conversations: missing.map((each) => json(each, titled(each))) });
  else if (missing.length === 0) note('All that was kept of this project’s conversations is there.');
  else printResult(missing.map((each) => lineOf(each, titled(each))).join('\n'));
  return 0;
}

function named(all: readonly KeptConversation[], id: string): KeptConversation {
  const found = all.filter(({ session }) => session.startsWith(id.trim().toLowerCase()));
  const [first] = found;
  if (first && found.length === 1 && id.trim() !== '') return first;
  throw new UserError(
    `${found.length === 0 || id.trim() === '' ? 'No conversation that was kept begins' : 'Several conversations that were kept begin'} with ${escapeControls(id)}.`,
    'See `claude-sessions restore --list`.',
  );
}

async function choose(
  all: readonly KeptConversation[],
  titled: (each: KeptConversation) => string | undefined,
  options: RestoreOptions,
): Promise<KeptConversation> {
  if (options.json || !canAsk())
    throw new UsageError(
      'Which conversation?',
      'Name it by its id; `claude-sessions restore --list` has those that can come back.',
    );
  const missing = all.filter(({ state }) => state === 'gone' || state === 'shorter');
  if (missing.length === 0)
    throw new UserError('All that was kept of this project’s conversations is there.');
  const id = await askChoice(
    'Bring back which conversation?',
    missing.map((each) => ({ value: each.session, label: lineOf(each, titled(each)) })),
  );
  return named(missing, id);
}
