import * as z from 'zod/mini';

/** What kubectl prints, as far as we ask for it. A field that is missing or of another type counts as its default. */
const text = z.catch(z.optional(z.string()), undefined);
const words = z.catch(z.record(z.string(), z.catch(z.string(), '')), {});
const list = <T extends z.core.$ZodType>(item: T) => z.catch(z.array(z.catch(z.nullable(item), null)), []);
const object = z.catch(z.record(z.string(), z.unknown()), {});

const metadata = z.object({
  name: z.catch(z.string(), ''),
  namespace: z.catch(z.string(), ''),
  labels: words,
  annotations: words,
  ownerReferences: list(
    z.object({ kind: z.string(), name: z.string(), controller: z.catch(z.boolean(), false) }),
  ),
  managedFields: list(z.object({ manager: z.string(), operation: text })),
});

const container = z.object({
  name: z.catch(z.string(), ''),
  env: list(z.object({ name: z.string(), value: text })),
  securityContext: object,
  volumeMounts: list(
    z.object({
      name: z.string(),
      mountPath: z.string(),
      readOnly: z.catch(z.boolean(), false),
      subPath: text,
    }),
  ),
});

const podSpec = z.object({
  containers: list(container),
  securityContext: object,
  volumes: list(z.looseObject({ name: z.string() })),
});

const kubernetesObject = z.object({
  kind: z.string(),
  metadata,
  spec: z.catch(z.looseObject({}), {}),
  status: z.catch(z.object({ phase: text }), { phase: undefined }),
});

export type KubernetesObject = z.infer<typeof kubernetesObject>;
export type PodSpec = z.infer<typeof podSpec>;
export type PodContainer = z.infer<typeof container>;

/** Nobody keeps more where one user looks at them. */
const mostObjects = 50_000;

/** The objects of a list as kubectl prints it, or the one object. Never throws: what is no object is left out. */
export function parseObjects(value: unknown): KubernetesObject[] {
  const { success, data } = z.object({ items: z.array(z.unknown()) }).safeParse(value);
  const items = success ? data.items.slice(0, mostObjects) : [value];
  return items.flatMap((item) => {
    const parsed = kubernetesObject.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

/** A pod's spec, or that of a template. */
export function podSpecOf(spec: unknown): PodSpec {
  return podSpec.safeParse(spec).data ?? { containers: [], securityContext: {}, volumes: [] };
}

export const present = <T>(items: readonly (T | null)[]): T[] =>
  items.filter((item): item is T => item !== null);
