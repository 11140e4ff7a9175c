import * as z from 'zod/mini';
import { serviceAccess } from '../mounts/composeAccess.ts';
import { parseVolume } from '../mounts/configuredMounts.ts';
import type { Mount } from '../mounts/parseMount.ts';
import type { VariableKind } from './containerSettings.ts';
import { parseEnvFile } from './envFile.ts';
import { envVariable } from './envVariable.ts';
import type { FileScope } from './FileScope.ts';
import { type Access, itemsOf, memberOf, type Service, type Variable, type Written } from './service.ts';
import type { YamlNode } from './yamlTree.ts';

/** Reads a service of one file; what it extends is not in it. What is malformed counts as absent. */
export async function readService(node: YamlNode, scope: FileScope): Promise<Service> {
  return {
    mounts: itemsOf(memberOf(node, 'volumes')).flatMap((item) => mountOf(item, scope)),
    variables: variablesOf(memberOf(node, 'environment'), 'environment', scope),
    fileVariables: await envFilesOf(memberOf(node, 'env_file'), scope),
    buildArguments: variablesOf(memberOf(memberOf(node, 'build'), 'args'), 'build', scope),
    access: Object.keys(serviceAccess).flatMap((key) => entriesOf(node, key, scope)),
    stores: ['secrets', 'configs'].flatMap((key) => entriesOf(node, key, scope)),
    volumesFrom: itemsOf(memberOf(node, 'volumes_from')).flatMap((item) => {
      const value = scope.text(item);
      return value === undefined ? [] : [{ value, written: item.written, at: item.at }];
    }),
    cleared: clearedBy(node),
  };
}

function clearedBy(node: YamlNode): ReadonlySet<string> {
  if (node.kind !== 'map') return new Set();
  const cleared = [...node.members].filter(([, member]) => isOverriding(member.node.tag));
  return new Set(cleared.map(([name]) => name));
}

const isOverriding = (tag: string | undefined) => tag === '!reset' || tag === '!override';

/** One for each item of a list, else one for the value. */
function entriesOf(service: YamlNode, key: string, scope: FileScope): Access[] {
  const node = memberOf(service, key);
  if (node?.tag === '!reset') return [];
  return itemsOf(node).map((item) => {
    const value = scope.plain(item);
    return { key, value: node?.kind === 'list' ? [value] : value, written: item.written, at: item.at };
  });
}

const longVolume = z.object({
  type: z.catch(z.string(), 'volume'),
  source: z.catch(z.optional(z.string()), undefined),
  target: z.string(),
  read_only: z.catch(z.boolean(), false),
});

/** A mount in its short form, `source:target:options`, or in its long one. */
function mountOf(item: YamlNode, scope: FileScope): Written<Mount>[] {
  const mount = item.kind === 'map' ? longMount(item, scope) : shortMount(item, scope);
  if (!mount) return [];
  const isPath = mount.type === 'bind' && mount.source !== undefined;
  const value = isPath ? { ...mount, source: scope.path(mount.source ?? '') } : mount;
  return [{ value, written: item.written, at: item.at }];
}

function shortMount(item: YamlNode, scope: FileScope): Mount | undefined {
  const text = scope.text(item);
  return text === undefined ? undefined : parseVolume(text);
}

function longMount(item: YamlNode, scope: FileScope): Mount | undefined {
  const { data } = longVolume.safeParse(scope.plain(item));
  return data && { type: data.type, source: data.source, target: data.target, readonly: data.read_only };
}

/** A map of names and values, or a list of `NAME=value`; a name alone hands on what the host has. */
function variablesOf(node: YamlNode | undefined, kind: VariableKind, scope: FileScope): Variable[] {
  if (node?.kind === 'map') {
    return [...node.members].flatMap(([name, { node: value, at }]) => {
      if (value.tag === '!reset') return [];
      const isSet = value.kind === 'scalar' && value.value !== null && value.value !== undefined;
      const text = isSet ? String(value.value) : undefined;
      return [{ name, text, value: isSet ? scope.text(value) : scope.variable(name), at, kind }];
    });
  }
  return itemsOf(node).flatMap((item) => {
    const written = item.kind === 'scalar' ? String(item.value) : '';
    const [, name, text] = /^([^=\s]+)(?:=(.*))?$/s.exec(written) ?? [];
    if (name === undefined) return [];
    const value = text === undefined ? scope.variable(name) : scope.replace(text, item.at);
    return [{ name, text, value, at: item.at, kind }];
  });
}

/** A file, a list of files, or of maps with `path`. */
async function envFilesOf(node: YamlNode | undefined, scope: FileScope): Promise<Variable[]> {
  const found: Variable[] = [];
  for (const item of itemsOf(node)) {
    const path = scope.text(memberOf(item, 'path') ?? item);
    if (path === undefined) continue;
    const isRequired = scope.plain(memberOf(item, 'required')) !== false;
    found.push(...(await readEnvFile(scope.path(path), scope, isRequired ? item : undefined)));
  }
  return found;
}

/** @param named where it is named, when it has to be there */
async function readEnvFile(path: string, scope: FileScope, named: YamlNode | undefined): Promise<Variable[]> {
  const { host } = scope;
  const file = await host.read(path);
  if (file && 'text' in file) {
    return parseEnvFile(file.text, host.shown(path)).map((line) => envVariable(line, scope.variable));
  }
  if (named) {
    scope.addUnknown(`${host.shown(path)} ${file ? file.why : 'is missing'}`, named.at, true);
  }
  return [];
}
