/** A mount as devcontainer.json or a Feature states it, in one form. Variables are left as they are. */
export interface Mount {
  readonly type: string;
  readonly source: string | undefined;
  readonly target: string;
  /** What the text asks for; whether the tools heed it is another matter (an object's `readonly` is dropped). */
  readonly readonly: boolean;
}

/** True for a source that is a path as it is written, and no volume's name. */
function isPath(source: string): boolean {
  const home = /^\$(HOME$|\{(localWorkspaceFolder|(localEnv|env):(HOME|USERPROFILE)(:[^}]*)?)\})/;
  return /^[.~]|[\\/]/.test(source) || home.test(source);
}

/**
 * Reads one entry of `mounts`: a string as for `docker run --mount`, or an object (containers.dev, "mounts").
 * One without a type is a volume, which can have no path for a source: then a bind is meant.
 * @returns undefined when it is neither or names no target
 */
export function parseMount(entry: unknown): Mount | undefined {
  const fields = typeof entry === 'string' ? parseFields(entry) : objectFields(entry);
  if (!fields) return undefined;
  const pick = (...names: string[]) =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const target = pick('target', 'destination', 'dst');
  if (!target) return undefined;
  const readonly = pick('readonly', 'ro');
  const source = pick('source', 'src');
  return {
    type: pick('type') ?? (isPath(source ?? '') ? 'bind' : 'volume'),
    source,
    target,
    readonly: readonly !== undefined && !/^(false|f|0)$/i.test(readonly),
  };
}

/** Splits at commas outside double quotes, as the CSV reader of `--mount` does. */
function parseFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  const parts = text.includes('"') ? (text.match(/(?:"(?:[^"]|"")*"|[^,])+/g) ?? []) : text.split(',');
  for (const quoted of parts) {
    if (quoted === '') continue;
    const field = quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted;
    const equals = field.indexOf('=');
    if (equals < 0) fields.set(field.trim().toLowerCase(), '');
    else fields.set(field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1).trim());
  }
  return fields;
}

function objectFields(entry: unknown): Map<string, string> | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined;
  return new Map(
    Object.entries(entry)
      .filter(([, value]) => ['string', 'boolean', 'number'].includes(typeof value))
      .map(([key, value]) => [key.toLowerCase(), String(value)]),
  );
}
