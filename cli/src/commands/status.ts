import { sharedLogin } from '@claude-sessions/core/container/sharedLogin.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import {
  adviceText,
  type CommandWords,
  ourCommand,
  ourCommandAbout,
} from '@claude-sessions/core/findings/advice.ts';
import { documentationUrl } from '@claude-sessions/core/findings/documentation.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import { inOrder } from '@claude-sessions/core/findings/inOrder.ts';
import { hostLoginName } from '@claude-sessions/core/share/login.ts';
import { modeWord } from '@claude-sessions/core/share/options.ts';
import type { Configured } from '@claude-sessions/core/share/readConfigured.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { foreignWarning } from '../change/planChange.ts';
import { driftPhrases } from '../facts/drift.ts';
import { findingJson } from '../facts/findingJson.ts';
import { findingPlaceText } from '../facts/findingPlace.ts';
import { type HostClaude, readHostClaude } from '../facts/hostClaude.ts';
import type { Look } from '../facts/lookAt.ts';
import type { Engine } from '../host/engine.ts';
import { type SweptOfProject, sweptJson, sweptLine, sweptOfProject } from '../keep/sweptOfProject.ts';
import type { AllWaiting, Waiting } from '../review/waiting.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { findingLines } from '../terminal/findingLines.ts';
import { escapeControls, log, out, printJson, printResult } from '../terminal/output.ts';
import { adviceHere, typedHere, wordsHere } from '../workspace/commandWords.ts';
import { findContainer } from '../workspace/findContainer.ts';
import { mirrorsOf, readHostLink } from '../workspace/preparedProject.ts';
import { insideWorkspace, readConfig, type Workspace } from '../workspace/workspace.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

interface StatusOptions extends CommonOptions {
  /** Keeps what Claude Code deletes within a week. */
  readonly keep?: boolean;
}

/**
 * `status`: what is configured, prepared, and really mounted; what is wrong with it by the checks of `doctor`, without a
 * look inside. Changes nothing but for `--keep`. Exit code 1 when there are findings, or something could not be kept.
 */
export async function status(folderName: string | undefined, options: StatusOptions): Promise<number> {
  const workspace = await openChosen(folderName, options, {
    hint: async (folder) => `Make one with ${(await wordsHere(folder))(ourCommand('share', '--create'))}.`,
  });
  const { configFile } = workspace;
  const engine = engineFrom(options.dockerPath, process.env);
  const collection = collectionFrom({}, process.env);
  // The engine is asked before anything else is loaded.
  const lookup = findContainer(engine, workspace);
  const { lookAt, severeOf } = await import('../facts/lookAt.ts');
  const document = await readConfig(configFile);
  const [look, host, prepared, swept] = await Promise.all([
    withProgress('Asking the container engine …', () =>
      lookAt(workspace, { engine, collection, inside: false, lookup, document }),
    ),
    readHostClaude(workspace, process.env),
    readPrepared(workspace),
    sweptOfProject(workspace.folder, options.keep === true),
  ]);
  const { configured } = look.gathered.configuration;
  const memory = await notesWaiting(look, document, engine, collection);
  const waiting = await readWaiting(workspace);
  // That the engine does not answer is said as such, and is no fault of what is configured.
  const findings = inOrder(severeOf(look.results).filter(({ code }) => code !== 'engine-unreachable'));
  const file = insideWorkspace(workspace, configFile);
  const words = await wordsHere(workspace.folder);
  const notes = configured.foreign.map(foreignWarning);
  const { quiet, verbose } = options;
  if (options.json) {
    const warnings = findings.map((finding) => {
      return warningText(finding, findingPlaceText(look, finding), file, words);
    });
    const found = findings.map((finding) => findingJson(look, finding, words));
    printJson({
      ...statusJson(look, host, prepared),
      waiting: waiting ? waitingJson(waiting) : null,
      notesWaiting: memory ?? null,
      swept: sweptJson(swept),
      findings: found,
      warnings,
      notes,
    });
  } else {
    printResult(
      [
        `${out.bold('Mode')}        ${modeText(configured)}`,
        `${out.bold('Configured')}  ${escapeControls(file)}`,
        `${out.bold('Host')}        ${hostText(host)}`,
        ...(await sweptLines(workspace, swept)),
        ...(configured.mode === 'share'
          ? [
              `${out.bold('Prepared')}    ${prepared ? workspace.preparedFolder : `no: run ${escapeControls(await typedHere(workspace, 'prepare'))}`}`,
            ]
          : []),
        ...(await reviewLines(waiting)),
        `${out.bold('Container')}   ${escapeControls(containerText(look))}`,
        ...(memory ? [await notesLine(workspace, memory)] : []),
        ...loginLines(look),
        ...(verbose ? featureLines(configured) : []),
        ...findings.flatMap((finding) =>
          findingLines({
            ...finding,
            at: findingPlaceText(look, finding),
            todo: adviceText(finding.fix, words),
            ...(verbose && { more: documentationUrl(finding.code) }),
          }),
        ),
        ...(quiet ? [] : notes.map((note) => `note: ${escapeControls(note)}`)),
      ]
        .map((line) => shortenHome(line, workspace.home))
        .join('\n'),
    );
  }
  const troubles = swept.now?.troubles ?? [];
  for (const each of troubles) log(`warning: ${escapeControls(each)}`);
  return findings.length > 0 || troubles.length > 0 ? 1 : 0;
}

