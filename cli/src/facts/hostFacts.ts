import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readCleanupPeriodDays } from '@claude-sessions/core/container/insideReport.ts';
import type { ExpectedMount } from '@claude-sessions/core/container/mountDrift.ts';
import { documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { HostFacts, PathFacts } from '@claude-sessions/core/findings/facts.ts';
import { guardHooks } from '@claude-sessions/core/guard/guardHooks.ts';
import { ownHooks } from '@claude-sessions/core/hooks/ownHooks.ts';
import { absolutePath, type HostPaths } from '@claude-sessions/core/mounts/claudeSource.ts';
import { configuredMounts } from '@claude-sessions/core/mounts/configuredMounts.ts';
import { cksum } from '@claude-sessions/core/prepare/cksum.ts';
import { copyDifferences } from '@claude-sessions/core/prepare/copyDifferences.ts';
import { filterSettings } from '@claude-sessions/core/prepare/filterSettings.ts';
import { memoryName, preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { bypassesPermissions } from '@claude-sessions/core/prepare/permissionMode.ts';
import { settingsCommands } from '@claude-sessions/core/prepare/settingsCommands.ts';
import { composeFile } from '@claude-sessions/core/share/compose.ts';
import { needsPrepare } from '@claude-sessions/core/share/options.ts';
import type { Configured } from '@claude-sessions/core/share/readConfigured.ts';
import { hookScriptProblems } from '../hooks/hookScript.ts';
import { keepScript } from '../hooks/keepScript.ts';
import { readBytesIfAny, readTextIfAny, tryReadOwnText } from '../host/files.ts';
import { breachHost } from '../workspace/hostPaths.ts';
import { formSince, mirrorInUse } from '../workspace/preparedProject.ts';
import type { ConfigRecord } from '../workspace/records.ts';
import { besideConfig, hostConfigDir, type Workspace } from '../workspace/workspace.ts';
import { clientVersions } from './clientVersions.ts';
import type { ReadConfiguration } from './configurationFacts.ts';
import { conversationsBelow } from './conversationFolders.ts';
import { folderIdentity } from './folderIdentity.ts';
import { formerPlaces } from './formerPlaces.ts';
import { hooksOffAnywhere } from './hooksOff.ts';
import { readHostClaude } from './hostClaude.ts';
import { importFacts } from './importFacts.ts';
import { linksNotCopied } from './linksNotCopied.ts';
import { loginsLeft } from './loginsLeft.ts';
import { hostMarketplaces } from './marketplaces.ts';
import { openSessions } from './openSessions.ts';
import { pathFacts } from './pathFacts.ts';

/** At most so many of the host's transcripts are named. */
const maxForeign = 20;

/**
 * Looks at this host. Reads no conversation, and of settings no value that is a secret's.
 * @param expected the mounts that the configured mode has
 */
export async function hostFacts(
  workspace: Workspace,
  configuration: ReadConfiguration,
  record: ConfigRecord | undefined,
  expected: readonly ExpectedMount[],
): Promise<HostFacts> {
  const { env } = process;
  const { configured } = configuration;
  const given = resolve(workspace.realFolder, hostConfigDir(workspace.home, env));
  const [paths, claude] = await Promise.all([breachHost(workspace, env), readHostClaude(workspace, env)]);
  const configDir = claude.keepsTo ?? given;
  const [projectFolder, memoryFolder] = await Promise.all([
    pathFacts(claude.projectFolder),
    pathFacts(claude.memoryFolder),
  ]);
  const binds = expected.filter(({ type }) => type === 'bind').map(({ source }) => source);
  const [prepared, folder, sources, ownSources, scripts, team, settings, foreign, opened, links, versions] =
    await Promise.all([
      preparedFacts(workspace, configured),
      pathFacts(workspace.folder),
      sourceFacts(workspace, configuration, paths),
      Promise.all(binds.map(pathFacts)),
      needsPrepare(configured.mode, configured.options) && configured.prepares
        ? compareScripts(workspace, configured.usesCompose)
        : null,
      teamChanged(record),
      settingsFacts(configDir, workspace),
      foreignTranscripts(projectFolder),
      openSessions(given, workspace.realFolder),
      linksNotCopied(workspace.preparedFolder),
      clientVersions(claude.projectFolder),
    ]);
  const [former, below, logins, identity, marketplaces, imports] = await Promise.all([
    formerPlaces(workspace, { record, source: configuration.source }),
    conversationsBelow(claude.projectFolder, workspace.realFolder),
    loginsLeft(workspace, record),
    folderIdentity(workspace.folder),
    configured.options.plugins ? hostMarketplaces(workspace.home) : undefined,
    configured.mode === 'share' ? importFacts(configDir, workspace) : undefined,
  ]);
  return {
    platform: process.platform,
    ...(process.getuid && { uid: process.getuid() }),
    paths,
    configDir: given,
    env: pick(env, ['HOME', 'USERPROFILE', 'CLAUDE_CONFIG_DIR']),
    workspace: folder,
    ...(identity && { identity }),
    devcontainerId: workspace.devcontainerId,
    prepared,
    projectFolder,
    conversations: claude.conversations,
    memoryFolder,
    foreignTranscripts: foreign,
    ...(claude.keepsTo !== undefined && { keepsTo: claude.keepsTo }),
    sources,
    ownSources,
    scripts,
    teamChanged: team,
    ...(record?.chosen && { chosen: record.chosen }),
    settings,
    openSessions: opened,
    imports,
    linksNotCopied: links,
    ...(marketplaces && { marketplaceLogins: marketplaces.withLogin }),
    clientVersions: versions,
    formerPlaces: former,
    loginsLeft: logins,
    conversationsBelow: below,
  };
}

async function preparedFacts(
  workspace: Workspace,
  { compose }: Pick<Configured, 'compose'>,
): Promise<HostFacts['prepared']> {
  const look = (...names: string[]) => pathFacts(join(workspace.preparedFolder, ...names));
  const [folder, project, memory, ownMemory, files, byCompose, mirror, since] = await Promise.all([
    look(),
    look(preparedNames.project),
    look(preparedNames.memory),
    look(preparedNames.project, memoryName),
    look('files'),
    compose ? pathFacts(besideConfig(workspace, composeFile)) : undefined,
    mirrorInUse(workspace.preparedFolder),
    formSince(workspace.preparedFolder),
  ]);
  return {
    ...{ folder, project, memory, ownMemory, files },
    ...(byCompose && { composeFile: byCompose }),
    ...(mirror !== undefined && { mirrored: true }),
    ...(since && { formSince: since }),
  };
}

/** The binds of devcontainer.json whose sources are paths of this host. */
async function sourceFacts(
  { devcontainerId }: Workspace,
  { facts: { document } }: ReadConfiguration,
  host: HostPaths,
): Promise<HostFacts['sources']> {
  const found = configuredMounts(document && documentValue(document)).flatMap(({ mount }, index) => {
    if (mount.type !== 'bind' || mount.source === undefined) return [];
    const path = absolutePath(mount.source.replaceAll('${devcontainerId}', devcontainerId), host);
    return path === undefined || path.includes('${') ? [] : [{ index, path }];
  });
  return Promise.all(found.map(async ({ index, path }) => ({ index, source: await pathFacts(path) })));
}

/** Transcripts in a folder that are another user's than the folder, or than ours; root can read them all. */
async function foreignTranscripts({ path, uid }: PathFacts): Promise<string[]> {
  if (uid === undefined) return [];
  const names = await readdir(path).catch(() => []);
  const transcripts = names.filter((name) => name.endsWith('.jsonl')).map((name) => join(path, name));
  const owners = await Promise.all(transcripts.map((each) => lstat(each).catch(() => undefined)));
  const me = process.getuid?.() || uid;
  const isForeign = (owner = uid) => owner !== uid || owner !== me;
  return transcripts.filter((_, index) => isForeign(owners[index]?.uid)).slice(0, maxForeign);
}

/** Names and numbers only, no values that may be secrets. */
async function settingsFacts(configDir: string, workspace: Workspace): Promise<HostFacts['settings']> {
  const folder = workspace.realFolder;
  const files = join(workspace.preparedFolder, 'files');
  const ownFiles = ['settings.json', 'settings.local.json'].map((name) => `.claude/${name}`);
  const [bytes, present, copied, ...ofProject] = await Promise.all([
    readBytesIfAny(join(configDir, 'settings.json')).catch(() => undefined),
    readTextIfAny(join(files, 'settings.json')).catch(() => undefined),
    readTextIfAny(join(workspace.preparedFolder, preparedNames.settingsSum)).catch(() => undefined),
    ...ownFiles.map((file) => tryReadOwnText(join(folder, file))),
  ]);
  const own = bytes?.toString() ?? '';
  const isCopied = bytes !== undefined && cksum(bytes.toString('latin1')) === copied;
  const isGuarded = guardHooks(own).length > 0;
  const runsHooks = isGuarded || settingsCommands(own).length > 0;
  const switchedOff = runsHooks ? await hooksOffAnywhere(folder) : [];
  const { copy, leftOut } = filterSettings(own);
  const cleanupOfUser = readCleanupPeriodDays(own);
  const cleanupOfProject = ofProject
    .flatMap((text, index) => ({ file: ownFiles[index] ?? '', days: readCleanupPeriodDays(text ?? '') }))
    .findLast(({ days }) => days !== undefined);
  const days = cleanupOfProject?.days ?? cleanupOfUser;
  const keepProblems =
    ownHooks(own, 'keep').length > 0 ? await hookScriptProblems(keepScript(workspace.home), "keep's") : [];
  return {
    leftOut,
    // One that has changed since is copied again at the next start, which says what is left out then.
    notCopied: isCopied ? copyDifferences(copy, present) : [],
    ...(days !== undefined && { cleanupPeriodDays: days }),
    ...(cleanupOfUser !== undefined && { cleanupOfUser }),
    ...(cleanupOfProject?.days !== undefined && {
      cleanupOfProject: { file: cleanupOfProject.file, days: cleanupOfProject.days },
    }),
    ...(keepProblems.length > 0 && { keepProblems }),
    commands: settingsCommands(copy ?? ''),
    ...(bypassesPermissions(own) && { bypassesPermissions: true }),
    ...(isGuarded && { guarded: true }),
    ...(switchedOff.length > 0 && { hooksOff: switchedOff }),
  };
}

/** Loaded only where there should be scripts: their texts are long. */
async function compareScripts(workspace: Workspace, usesCompose: boolean): Promise<HostFacts['scripts']> {
  return (await import('./prepareScripts.ts')).compareScripts(workspace, usesCompose);
}

/** True when the team's file has changed since the personal configuration was made of it. */
async function teamChanged(record: ConfigRecord | undefined): Promise<boolean> {
  const team = record?.team;
  const present = team && (await readTextIfAny(team.path).catch(() => undefined));
  return present !== team?.source;
}

function pick<K extends string>(env: NodeJS.ProcessEnv, names: readonly K[]): { [Name in K]?: string } {
  const found = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return Object.fromEntries(found);
}
