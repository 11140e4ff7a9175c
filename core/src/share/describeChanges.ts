import { pluginSeedVariable } from '../containerPaths.ts';
import { claudeCodeFeature } from '../devcontainer/claudeCode.ts';
import { parseFeatureReference } from '../features.ts';
import { isReplacedMount } from '../mounts/claudeMount.ts';
import { configDirArguments } from '../mounts/configDirArguments.ts';
import { parseMount } from '../mounts/parseMount.ts';
import { toObject } from '../toObject.ts';
import { composeFilesOf, isLoginComposeFile, isOurComposeFile } from './compose.ts';
import { orderMember } from './home.ts';
import { isPrepareCommand, prepareWords } from './initializeCommand.ts';
import { loginVariable, tokenVariable } from './login.ts';
import { otelMembers, otelOf } from './otel.ts';
import { pathMembers } from './samePath.ts';
import { parseScriptWords } from './scriptWords.ts';

/** One thing that was changed, in a user's words. */
export interface Change {
  readonly kind: 'added' | 'removed';
  readonly what: string;
}

/**
 * Says in words how two devcontainer.json differ in what our commands touch.
 * @param before the value of the whole file, as is `after`
 */
export function describeChanges(before: unknown, after: unknown): Change[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  const missingFrom = (others: readonly Part[]) => {
    const keys = new Set(others.map((part) => part.key));
    return (part: Part) => !keys.has(part.key);
  };
  return [
    ...now
      .filter(missingFrom(old))
      .map(({ added, what }) => ({ kind: 'added' as const, what: added ?? what })),
    ...old
      .filter(missingFrom(now))
      .map(({ removed, what }) => ({ kind: 'removed' as const, what: removed ?? what })),
  ];
}

interface Part {
  /** Parts before and after a change are compared by it. */
  readonly key: string;
  readonly what: string;
  /** In other words when it is added, or removed. */
  readonly added?: string;
  readonly removed?: string;
}

function partsOf(config: unknown): Part[] {
  const { features, mounts, containerEnv, remoteEnv, initializeCommand, dockerComposeFile } =
    toObject(config);
  return [
    ...composeFilesOf(dockerComposeFile).map(composePart),
    ...Object.keys(toObject(features)).map(featurePart),
    ...(Array.isArray(mounts) ? mounts.map((entry) => mountPart(entry, config)) : []),
    ...environmentParts('containerEnv', toObject(containerEnv)),
    ...environmentParts('remoteEnv', toObject(remoteEnv)),
    ...otelParts(config),
    ...configDirArguments(config).flatMap(({ value }) =>
      environmentParts('runArgs', { CLAUDE_CONFIG_DIR: value }),
    ),
    ...pathParts(toObject(config)),
    ...orderParts(toObject(config)),
    ...commandParts(initializeCommand),
  ];
}

function featurePart(reference: string): Part {
  const what = `Feature ${reference}`;
  return {
    key: what,
    what,
    ...(reference === claudeCodeFeature && { added: `${what}, which installs Claude Code` }),
  };
}

function composePart(file: unknown): Part {
  const what = `Compose file ${typeof file === 'string' ? file : JSON.stringify(file)}`;
  if (isOurComposeFile(file))
    return { key: what, what: `${what}, made on each host, which mounts what is shared` };
  if (isLoginComposeFile(file)) return { key: what, what: `${what}, by which all projects share one login` };
  return {
    key: what,
    what,
    added: `${what}, which was taken without being named`,
    removed: `${what}, which is taken without being named`,
  };
}

function mountPart(entry: unknown, config: unknown): Part {
  const what = `mount ${typeof entry === 'string' ? entry : JSON.stringify(entry)}`;
  const mount = parseMount(entry);
  if (!mount || !isReplacedMount(mount, config)) return { key: what, what };
  return {
    key: what,
    what,
    added: `${what} (made by hand; restored)`,
    removed: `${what} (made by hand; the Feature replaces it)`,
  };
}

/** Values are named only where they are no secret. */
function environmentParts(place: string, variables: Record<string, unknown>): Part[] {
  const {
    CLAUDE_CONFIG_DIR: configDir,
    [tokenVariable]: token,
    [pluginSeedVariable]: seed,
    [loginVariable]: login,
  } = variables;
  const what = `CLAUDE_CONFIG_DIR=${typeof configDir === 'string' ? configDir : '…'} in ${place}`;
  return [
    ...(configDir === undefined
      ? []
      : [{ key: what, what, added: `${what} (restored)`, removed: `${what} (the Feature sets it)` }]),
    ...(token === undefined
      ? []
      : [{ key: `${place} ${tokenVariable}`, what: `${tokenVariable} in ${place}` }]),
    ...(typeof seed === 'string'
      ? [{ key: `${place} ${pluginSeedVariable} ${seed}`, what: `${pluginSeedVariable}=${seed} in ${place}` }]
      : []),
    ...(typeof login === 'string'
      ? [{ key: `${place} ${loginVariable} ${login}`, what: `${loginVariable}=${login} in ${place}` }]
      : []),
  ];
}

function otelParts(config: unknown): Part[] {
  const otel = otelOf(config);
  if (otel === 'off') return [];
  const where = otel === 'host' ? "as this host's environment says" : `to ${otel}`;
  const what = `${Object.keys(otelMembers(otel)).length} OpenTelemetry variables in remoteEnv, by which Claude Code sends its metrics and events ${where}`;
  return [{ key: `otel ${otel}`, what }];
}

/** Where the project lies in the container. */
function pathParts(config: Record<string, unknown>): Part[] {
  return pathMembers
    .filter((name) => config[name] !== undefined)
    .map(
      (name) => `${name} ${typeof config[name] === 'string' ? config[name] : JSON.stringify(config[name])}`,
    )
    .map((what) => ({ key: what, what }));
}

/** Which Features are installed first. */
function orderParts({ [orderMember]: order }: Record<string, unknown>): Part[] {
  if (!Array.isArray(order)) return [];
  const names = order.map((entry) => (typeof entry === 'string' ? parseFeatureReference(entry).id : '…'));
  const what = `${orderMember}: ${names.join(', ')}`;
  return [{ key: `${orderMember} ${JSON.stringify(order)}`, what }];
}

function commandParts(initializeCommand: unknown): Part[] {
  const isEntry = typeof initializeCommand !== 'object' || Array.isArray(initializeCommand);
  const commands = isEntry ? [initializeCommand] : Object.values(toObject(initializeCommand));
  return commands
    .filter((command) => command !== undefined && command !== '')
    .map((command) => {
      const key = `initializeCommand ${JSON.stringify(command)}`;
      return isPrepareCommand(command)
        ? { key, what: `initializeCommand that prepares the host's folders${forReview(command)}` }
        : { key, what: key };
    });
}

function forReview(command: unknown): string {
  return parseScriptWords(prepareWords(command) ?? []).review ? ' for review' : '';
}
