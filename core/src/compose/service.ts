import type { FilePlace } from '../filePlace.ts';
import type { Mount } from '../mounts/parseMount.ts';
import type { SetVariable } from './containerSettings.ts';
import type { YamlNode } from './yamlTree.ts';

/** Something of a service, as it stands in a file. */
export interface Written<Value> {
  readonly value: Value;
  readonly written: string;
  readonly at: FilePlace;
}

/** A member by which a service may reach the host, of `serviceAccess`: one entry of a list, or the whole value. */
export interface Access extends Written<unknown> {
  readonly key: string;
}

/** A variable, whosever it is. */
export type Variable = Omit<SetVariable, 'isOwn'>;

/** A service of Compose files as far as it asks something of the host. Paths are absolute. */
export interface Service {
  readonly mounts: readonly Written<Mount>[];
  /** Those of `environment`. */
  readonly variables: readonly Variable[];
  /** Those of `env_file`. */
  readonly fileVariables: readonly Variable[];
  readonly buildArguments: readonly Variable[];
  readonly access: readonly Access[];
  /** Secrets and configs by their keys. */
  readonly stores: readonly Access[];
  readonly volumesFrom: readonly Written<string>[];
  /** Members that take nothing over from files before: those with `!reset` and `!override`. */
  readonly cleared: ReadonlySet<string>;
}

export const emptyService: Service = {
  mounts: [],
  variables: [],
  fileVariables: [],
  buildArguments: [],
  access: [],
  stores: [],
  volumesFrom: [],
  cleared: new Set(),
};

/** Members that have one value: that of the later file holds. */
const singles: ReadonlySet<string> = new Set(['privileged', 'pid', 'use_api_socket']);

/**
 * Puts a service of a later file over the same of an earlier one, or over what it extends, as Docker Compose does: mounts by
 * their targets, lists by joining (docs.docker.com, "Merge"). Of variables all are kept, in their order: the last one holds.
 */
export function mergeServices(base: Service, over: Service): Service {
  const isCleared = (key: string) => over.cleared.has(key);
  const targets = new Set(over.mounts.map(({ value }) => value.target));
  const again = new Set(over.access.map(({ key }) => key).filter((key) => singles.has(key)));
  const kept = (key: string) => !isCleared(key) && !again.has(key);
  return {
    mounts: [
      ...(isCleared('volumes') ? [] : base.mounts.filter(({ value }) => !targets.has(value.target))),
      ...over.mounts,
    ],
    variables: [...(isCleared('environment') ? [] : base.variables), ...over.variables],
    fileVariables: [...(isCleared('env_file') ? [] : base.fileVariables), ...over.fileVariables],
    buildArguments: [...(isCleared('build') ? [] : base.buildArguments), ...over.buildArguments],
    access: [...base.access.filter(({ key }) => kept(key)), ...over.access],
    stores: [...base.stores.filter(({ key }) => kept(key)), ...over.stores],
    volumesFrom: [...(isCleared('volumes_from') ? [] : base.volumesFrom), ...over.volumesFrom],
    cleared: base.cleared,
  };
}

/** The member of a map, if it is one and has it. */
export function memberOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return node?.kind === 'map' ? node.members.get(name)?.node : undefined;
}

/** The items of a list; a single value counts as a list of it, nothing as none. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (!node || (node.kind === 'scalar' && (node.value === null || node.value === undefined))) return [];
  return node.kind === 'list' ? node.items : [node];
}
