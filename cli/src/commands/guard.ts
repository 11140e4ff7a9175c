import { homedir } from 'node:os';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import { guardState } from '../guard/guardState.ts';
import { declineGuard } from '../guard/offer.ts';
import { turnOff } from '../guard/turnOff.ts';
import { turnOn } from '../guard/turnOn.ts';
import { watchedProjects } from '../guard/watchedProjects.ts';
import { UsageError } from '../host/errors.ts';
import { escapeControls, out, printJson, printResult } from '../terminal/output.ts';
import { guardCheck } from './guardCheck.ts';

interface GuardOptions {
  readonly json?: boolean;
}

/** `guard`: installs the guard, takes it out, or says how it is. @returns the exit code: 1 where it is on and broken */
export async function guard(words: readonly string[], options: GuardOptions): Promise<number> {
  const [action, ...rest] = words;
  if (action === 'check') return guardCheck(rest);
  if (rest.length > 0) throw new UsageError(`There is a word too many: ${rest[0]}.`, usage);
  if (action === 'on') return on(options);
  if (action === 'off') return off(options);
  if (action === 'status' || action === undefined) return status(options);
  throw new UsageError(`"${action}" is not an action of guard.`, usage);
}

const usage = 'Run `claude-sessions guard on`, `guard off` or `guard status`.';

const short = (path: string) => escapeControls(shortenHome(path, homedir()));

async function on({ json }: GuardOptions): Promise<number> {
  const { settings, edited } = await turnOn(homedir(), process.env);
  if (json) printJson({ version, on: true, settings, edited });
  else
    printResult(
      edited
        ? `The guard is on: its hooks are in ${short(settings)}. Claude Code that runs already takes them up, or has to be restarted.`
        : `The guard is on already (${short(settings)}).`,
    );
  return 0;
}

async function off({ json }: GuardOptions): Promise<number> {
  const home = homedir();
  const edited = await turnOff(home, process.env);
  await declineGuard(home);
  if (json) printJson({ version, on: false, edited });
  else
    printResult(
      edited.length > 0
        ? `The guard is off: its hooks are taken out of ${edited.map(short).join(' and ')}.`
        : 'The guard is off already.',
    );
  return 0;
}

async function status({ json }: GuardOptions): Promise<number> {
  const home = homedir();
  const watched = await watchedProjects(home);
  const state = await guardState(
    home,
    process.env,
    watched.map(({ folder }) => folder),
  );
  if (json) {
    const projects = watched.map(({ id, folder, conversations }) => ({ id, folder, conversations }));
    printJson({ version, ...state, projects });
  } else
    printResult(
      statusLines(
        state,
        watched.map(({ folder }) => folder),
      ).join('\n'),
    );
  return state.problems.length > 0 ? 1 : 0;
}

function statusLines({ on, settings, problems }: Awaited<ReturnType<typeof guardState>>, folders: string[]) {
  const state = !on ? 'off' : problems.length > 0 ? out.red('on, and broken') : 'on';
  return [
    `${out.bold('Guard')}    ${state}${on ? ` (${short(settings)})` : ''}`,
    ...problems.map((each) => `${out.red('error')}: ${short(each)}`),
    ...(problems.length > 0 ? ['`claude-sessions guard on` puts it right; `guard off` takes it out.'] : []),
    ...(folders.length === 0
      ? ['No project of this host is shared with a container.']
      : [`${out.bold(on ? 'Watches' : 'Shared')}  ${folders.map(short).join('\n         ')}`]),
    ...(on || folders.length === 0
      ? []
      : ['`claude-sessions guard on` has Claude Code check what their containers wrote before it uses it.']),
  ];
}
