import * as z from 'zod/mini';
import { hostAccess, serviceAccess } from '../mounts/composeAccess.ts';
import { type ComposeStores, storeMounts, volumeBinds } from '../mounts/composeStores.ts';
import type { Mount } from '../mounts/parseMount.ts';
import { ComposeLoader, type ComposeProject } from './ComposeLoader.ts';
import type { ComposeHost } from './composeHost.ts';
import type { ContainerSettings, SetAccess, SetMount } from './containerSettings.ts';
import type { Access, Service, Written } from './service.ts';

/** Which Compose files a dev container uses. */
export interface ComposeUse {
  /** Absolute; each goes over those before it. */
  readonly files: readonly string[];
  /** The service that is the dev container. */
  readonly service: string;
  /** In the place of `.env` beside the first file. */
  readonly envFile?: string;
}

/** Reads what services get by Compose files. Never throws; what cannot be known is in `unknown`. */
export async function readComposeFiles(
  { files, service, envFile }: ComposeUse,
  host: ComposeHost,
): Promise<ContainerSettings> {
  const loader = new ComposeLoader(host);
  const [first] = files;
  if (first === undefined)
    return { ...settingsOf(await loader.load([], '/'), service), unknown: [], files: [] };
  const envFiles = envFile === undefined ? {} : { envFiles: [envFile] };
  const project = await loader.load(files, host.folderOf(first), envFiles);
  const isMissing = loader.unknown.length === 0 && !project.services.has(service);
  return {
    ...settingsOf(project, service),
    unknown: [
      ...loader.unknown,
      ...(isMissing ? [{ why: `the service ${service} is not in the Compose files`, isFatal: true }] : []),
    ],
    files: [...loader.files].map((path) => host.shown(path)),
  };
}

function settingsOf(
  { services, ...stores }: ComposeProject,
  own: string,
): Pick<ContainerSettings, 'mounts' | 'variables' | 'access'> {
  const declared: ComposeStores = {
    volumes: Object.fromEntries(stores.volumes),
    secrets: Object.fromEntries(stores.secrets),
    configs: Object.fromEntries(stores.configs),
  };
  const all = [...services];
  return {
    mounts: all.flatMap(([name, service]) =>
      mountsOf(service, declared).map((each) => ({
        ...settingOf(name, own)(each),
        ...volumeNameOf(each.value, declared),
      })),
    ),
    access: all.flatMap(([name, service]) =>
      accessOf(service).map((each) => ({ ...each, ...of(name, own) })),
    ),
    variables: all.flatMap(([name, { buildArguments, fileVariables, variables }]) =>
      [...buildArguments, ...fileVariables, ...variables].map((each) => ({ ...each, isOwn: name === own })),
    ),
  };
}

const of = (service: string, own: string) => ({ service, isOwn: service === own });

const settingOf =
  (service: string, own: string) =>
  ({ value, written, at }: Written<Mount>): SetMount => ({ mount: value, written, at, ...of(service, own) });

const namedVolume = z.object({
  name: z.catch(z.optional(z.string()), undefined),
  external: z.catch(z.union([z.boolean(), z.object({ name: z.string() })]), false),
});

/** A volume that has a name of its own, or that Compose does not make, has no project in front (docs.docker.com, "Volumes"). */
function volumeNameOf({ type, source = '' }: Mount, { volumes }: ComposeStores): { volumeName?: string } {
  const { data } = namedVolume.safeParse(Object.hasOwn(volumes, source) ? volumes[source] : undefined);
  if (type !== 'volume' || !data) return {};
  const { name, external } = data;
  const given = name ?? (typeof external === 'object' ? external.name : external ? source : undefined);
  return given === undefined ? {} : { volumeName: given };
}

/** Its mounts, and what it gets of the host by another name. */
function mountsOf({ mounts, stores }: Service, declared: ComposeStores): Written<Mount>[] {
  const withBinds = mounts.flatMap((each) => [
    each,
    ...(each.value.type === 'volume' ? volumeBinds(each.value, declared) : []).map((value) => ({
      ...each,
      value,
    })),
  ]);
  const files = stores.flatMap(({ key, value, written, at }) => {
    const uses = { secrets: [], configs: [], [key]: Array.isArray(value) ? value : [value] };
    return storeMounts(uses, declared).map((mount) => ({ value: mount, written: `${key}: ${written}`, at }));
  });
  return [...withBinds, ...files];
}

const accessRecord = z.object(serviceAccess);

function accessOf({ access, volumesFrom }: Service): Omit<SetAccess, 'service' | 'isOwn'>[] {
  return [
    ...access.filter(reachesHost).map(({ key, written, at }) => {
      return { kind: 'host' as const, written: `${key}: ${written}`, at };
    }),
    ...volumesFrom.map(({ written, at }) => {
      return { kind: 'volumesFrom' as const, written: `volumes_from: ${written}`, at };
    }),
  ];
}

function reachesHost({ key, value }: Access): boolean {
  const record = accessRecord.safeParse({ [key]: value });
  return record.success && hostAccess(record.data).length > 0;
}
