import { type Mount, parseMount } from './parseMount.ts';

/** A mount that a devcontainer.json asks for, wherever it does. */
export interface ConfiguredMount {
  readonly where: 'mounts' | 'runArgs' | 'workspaceMount';
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
  const read = (where: ConfiguredMount['where'], entry: unknown, mount = parseMount(entry)) =>
    mount ? [{ where, entry, mount }] : [];
  return [
    ...(Array.isArray(mounts) ? mounts : []).flatMap((entry) => read('mounts', entry)),
    ...read('workspaceMount', workspaceMount),
    ...readOptions(runArgs, { short: 'v', long: 'volume' }).flatMap((entry) =>
      read('runArgs', entry, parseVolume(entry)),
    ),
    ...readOptions(runArgs, { long: 'mount' }).flatMap((entry) => read('runArgs', entry)),
  ];
}

/** Values of an option in `runArgs`: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-itn value`. */
export function readOptions(runArgs: unknown, name: { long: string; short?: string }): string[] {
  const args = textsOf(runArgs);
  const short = name.short ? new RegExp(`^-[ditPq]*${name.short}=?(.*)$`) : undefined;
  return args.flatMap((arg, index) => {
    const next = args[index + 1];
    if (arg === `--${name.long}`) return next === undefined ? [] : [next];
    if (arg.startsWith(`--${name.long}=`)) return [arg.slice(name.long.length + 3)];
    const attached = short?.exec(arg)?.[1];
    if (attached === undefined) return [];
    return attached !== '' ? [attached] : next === undefined ? [] : [next];
  });
}

/** The texts of a list; whatever else is in it is left out. */
export function textsOf(list: unknown): string[] {
  return (Array.isArray(list) ? list : []).filter((each) => typeof each === 'string');
}

/** Reads `source:target:options` of `--volume`; colons of variables and drive letters part nothing. */
function parseVolume(text: string): Mount | undefined {
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

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
