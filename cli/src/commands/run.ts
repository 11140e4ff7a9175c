import { basename } from 'node:path';
import { agentArguments, capsulePlaces, imageTag } from '@claude-sessions/core/capsule/engineArguments.ts';
import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { version } from '../../package.json';
import { CapsuleEvents } from '../capsule/events.ts';
import { type CapsuleOptions, planCapsule } from '../capsule/planCapsule.ts';
import { runCapsule } from '../capsule/runCapsule.ts';
import { engineFrom } from '../settings/setting.ts';
import { errorReport } from '../terminal/errorReport.ts';
import { escapeControls, printJson, printJsonLine, printResult, reportError } from '../terminal/output.ts';

export interface RunCommandOptions extends CapsuleOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
}

/** `run`: keeps a container up from a folder, in the foreground. @param command what is run instead of the conversation */
export async function run(
  folder: string | undefined,
  command: readonly string[],
  options: RunCommandOptions,
): Promise<number> {
  if (!options.json || options.dryRun) return runNow(folder, command, options);
  return runNow(folder, command, options).catch((error) => {
    // A line, as every event.
    printJsonLine({ time: new Date().toISOString(), event: 'failed', ...errorReport(error) });
    return reportError(error);
  });
}

async function runNow(
  folder: string | undefined,
  command: readonly string[],
  options: RunCommandOptions,
): Promise<number> {
  const capsule = await planCapsule(folder, command, options);
  const engine = engineFrom(options.dockerPath, process.env);
  const json = options.json ?? false;
  const isTerminal = !json && Boolean(process.stdin.isTTY && process.stdout.isTTY);
  const events = new CapsuleEvents(json);
  const isRenamed = options.name === undefined && capsule.name !== basename(capsule.folder);
  if (isRenamed && !(json && options.dryRun)) events.say('note', renamedWords(capsule));
  if (options.dryRun) {
    show(capsule, engine.command, { json, isTerminal });
    return 0;
  }
  events.say('note', limitsWords(capsule, options));
  return runCapsule({
    capsule,
    engine,
    events,
    isTerminal,
    isVolumeNamed: options.volume !== undefined,
  });
}

function renamedWords({ name }: Capsule): string {
  return `The folder's name cannot be a container's: the capsule is called ${name}.`;
}

function limitsWords({ memory, loginFolder }: Capsule, options: RunCommandOptions): string {
  const how = options.memory === undefined ? ' (--memory sets it)' : '';
  return `Memory limit ${memory}${how}.${loginFolder === undefined ? '' : ` Login in ${loginFolder}.`}`;
}

/** What would be done; the user of an image that is yet to be built is not known. */
function show(
  capsule: Capsule,
  engine: string,
  { json, isTerminal }: { json: boolean; isTerminal: boolean },
): void {
  if (json) {
    const { lock: _, ...shown } = capsule;
    printJson({ version, ...shown });
    return;
  }
  const { name, folder, volume, image, memory, workspace, login, loginFolder, command } = capsule;
  const rows: [string, string][] = [
    ['capsule', name],
    ['image', image ?? `built of ${folder}, as ${imageTag(capsule)}`],
    ['home', `the volume ${volume}`],
    ['folder', workspace ? `${folder} at ${capsulePlaces.workspace}` : 'not mounted'],
    ['login', loginFolder ?? (login === 'own' ? 'in the home' : 'the token of your environment')],
    ['memory', memory],
    [
      'runs',
      command.length > 0
        ? command.map(shellWord).join(' ')
        : `Claude Code, conversation ${capsule.conversation}`,
    ],
  ];
  const user = { uid: 0, gid: 0, home: 'HOME' };
  const line = [engine, ...agentArguments(capsule, image ?? imageTag(capsule), user, isTerminal)];
  const text = rows.map(([what, value]) => `${what.padEnd(8)} ${escapeControls(value)}`);
  const home = "HOME below is the home of the image's user:";
  printResult([...text, '', home, escapeControls(line.map(shellWord).join(' '))].join('\n'));
}
