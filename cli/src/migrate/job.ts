import { homedir } from 'node:os';
import { join } from 'node:path';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { type Copier, copierFor, recogniseVolume } from '../host/copyState.ts';
import type { Engine } from '../host/engine.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { collectionFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { typedHere } from '../workspace/commandWords.ts';
import { readRecord } from '../workspace/records.ts';
import { claudePlaces, hostConfigDir, readConfig, type Workspace } from '../workspace/workspace.ts';
import { findMigrationImage } from './findMigrationImage.ts';
import { isVolumeName } from './formerStores.ts';
import { warningsOf } from './migrationLines.ts';
import { findOrigins, hasVolume, namedOrigin, nameOf, type Origin } from './origins.ts';
import { copierNameFor, type HostPlaces, type Migration, planMigration, type Targets } from './plan.ts';

/** What the user asks for. */
export interface JobRequest {
  /** Volumes and folders; none for those that are found. */
  readonly from: readonly string[];
  /** How the volume that is copied into is laid out. */
  readonly layout?: 'config' | 'home' | undefined;
  /** One that the engine has, to copy with. */
  readonly image?: string | undefined;
}

/** All that a migration is made of. */
export interface Job {
  readonly workspace?: Workspace;
  readonly engine: Engine;
  readonly copier: Copier;
  readonly targets: Targets;
  readonly migrations: readonly Migration[];
  readonly warnings: readonly string[];
}

/** What a dev container kept elsewhere, into the volumes that it uses now. */
export async function jobOfProject(workspace: Workspace, request: JobRequest, engine: Engine): Promise<Job> {
  const document = await readConfig(workspace.configFile);
  const record = await readRecord(workspace);
  const found = await findOrigins(workspace, document, record, engine);
  const named = await Promise.all(request.from.map((word) => namedOrigin(word, engine)));
  // Of a volume that is named and found, a mount says more.
  const origins =
    named.length === 0
      ? found.origins
      : named.map((each) => {
          const same = found.origins.find(({ store }) => nameOf(store) === nameOf(each.store));
          return same ? { ...same, named: true } : each;
        });
  const copier = await copierWith(request, engine, workspace.devcontainerId, () =>
    findMigrationImage(engine, volumesOf(origins, found), { ...found, workspace, document }),
  );
  const places: HostPlaces = {
    project: workspace.realFolder,
    claude: claudePlaces(workspace, process.env),
  };
  const migrations = await lookInto(origins, found, copier, places);
  const collections = collectionsOf(collectionFrom({}, process.env), record);
  const { mode } = readConfigured(document, collections);
  const isMounted = mode !== 'none' || found.isMounted;
  const share = await typedHere(workspace, 'share');
  const isolate = await typedHere(workspace, 'isolate');
  const warnings = [
    ...warningsOf(migrations, workspace.home),
    ...(isMounted || migrations.length === 0
      ? []
      : [
          `The dev container does not use the volume ${found.config.volume} yet: ${share} or ${isolate} has it do so.`,
        ]),
  ];
  return { workspace, engine, copier, targets: found, migrations, warnings };
}

/** From volumes and folders that the user names into another volume, with no dev container. */
export async function jobBetween(request: JobRequest, to: string, engine: Engine): Promise<Job> {
  const { from, layout } = request;
  if (!isVolumeName(to))
    throw new UsageError(`${to} is no name of a volume.`, 'Name a volume of the engine.');
  if (from.includes(to)) throw new UsageError('--from and --to name the same volume.', 'Name another one.');
  const origins = await Promise.all(from.map((word) => namedOrigin(word, engine)));
  const exists = await hasVolume(engine, to);
  const copier = await copierWith(request, engine, copierNameFor(to), () =>
    findMigrationImage(engine, [...volumesOf(origins), to]),
  );
  const found = exists && layout === undefined ? await recogniseVolume(copier, { volume: to }) : undefined;
  if (found && 'why' in found)
    throw new UserError(`The volume ${to} could not be read: ${found.why}.`, nothingChanged);
  const own = { volume: to, exists };
  const targets: Targets =
    (layout ?? found?.layout) === 'home'
      ? { config: { ...own, below: '.claude' }, home: own }
      : { config: own };
  const home = homedir();
  const claude = [join(home, '.claude'), join(home, '.claude-sessions'), hostConfigDir(home, process.env)];
  const migrations = await lookInto(origins, targets, copier, { claude });
  return { engine, copier, targets, migrations, warnings: warningsOf(migrations, home) };
}

const nothingChanged = 'Nothing was changed.';

function lookInto(
  origins: readonly Origin[],
  targets: Targets,
  copier: Copier,
  places: HostPlaces,
): Promise<Migration[]> {
  return withProgress('Looking into the volumes …', () => planMigration(origins, targets, copier, places));
}

function volumesOf(origins: readonly Origin[], targets?: Targets): string[] {
  const own = targets ? [targets.config, ...(targets.home ? [targets.home] : [])] : [];
  return [
    ...origins.flatMap(({ store }) => ('volume' in store ? store.volume : [])),
    ...own.map(({ volume }) => volume),
  ];
}

async function copierWith(
  { image }: JobRequest,
  engine: Engine,
  name: string,
  find: () => Promise<string | undefined>,
): Promise<Copier> {
  const found = image ?? (await find());
  if (found !== undefined) return copierFor(engine, found, name);
  throw new UserError(
    'There is no image yet to copy with.',
    'Start the dev container once, or name an image that the engine has with --image. It gets to see what is copied.',
  );
}