/** What Claude Code deletes soon, where there is any. */
async function sweptLines(workspace: Workspace, swept: SweptOfProject): Promise<string[]> {
  const command = escapeControls(await typedHere(workspace, 'status', '--keep'));
  const line = sweptLine(swept, command, Date.now());
  return line === undefined ? [] : [`${out.bold('Deleted')}     ${line}`];
}

/** What waits to be carried, where the project is reviewed or was. */
async function readWaiting(workspace: Workspace): Promise<AllWaiting | undefined> {
  if ((await mirrorsOf(workspace.preparedFolder)).length === 0) return undefined;
  const { waitingOf } = await import('../review/waiting.ts');
  return await waitingOf(workspace, process.env).catch(() => undefined);
}

async function reviewLines(waiting: AllWaiting | undefined): Promise<string[]> {
  if (!waiting) return [];
  const { waitingText } = await import('../review/reportLines.ts');
  return [`${out.bold('Review')}      ${waitingText(waiting, Date.now())}`];
}

/** How many notes of the container's Claude wait, where it has a memory of its own; undefined where that is not known. */
async function notesWaiting(
  { workspace, gathered: { configuration, lookup } }: Look,
  document: DevcontainerDocument,
  engine: Engine,
  collection: string,
): Promise<number | undefined> {
  const { mode, options } = configuration.configured;
  if (mode !== 'share' || options.memory === 'rw') return undefined;
  const { waitingNotes } = await import('../memory/waitingNotes.ts');
  return waitingNotes(workspace, document, engine, { lookup, collection });
}

async function notesLine(workspace: Workspace, waiting: number): Promise<string> {
  const command = escapeControls(await adviceHere(workspace, [ourCommandAbout('memory', 'pull')]));
  const wait = waiting === 1 ? 'waits' : 'wait';
  return `${out.bold('Memory')}      ${counted(waiting, 'note')} of the container's Claude ${wait}: ${command}`;
}

/** `kept`: in mirrors that were set aside. */
function waitingJson({ mirror, host, kept }: AllWaiting): Record<'pull' | 'push' | 'kept', object> {
  const of = ({ conversations, since }: Waiting) => ({
    conversations,
    since: since === undefined ? null : new Date(since).toISOString(),
  });
  return { pull: of(mirror), push: of(host), kept: of(kept) };
}

/** Our Features as they are written, a line each. */
function featureLines({ features }: Configured): string[] {
  return features.map(({ reference }) => `${out.bold('Feature')}     ${escapeControls(reference)}`);
}

/** In one line, for programs. */
function warningText(
  { message, evidence, fix }: Finding,
  at: string | undefined,
  file: string,
  words: CommandWords,
): string {
  const seen = [
    ...(at === undefined ? [] : [at]),
    ...evidence.filter((line) => line !== file && !message.includes(line)),
  ].join(', ');
  return `${message.replace(/\.$/, '')}${seen ? ` (${seen})` : ''}. ${adviceText(fix, words)}`;
}

