import { composeFilesOf, isComposeFileInPlace, loginComposeFile } from '../share/compose.ts';
import { toObject } from '../toObject.ts';
import { type ApprovalItem, type Digest, valueItem } from './item.ts';

/**
 * What in a devcontainer.json acts on the host: what runs there (`initializeCommand`), what of it is mounted, published or
 * opened (`mounts`, `workspaceMount`, `runArgs`, `appPort`, `privileged`, `capAdd`, `securityOpt`), what says so in turn
 * (Features, the Compose files and services, the image with its `devcontainer.metadata` label), what is built of its files
 * (`build`), and whatever carries a variable of the host inside. What happens in the container alone is not in it. A member
 * that nobody here knows is: the next version of a tool may do something with it.
 * @param config the value of the whole file; what is malformed is taken as it stands
 */
export function configItems(config: unknown, digest: Digest): ApprovalItem[] {
  const members = toObject(config);
  return Object.entries(members).flatMap(([key, value]) => {
    const isKnown = wholeMembers.has(key) || partMembers.has(key) || insideMembers.has(key);
    if (!isKnown) return [valueItem(key, '', value, digest)];
    if (value === null || value === false) return [];
    if (key === 'dockerComposeFile') return composeItems(value, digest);
    if (wholeMembers.has(key)) return isEmpty(value) ? [] : [valueItem(key, '', value, digest)];
    if (key === 'build') return buildItems(value, digest);
    if (key === 'hostRequirements') return gpuItems(value, digest);
    if (key === 'features') return entryItems(key, value, digest);
    if (key === 'mounts') return listItems(key, value, digest);
    if (key === 'initializeCommand') return listItems(key, commandsOf(value), digest);
    if (key === 'containerEnv' || key === 'remoteEnv') {
      return entryItems(key, value, digest).filter((item) => carriesHostVariable(item.text));
    }
    return carriesHostVariable(JSON.stringify(value)) ? [valueItem(key, '', value, digest)] : [];
  });
}

/** Commands that run on the host before anything else: one, or those of an object, in whatever order. */
export function commandsOf(initializeCommand: unknown): unknown[] {
  const isObject = typeof initializeCommand === 'object' && !Array.isArray(initializeCommand);
  const commands = isObject ? Object.values(initializeCommand ?? {}) : [initializeCommand];
  return commands.filter((command) => command !== undefined && command !== null && !isEmpty(command));
}

/** Members of which only a part, or each entry by itself, acts on the host. */
const partMembers: ReadonlySet<string> = new Set([
  'dockerComposeFile',
  'build',
  'hostRequirements',
  'features',
  'mounts',
  'initializeCommand',
  'containerEnv',
  'remoteEnv',
]);

/**
 * Members that do nothing on the host: all others of the specification (devContainer.base.schema.json), and three that
 * VS Code had before `customizations`.
 */
const insideMembers: ReadonlySet<string> = new Set([
  '$schema',
  'name',
  'customizations',
  'extensions',
  'settings',
  'devPort',
  'forwardPorts',
  'portsAttributes',
  'otherPortsAttributes',
  'overrideFeatureInstallOrder',
  'secrets',
  'workspaceFolder',
  'remoteUser',
  'containerUser',
  'updateRemoteUserUID',
  'userEnvProbe',
  'init',
  'overrideCommand',
  'shutdownAction',
  'waitFor',
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
  'postAttachCommand',
]);

const wholeMembers: ReadonlySet<string> = new Set([
  'image',
  'dockerFile',
  'context',
  'service',
  'runServices',
  'workspaceMount',
  'runArgs',
  'appPort',
  'privileged',
  'capAdd',
  'securityOpt',
]);

/**
 * In whatever form. Ours is compared as a file, and left out of the list where it belongs; anywhere else it says which
 * folder paths start from, or is overruled.
 */
function composeItems(value: unknown, digest: Digest): ApprovalItem[] {
  const all = composeFilesOf(value);
  const files = (isComposeFileInPlace(all) ? all.slice(0, -1) : all).filter(
    (file, index) => index === 0 || file !== loginComposeFile,
  );
  return isEmpty(files) ? [] : [valueItem('dockerComposeFile', '', files, digest)];
}

/** `${localEnv:NAME}`, and its older name. */
function carriesHostVariable(text: string): boolean {
  return /\$\{(localEnv|env):/.test(text);
}

function buildItems(build: unknown, digest: Digest): ApprovalItem[] {
  if (typeof build !== 'object' || build === null) return [valueItem('build', '', build, digest)];
  return Object.entries(build)
    .filter(([, value]) => value !== null && !isEmpty(value))
    .map(([key, value]) => valueItem(`build.${key}`, '', value, digest));
}

/** The tools give all of them (`--gpus all`); of the other requirements nothing reaches the host. */
function gpuItems(hostRequirements: unknown, digest: Digest): ApprovalItem[] {
  const { gpu } = toObject(hostRequirements);
  return gpu === undefined || gpu === null || gpu === false
    ? []
    : [valueItem('hostRequirements.gpu', '', gpu, digest)];
}

function entryItems(part: string, value: unknown, digest: Digest): ApprovalItem[] {
  if (typeof value !== 'object' || value === null) return [valueItem(part, '', value, digest)];
  return Object.entries(value).map(([name, entry]) => valueItem(part, name, entry, digest));
}

/** Each entry is an item of its own, told from others by what it is: their order says nothing. */
function listItems(part: string, value: unknown, digest: Digest): ApprovalItem[] {
  const entries = Array.isArray(value) ? value : [value];
  const items = entries.map((entry) => {
    const item = valueItem(part, '', entry, digest);
    return { ...item, name: item.digest ?? '' };
  });
  return [...new Map(items.map((item) => [item.name, item])).values()];
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}
