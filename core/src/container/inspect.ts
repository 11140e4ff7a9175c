import * as z from 'zod/mini';

/** A container as an engine's `inspect` tells of it, in one form for Docker and Podman. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** When it was made, and when it was started last; absent where the engine does not say. */
  readonly createdAt?: Date;
  readonly startedAt?: Date;
  /** The user that it runs as, as the image or the run's arguments say: a name or numbers; empty for root. */
  readonly user: string;
  /** `CLAUDE_CONFIG_DIR` and `HOME` of its environment, where they are set; nothing else of it, which may be secret. */
  readonly configDir?: string;
  readonly home?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly ObservedMount[];
}

/** A mount that a container really has. */
export interface ObservedMount {
  readonly type: string;
  /** The host's path of a bind, the name of a volume. */
  readonly source: string;
  readonly target: string;
  readonly writable: boolean;
}

/** A field that is missing or of another type counts as its default, so that one odd field hides no container. */
const text = (otherwise = '') => z.catch(z.string(), otherwise);
const labels = z.catch(z.record(z.string(), text()), {});
const config = z.catch(z.object({ Labels: labels, User: text(), Env: z.catch(z.array(z.unknown()), []) }), {
  ...{ Labels: {}, User: '', Env: [] },
});

/** Podman leaves out fields that Docker has (`Name` of a bind, the slash before a container's); it has `RW` right. */
const inspectRecord = z.object({
  Id: z.string(),
  Name: text(),
  Image: text(),
  Created: text(),
  State: z.catch(z.object({ Running: z.catch(z.boolean(), false), StartedAt: text() }), {
    Running: false,
    StartedAt: '',
  }),
  Config: config,
  Mounts: z.catch(z.array(z.unknown()), []),
});

const mountRecord = z.object({
  Type: text('bind'),
  Name: text(),
  Source: text(),
  Destination: z.string(),
  RW: z.catch(z.boolean(), true),
});

/**
 * Reads what `docker inspect` or `podman inspect` of containers printed.
 * Never throws: text that is not what is expected gives an empty list; a record with no id, or a mount with no target,
 * is left out.
 */
export function parseInspect(output: string): Container[] {
  return parseArray(output).flatMap((item) => {
    const parsed = inspectRecord.safeParse(item);
    return parsed.success ? [normalizeContainer(parsed.data)] : [];
  });
}

const imageRecord = z.object({ Id: text(), Config: config });

/**
 * The labels of images, from what `image inspect` of `images` printed; one that is not in it has none. Never throws.
 * @param images as they were asked for, by their ids
 */
export function parseImageLabels(
  output: string,
  images: readonly string[],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  // Podman has no algorithm before an id.
  const bare = (id: string) => id.replace(/^sha256:/, '');
  const records = parseArray(output).flatMap((item) => {
    const parsed = imageRecord.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
  return new Map(
    images.map((image, index) => {
      // Each is printed in its turn; one that is gone is left out.
      const inTurn = records.length === images.length ? records[index] : undefined;
      const found = inTurn ?? records.find(({ Id }) => bare(Id) === bare(image));
      return [image, found?.Config.Labels ?? {}];
    }),
  );
}

function parseArray(output: string): unknown[] {
  try {
    const value: unknown = JSON.parse(output);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function normalizeContainer(record: z.infer<typeof inspectRecord>): Container {
  const createdAt = new Date(record.Created);
  const startedAt = new Date(record.State.StartedAt);
  const configDir = variable(record.Config.Env, 'CLAUDE_CONFIG_DIR');
  const home = variable(record.Config.Env, 'HOME');
  return {
    id: record.Id,
    name: record.Name.replace(/^\//, ''),
    image: record.Image,
    running: record.State.Running,
    ...(!Number.isNaN(createdAt.getTime()) && { createdAt }),
    ...(!Number.isNaN(startedAt.getTime()) && { startedAt }),
    user: record.Config.User,
    ...(configDir !== undefined && { configDir }),
    ...(home !== undefined && { home }),
    labels: record.Config.Labels,
    mounts: record.Mounts.flatMap((item) => {
      const { success, data: mount } = mountRecord.safeParse(item);
      if (!success) return [];
      const source = (mount.Type === 'volume' && mount.Name) || mount.Source;
      return [{ type: mount.Type, source, target: mount.Destination, writable: mount.RW }];
    }),
  };
}

function variable(environment: readonly unknown[], name: string): string | undefined {
  const found = environment.findLast((each) => typeof each === 'string' && each.startsWith(`${name}=`));
  return typeof found === 'string' ? found.slice(name.length + 1) : undefined;
}