function statusJson(
  { workspace, gathered }: Look,
  host: HostClaude,
  prepared: object | null,
): Record<string, unknown> {
  const { configuration, lookup, facts } = gathered;
  const { configured } = configuration;
  return {
    folder: workspace.folder,
    config: workspace.configFile,
    devcontainerId: workspace.devcontainerId,
    mode: configured.mode,
    options: configured.mode === 'share' ? configured.options : null,
    login: configured.options.login,
    samePath: configured.options.samePath,
    home: configured.options.home,
    otel: configured.options.otel,
    features: configured.features.map((feature) => feature.reference),
    host: { projectFolder: host.projectFolder, conversations: host.conversations },
    prepared,
    prepareScripts: facts.host?.scripts ?? null,
    teamConfigChanged: facts.host?.teamChanged ?? false,
    container:
      lookup.kind === 'found'
        ? {
            id: lookup.container.id,
            name: lookup.container.name,
            running: lookup.container.running,
            ...facts.container?.drift,
          }
        : null,
    sharedLogin: sharedLogin(facts.container?.container) ?? null,
    engine: lookup.kind === 'unreachable' ? { reachable: false, reason: lookup.reason } : { reachable: true },
  };
}

function modeText({ mode, options, prepares }: Configured): string {
  const login = options.login === 'own' ? [] : [`${options.login} login`];
  const home = options.home ? ['whole home kept'] : [];
  const telemetry =
    options.otel === 'off'
      ? []
      : [options.otel === 'host' ? 'telemetry as on this host' : `telemetry to ${options.otel}`];
  const both = [...(options.samePath ? ['at the path of this host'] : []), ...home, ...telemetry, ...login];
  if (mode === 'none') return ['not set up', ...home, ...login].join(', ');
  if (mode === 'isolate')
    return [
      "isolated: data kept in a volume of its own, nothing of the host's Claude mounted by its Feature",
      ...both,
    ].join(', ');
  const extras = [
    options.profile ? 'with profile' : 'without profile',
    ...(options.memory === 'rw' ? ['memory writable'] : []),
    ...(options.tasks ? ['task lists'] : []),
    ...(options.allProjects ? ['all projects readable'] : []),
    ...(options.plugins ? ['plugins'] : []),
    ...both,
    ...(prepares ? [] : ['no prepare script']),
  ];
  return `${modeWord(mode, options)} (${extras.join(', ')})`;
}

function hostText(host: HostClaude): string {
  const count = counted(host.conversations, 'conversation');
  return `${count} in ${host.projectFolder}`;
}

/** The login that other dev containers share, where this container has it; whether someone is logged in only a look inside tells. */
function loginLines({ gathered: { facts, configuration } }: Look): string[] {
  if (configuration.configured.options.login === 'host-readonly')
    return [
      `${out.bold('Login')}       this host's access token, read-only, from ~/.claude-sessions/${hostLoginName}`,
    ];
  const volume = sharedLogin(facts.container?.container);
  return volume === undefined
    ? []
    : [`${out.bold('Login')}       shared by the volume ${escapeControls(volume)}`];
}

function containerText({ gathered: { lookup, facts } }: Look): string {
  if (lookup.kind === 'none') {
    const names = (facts.engine?.otherwiseLabelled ?? []).map(({ name }) => name);
    return names.length > 0 ? `${names.join(', ')}, with the labels of another tool` : 'none yet';
  }
  if (lookup.kind === 'unreachable') return `unknown: the engine does not answer (${lookup.reason})`;
  const state = lookup.container.running ? 'running' : 'stopped';
  const differs = facts.container && driftPhrases(facts.container.drift).length > 0;
  return `${lookup.container.name}, ${state}${differs ? '; not as configured' : ''}`;
}

/** `project` is where the link in it leads, for review that beside the mirror; null when the host is not prepared. */
async function readPrepared(workspace: Workspace): Promise<{ folder: string; project: string } | null> {
  const link = await readHostLink(workspace.preparedFolder);
  return link ? { folder: workspace.preparedFolder, project: link.target } : null;
}
