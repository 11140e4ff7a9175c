import { toObject } from '../toObject.ts';
import { type Mount, parseMount } from './parseMount.ts';

/** A mount that a devcontainer.json asks for, wherever it does. */
export interface ConfiguredMount {
  readonly where: 'mounts' | 'runArgs' | 'workspaceMount' | 'dockerComposeFile';
  /** The way to it in the file; in `runArgs` to the argument that holds it. */
  readonly path: readonly (string | number)[];
  /** As it is written. */
  readonly entry: unknown;
  readonly mount: Mount;
}

/**
 * Every mount that a devcontainer.json itself asks for: `mounts`, `workspaceMount`, and `-v`, `--volume` and `--mount` in
 * `runArgs`. Those of Features, images and Compose files are not in it.
 * @param config the value of the whole file
 */
export function configuredMounts(config: unknown): ConfiguredMount[] {
  const { mounts, runArgs, workspaceMount } = toObject(config);
  const read = (path: ConfiguredMount['path'], entry: unknown, mount = parseMount(entry)) =>
    mount ? [{ where: path[0] as ConfiguredMount['where'], path, entry, mount }] : [];
  return [
    ...(Array.isArray(mounts) ? mounts : []).flatMap((entry, index) => read(['mounts', index], entry)),
    ...read(['workspaceMount'], workspaceMount),
    ...readOptions(runArgs, { short: 'v', long: 'volume' }).flatMap(({ value, index }) =>
      read(['runArgs', index], value, parseVolume(value)),
    ),
    ...readOptions(runArgs, { long: 'mount' }).flatMap(({ value, index }) => read(['runArgs', index], value)),
  ];
}

/** A value of an option, and where in the list the argument is that holds it. */
interface OptionValue {
  readonly value: string;
  readonly index: number;
}

/** Values of an option in `runArgs`: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-itn value`. */
export function readOptions(runArgs: unknown, name: { long: string; short?: string }): OptionValue[] {
  const args: unknown[] = Array.isArray(runArgs) ? runArgs : [];
  const short = name.short ? new RegExp(`^-[ditPq]*${name.short}=?(.*)$`) : undefined;
  const behind = (index: number) => {
    const next = args[index + 1];
    return typeof next === 'string' ? [{ value: next, index: index + 1 }] : [];
  };
  return args.flatMap((arg, index) => {
    if (typeof arg !== 'string') return [];
    if (arg === `--${name.long}`) return behind(index);
    if (arg.startsWith(`--${name.long}=`)) return [{ value: arg.slice(name.long.length + 3), index }];
    const attached = short?.exec(arg)?.[1];
    if (attached === undefined) return [];
    return attached !== '' ? [{ value: attached, index }] : behind(index);
  });
}

/** The texts of a list; whatever else is in it is left out. */
export function textsOf(list: unknown): string[] {
  return (Array.isArray(list) ? list : []).filter((each) => typeof each === 'string');
}

/** Reads `source:target:options` of `--volume` and of Compose files; colons of variables and drive letters part nothing. */
export function parseVolume(text: string): Mount | undefined {
  const parts = text.match(/(?:^[A-Za-z]:(?=[\\/])|\$\{[^}]*\}|[^:])+/g) ?? [];
  const [first, second, options = ''] = parts;
  if (!first) return undefined;
  const isPath = /^[./~$]|[\\/]/.test(first);
  return {
    type: second !== undefined && isPath ? 'bind' : 'volume',
    source: second === undefined ? undefined : first,
    target: second ?? first,
    readonly: options.split(',').includes('ro'),
  };
}
