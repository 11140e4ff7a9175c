import * as z from 'zod/mini';
import { type FeatureId, isAddition, ourFeature } from '../features.ts';
import { otelOf } from '../share/otel.ts';
import type { Configured } from '../share/readConfigured.ts';
import type { Container } from './inspect.ts';

/** The label in which the Dev Containers tools note what an image was built of (containers.dev, "Image Metadata"). */
const metadataLabel = 'devcontainer.metadata';

/** One entry of it: a Feature, or the devcontainer.json. Only what we ask for. */
interface MetadataEntry {
  /** The Feature's reference; empty for a devcontainer.json. */
  readonly id: string;
  readonly remoteUser: string;
  readonly containerUser: string;
  readonly remoteEnv: Readonly<Record<string, string>>;
}

const text = z.catch(z.string(), '');
const entrySchema = z.object({
  id: text,
  remoteUser: text,
  containerUser: text,
  // A null unsets a variable: it is none that we ask for.
  remoteEnv: z.catch(z.record(z.string(), text), {}),
});

/** Reads the label. Never throws: what is not as expected is left out; no label at all gives undefined. */
export function parseMetadata(label: string | undefined): readonly MetadataEntry[] | undefined {
  if (label === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(label);
  } catch {
    return undefined;
  }
  return (Array.isArray(value) ? value : [value]).flatMap((item) => {
    const parsed = entrySchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

/**
 * The user that Claude Code runs as in a container: the last that the metadata name, else that of today's
 * devcontainer.json, else the container's own. May hold variables.
 */
export function remoteUserOf(
  container: Pick<Container, 'labels' | 'user'>,
  config: { readonly remoteUser?: unknown; readonly containerUser?: unknown },
): string {
  const entries = parseMetadata(container.labels[metadataLabel]) ?? [];
  const last = (name: 'remoteUser' | 'containerUser') =>
    entries.findLast((entry) => entry[name] !== '')?.[name] ??
    (typeof config[name] === 'string' ? config[name] : '');
  return last('remoteUser') || last('containerUser') || container.user || 'root';
}

/** The Features that a container was built with, in the order in which they were installed, as they were written. */
export function metadataFeatures({ labels }: Pick<Container, 'labels'>): string[] {
  return (parseMetadata(labels[metadataLabel]) ?? []).map(({ id }) => id).filter(Boolean);
}

/** The value of a variable of `remoteEnv`, the last one set; with its variables. */
export function remoteVariable(container: Pick<Container, 'labels'>, name: string): string | undefined {
  const entries = parseMetadata(container.labels[metadataLabel]) ?? [];
  return entries.findLast(({ remoteEnv }) => remoteEnv[name])?.remoteEnv[name];
}

/** Our Features that an image was built with already, by its labels; with their references. */
export function featuresOfImage(
  labels: Readonly<Record<string, string>>,
  collections: readonly string[],
): { id: FeatureId; reference: string }[] {
  return (parseMetadata(labels[metadataLabel]) ?? []).flatMap(({ id: reference }) => {
    const id = ourFeature(reference, collections);
    return id ? [{ id, reference }] : [];
  });
}

/**
 * How our Features, and the telemetry, that a container was built with differ from those that devcontainer.json asks for, a phrase each. An addition
 * that it does not ask for is no difference by itself: an image brings it, or the user's `dev.containers.defaultFeatures`.
 * @param takenOut when a command took which addition out of the file
 */
export function builtFrom(
  container: Pick<Container, 'labels' | 'createdAt'>,
  configured: Pick<Configured, 'features' | 'options'>,
  collections: readonly string[],
  takenOut: ReadonlyMap<FeatureId, Date> = new Map(),
): string[] {
  const entries = parseMetadata(container.labels[metadataLabel]);
  if (entries === undefined) return [];
  const built = new Set(entries.flatMap(({ id }) => ourFeature(id, collections) ?? []));
  const wanted = new Set(configured.features.map(({ id }) => id));
  const { createdAt } = container;
  const isOlder = (id: FeatureId) => {
    const since = takenOut.get(id);
    return since !== undefined && createdAt !== undefined && createdAt < since;
  };
  const without = (from: ReadonlySet<FeatureId>, other: ReadonlySet<FeatureId>) =>
    [...from].filter((id) => !other.has(id));
  return [
    ...without(wanted, built).map((id) => `was built without the Feature ${id}`),
    ...without(built, wanted)
      .filter((id) => !isAddition(id) || isOlder(id))
      .map((id) => `was built with the Feature ${id}, which is no longer asked for`),
    // The tools take `remoteEnv` of the image for what the file does not name.
    ...(configured.options.otel === 'off' && otelOf({ remoteEnv: allRemoteEnv(entries) }) !== 'off'
      ? ['was built with the variables of telemetry, which is no longer asked for']
      : []),
  ];
}

function allRemoteEnv(entries: readonly MetadataEntry[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...entries.map(({ remoteEnv }) => remoteEnv));
}
