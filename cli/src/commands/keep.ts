import { homedir } from 'node:os';
import { text as readAll } from 'node:stream/consumers';
import { agoText } from '@claude-sessions/core/conversations/conversationTable.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import { requestFor } from '../conversations/requestFor.ts';
import { UsageError } from '../host/errors.ts';
import { dueForSweep } from '../keep/dueForSweep.ts';
import { keepDue } from '../keep/keepDue.ts';
import { type KeepState, keepState } from '../keep/keepState.ts';
import { turnKeepOff, turnKeepOn } from '../keep/turnKeep.ts';
import { escapeControls, log, out, printJson, printResult } from '../terminal/output.ts';

interface KeepOptions {
  readonly json?: boolean;
}

/** `keep`: has Claude Code keep conversations, takes that out, or says how it is. @returns the exit code: 1 where it is on and does not work */
export async function keep(words: readonly string[], options: KeepOptions): Promise<number> {
  const [action, ...rest] = words;
  if (action === 'run') return run(rest);
  if (rest.length > 0) throw new UsageError(`There is a word too many: ${rest[0]}.`, usage);
  if (action === 'on') return on(options);
  if (action === 'off') return off(options);
  if (action === 'status' || action === undefined) return status(options);
  throw new UsageError(`"${action}" is not an action of keep.`, usage);
}

/** As `schemas/change-report.schema.json` says. */
const report = { schemaVersion: 1, version, command: 'keep' };

const usage = 'Run `claude-sessions keep on`, `keep off` or `keep status`.';

const short = (path: string) => escapeControls(shortenHome(path, homedir()));

/** For the script of the hooks alone. */
async function run([event]: readonly string[]): Promise<number> {
  // The terminal may go with Claude Code.
  process.on('SIGHUP', () => undefined);
  const { keepRun } = await import('../keep/keepRun.ts');
  await keepRun(homedir(), event, await readAll(process.stdin));
  return 0;
}

async function on({ json }: KeepOptions): Promise<number> {
  const home = homedir();
  const { settings, edited } = await turnKeepOn(home, process.env);
  const { configDir } = await requestFor(undefined, { all: true });
  const due = await dueForSweep({ configDir, home }, Date.now());
  const { snapshots, troubles } = await keepDue(due, { home, configDir, reason: 'before-sweep' });
  if (json) printJson({ ...report, on: true, settings, edited, snapshots, troubles });
  else {
    printResult(
      edited
        ? `Conversations are kept from now on: the hooks are in ${short(settings)}. Claude Code that runs already takes them up, or has to be restarted.`
        : `Conversations are kept already (${short(settings)}).`,
    );
    if (snapshots > 0)
      printResult(
        `What Claude Code would have deleted within a week is kept (${counted(snapshots, 'snapshot')}).`,
      );
    for (const each of troubles) log(`warning: ${short(each)}`);
  }
  return 0;
}

async function off({ json }: KeepOptions): Promise<number> {
  const edited = await turnKeepOff(homedir(), process.env);
  if (json) printJson({ ...report, on: false, edited });
  else
    printResult(
      edited.length > 0
        ? `Nothing more is kept: the hooks are taken out of ${edited.map(short).join(' and ')}. Snapshots that there are stay.`
        : 'Keep is off already.',
    );
  return 0;
}

async function status({ json }: KeepOptions): Promise<number> {
  const home = homedir();
  const state = await keepState(home, process.env);
  const { configDir } = await requestFor(undefined, { all: true });
  const due = await dueForSweep({ configDir, home }, Date.now());
  const kept = due.filter(({ isKept }) => isKept).length;
  if (json) {
    const last = state.last ? { ...state.last, at: new Date(state.last.at).toISOString() } : null;
    printJson({ ...report, ...state, last, swept: { conversations: due.length, kept } });
  } else printResult(statusLines(state, due.length, kept).join('\n'));
  return state.problems.length > 0 ? 1 : 0;
}

function statusLines({ on, settings, problems, last }: KeepState, due: number, kept: number): string[] {
  const state = !on ? 'off' : problems.length > 0 ? out.red('on, and not everything is kept') : 'on';
  const word = due === 1 ? 'is' : 'are';
  return [
    `${out.bold('Keep')}     ${state}${on ? ` (${short(settings)})` : ''}`,
    ...problems.map((each) => `${out.red('error')}: ${short(each)}`),
    ...(last
      ? [
          `${out.bold('Last')}     ${agoText(last.at, Date.now())}, ${counted(last.snapshots, 'new snapshot')}`,
        ]
      : []),
    due === 0
      ? 'Claude Code deletes no conversation within a week.'
      : `${counted(due, 'conversation')} ${word} deleted by Claude Code within a week; ${kept === due ? 'kept' : `${kept} kept`}.`,
    ...(on ? [] : ['`claude-sessions keep on` has Claude Code keep conversations before it deletes them.']),
  ];
}
