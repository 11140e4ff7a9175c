import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { MountDrift } from '@claude-sessions/core/container/mountDrift.ts';
import { type Configured, readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { askConfig, withProgress } from '../ask.ts';
import { driftOf, driftPhrases } from '../drift.ts';
import { UserError } from '../errors.ts';
import { type ContainerLookup, engineFrom, findContainer } from '../host/engine.ts';
import { readTextIfAny } from '../host/files.ts';
import { type HostClaude, keepsToWarning, readHostClaude } from '../hostClaude.ts';
import { breachesOf } from '../isolation.ts';
import { type CommonOptions, collectionFrom } from '../options.ts';
import { escapeControls, out, printJson, printResult } from '../output.ts';
import { compareScripts } from '../plan.ts';
import { type ConfigRecord, readRecord } from '../records.ts';
import { breachLines } from '../report.ts';
import {
  chooseConfig,
  insideWorkspace,
  openWorkspace,
  personalConfig,
  readConfig,
  resolveFolder,
  type Workspace,
} from '../workspace.ts';
import { foreignWarning } from './changeMode.ts';

/** `status`: what is configured, prepared, and really mounted. Changes nothing. Exit code 1 when there are findings. */
export async function status(folderName: string | undefined, options: CommonOptions): Promise<number> {
  const folder = await resolveFolder(folderName);
  const configFile = options.personal
    ? join(folder, personalConfig)
    : await chooseConfig(folder, options.config, askConfig);
  if (!configFile) throw new UserError(`${folder} has no devcontainer.json.`, 'Nothing is set up here.');
  const workspace = await openWorkspace(folder, configFile);
  const { source, document } = await readConfig(configFile);
  const record = await readRecord(workspace);
  const collections = [collectionFrom({}, process.env), ...(record?.collections ?? [])];
  const configured = readConfigured(document, collections);
  const engine = engineFrom(options.dockerPath, process.env);
  const [host, prepared, team, scripts, breaches, lookup] = await Promise.all([
    readHostClaude(workspace, process.env),
    readPrepared(workspace),
    teamChanged(record),
    configured.mode === 'share' && configured.prepares ? compareScripts(workspace) : null,
    configured.mode === 'none' ? [] : breachesOf(workspace, source),
    withProgress('Asking the container engine …', () => findContainer(engine, workspace)),
  ]);
  const drift =
    lookup.kind === 'found'
      ? driftOf(workspace, lookup.container, configured.mode, configured.options)
      : undefined;
  // A mount made by hand is named as such already.
  const handMade = configured.handMade.map(({ entry }) => entryText(entry));
  const undone = breaches.filter(({ what }) => !handMade.includes(what));
  const warnings = [
    ...findings({ configured, prepared, team, scripts, drift }),
    ...(configured.mode === 'share' ? keepsToWarning(host, workspace, process.env) : []),
  ];
  const findingsCount = warnings.length + undone.length;
  if (options.json) {
    printJson({
      folder,
      config: configFile,
      devcontainerId: workspace.devcontainerId,
      mode: configured.mode,
      options: configured.mode === 'share' ? configured.options : null,
      features: configured.features.map((feature) => feature.reference),
      host: { projectFolder: host.projectFolder, conversations: host.conversations },
      prepared,
      prepareScripts: scripts,
      teamConfigChanged: team,
      container:
        lookup.kind === 'found'
          ? {
              id: lookup.container.id,
              name: lookup.container.name,
              running: lookup.container.running,
              ...drift,
            }
          : null,
      engine:
        lookup.kind === 'unreachable' ? { reachable: false, reason: lookup.reason } : { reachable: true },
      warnings,
      notes: configured.foreign.map(foreignWarning),
      breaches: undone,
    });
    return findingsCount > 0 ? 1 : 0;
  }
  printResult(
    [
      `${out.bold('Mode')}        ${modeText(configured)}`,
      `${out.bold('Configured')}  ${escapeControls(insideWorkspace(workspace, configFile))}`,
      `${out.bold('Host')}        ${hostText(host)}`,
      ...(configured.mode === 'share'
        ? [
            `${out.bold('Prepared')}    ${prepared ? workspace.preparedFolder : 'no: run `claude-sessions prepare`'}`,
          ]
        : []),
      `${out.bold('Container')}   ${escapeControls(containerText(lookup, drift))}`,
      ...warnings.map((warning) => `warning: ${escapeControls(warning)}`),
      ...breachLines(undone, configured.mode),
      ...configured.foreign.map((reference) => `note: ${escapeControls(foreignWarning(reference))}`),
    ].join('\n'),
  );
  return findingsCount > 0 ? 1 : 0;
}

interface Findings {
  readonly configured: Configured;
  readonly prepared: object | null;
  readonly team: boolean;
  readonly scripts: Awaited<ReturnType<typeof compareScripts>> | null;
  readonly drift: MountDrift | undefined;
}

/** What is not as it should be, a sentence each. */
function findings({ configured, prepared, team, scripts, drift }: Findings): string[] {
  const differences = drift ? driftPhrases(drift) : [];
  return [
    ...(differences.length > 0
      ? [
          `the container was created before the configuration changed (${differences.join(', ')}): rebuild it.`,
        ]
      : []),
    ...(configured.mode === 'share' && !prepared
      ? ['this host is not prepared, and the container will not start: run `claude-sessions prepare`.']
      : []),
    ...(scripts === 'changed'
      ? [
          'the prepare script beside devcontainer.json was edited, or is of another version; it runs on this host at every start. Look at it; `claude-sessions share` puts back the one of this version.',
        ]
      : []),
    ...(scripts === 'missing'
      ? ['a prepare script beside devcontainer.json is missing: run `claude-sessions share` again.']
      : []),
    ...(configured.mode === 'none'
      ? []
      : configured.configDirOverrides.map(
          (place) =>
            `CLAUDE_CONFIG_DIR in ${place} leads Claude Code away from the volume, and what it records is lost at the next rebuild: run \`claude-sessions ${configured.mode}\` again.`,
        )),
    ...(team ? ["the team's file has changed since: run `claude-sessions share --personal` again."] : []),
    ...(configured.both
      ? ['claude-sessions and claude-persist are both there; that means share. Run `share` or `isolate`.']
      : []),
    ...configured.handMade.map(
      ({ mount }) => `a mount of Claude's state made by hand: ${mount.source ?? ''} -> ${mount.target}`,
    ),
  ];
}

const entryText = (entry: unknown) => (typeof entry === 'string' ? entry : JSON.stringify(entry));

function modeText({ mode, options, prepares }: Configured): string {
  if (mode === 'none') return 'not set up';
  if (mode === 'isolate')
    return "isolated: state kept in a volume of its own, nothing of the host's Claude mounted by its Feature";
  const extras = [
    options.profile ? 'with profile' : 'without profile',
    ...(options.memory === 'rw' ? ['memory writable'] : []),
    ...(options.tasks ? ['task lists'] : []),
    ...(options.allProjects ? ['all projects readable'] : []),
    ...(options.credentials === 'token' ? ['token login'] : []),
    ...(prepares ? [] : ['no prepare script']),
  ];
  return `shared (${extras.join(', ')})`;
}

function hostText(host: HostClaude): string {
  const count = host.conversations === 1 ? '1 conversation' : `${host.conversations} conversations`;
  return `${count} in ${host.projectFolder}`;
}

function containerText(lookup: ContainerLookup, drift: MountDrift | undefined): string {
  if (lookup.kind === 'none') return 'none yet';
  if (lookup.kind === 'unreachable') return `unknown: the engine does not answer (${lookup.reason})`;
  const state = lookup.container.running ? 'running' : 'stopped';
  const differs = drift && driftPhrases(drift).length > 0;
  return `${lookup.container.name}, ${state}${differs ? '; not as configured' : ''}`;
}

/** Where the prepared folder leads, or null when the host is not prepared. */
async function readPrepared(workspace: Workspace): Promise<{ folder: string; project: string } | null> {
  const project = await readlink(join(workspace.preparedFolder, 'project')).catch(() => undefined);
  return project === undefined ? null : { folder: workspace.preparedFolder, project };
}

/** Whether the team's file differs from what a personal configuration was made of. */
async function teamChanged(record: ConfigRecord | undefined): Promise<boolean> {
  const team = record?.team;
  const present = team && (await readTextIfAny(team.path).catch(() => undefined));
  return present !== team?.source;
}
