import * as z from 'zod/mini';
import type { Mount } from './parseMount.ts';

/** Declared in Compose files beside the services: by these, files of the host get into services. */
export interface ComposeStores {
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, unknown>>;
}

/** How a service names secrets and configs that it gets. */
interface StoreUses {
  readonly secrets: readonly unknown[];
  readonly configs: readonly unknown[];
}

const text = z.catch(z.string(), '');
const anyRecord = z.catch(z.record(z.string(), z.unknown()), {});
const anyList = z.catch(z.array(z.unknown()), []);

/** The members of the whole file. */
export const composeStores = { volumes: anyRecord, secrets: anyRecord, configs: anyRecord };

/** The members of a service. */
export const serviceStores = { secrets: anyList, configs: anyList };

const optionsRecord = z.object({
  driver_opts: z.object({ type: text, o: text, device: text }),
});
const fileRecord = z.object({ file: z.string() });
const useRecord = z.union([
  z.pipe(
    z.string(),
    z.transform((source) => ({ source, target: '' })),
  ),
  z.object({ source: z.string(), target: text }),
]);

/** The binds that a volume is by the options of its driver: of a path, or of the layers of an overlay. */
export function volumeBinds(mount: Mount, { volumes }: Pick<ComposeStores, 'volumes'>): Mount[] {
  const { success, data } = optionsRecord.safeParse(ownMember(volumes, mount.source ?? ''));
  if (!success) return [];
  const { o, device } = data.driver_opts;
  const layers = [...o.matchAll(/(?:lower|upper|work)dir=([^,]+)/g)].flatMap(([, paths = '']) =>
    paths.split(':'),
  );
  const sources = [device, ...layers].filter((path) => /^([/~]|[A-Za-z]:[\\/])/.test(path));
  return sources.map((source) => ({ ...mount, type: 'bind', source }));
}

/** Secrets and configs of a service that are files of the host, which Compose mounts read-only. */
export function storeMounts({ secrets, configs }: StoreUses, stores: ComposeStores): Mount[] {
  return [
    ...fileMounts(secrets, stores.secrets, '/run/secrets/'),
    ...fileMounts(configs, stores.configs, '/'),
  ];
}

function fileMounts(
  uses: readonly unknown[],
  files: Readonly<Record<string, unknown>>,
  folder: string,
): Mount[] {
  return uses.flatMap((each) => {
    const use = useRecord.safeParse(each);
    const store = use.success ? fileRecord.safeParse(ownMember(files, use.data.source)) : undefined;
    if (!use.success || !store?.success) return [];
    const name = use.data.target || use.data.source;
    const target = name.startsWith('/') ? name : folder + name;
    return [{ type: 'bind', source: store.data.file, target, readonly: true }];
  });
}

function ownMember(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
