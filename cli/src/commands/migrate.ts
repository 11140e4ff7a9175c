import { homedir } from 'node:os';
import type { Engine } from '../host/engine.ts';
import { UsageError } from '../host/errors.ts';
import { carryOut, refuseUsed, refuseUsedOrigins } from '../migrate/carryOut.ts';
import { type Job, jobBetween, jobOfProject } from '../migrate/job.ts';
import { doneLine, planLines, storeWords } from '../migrate/migrationLines.ts';
import { type Done, migrationReport } from '../migrate/migrationReport.ts';
import type { Migration } from '../migrate/plan.ts';
import { engineFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { escapeControls, log, note, printJson, printResult } from '../terminal/output.ts';
import { askConsent } from './askConsent.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

export interface MigrateOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** Volumes and folders, instead of those that are found. */
  readonly from?: readonly string[];
  /** A volume, instead of the dev container's own. */
  readonly to?: string;
  readonly layout?: 'config' | 'home';
  /** One that the engine has, to copy with. */
  readonly image?: string;
}

/** `migrate`: copies Claude's state from the volumes and folders of another layout, after it was shown and approved. */
export async function migrate(folderName: string | undefined, options: MigrateOptions): Promise<number> {
  const engine = engineFrom(options.dockerPath, process.env);
  const job = await jobOf(folderName, options, engine);
  const { workspace, migrations, warnings } = job;
  const home = homedir();
  const isWanted = (each: Migration) => !('why' in each) && each.foreseen.copied > 0;
  const wanted = migrations.filter(isWanted);
  const shown = [...planLines(migrations, home, options), ...warnings.map((line) => `warning: ${line}`)];
  const report = (done: ReadonlyMap<Migration, Done>) =>
    printJson(migrationReport(workspace, migrations, done, { dryRun: options.dryRun ?? false, warnings }));
  const unseen = migrations.filter((each) => 'why' in each);
  if (!options.dryRun) refuseUsedOrigins(job.engine, unseen);
  if (wanted.length === 0 || options.dryRun) {
    if (options.json) report(new Map());
    else
      printResult(
        [...shown, ...(wanted.length > 0 ? [] : ['Nothing to migrate; nothing changed.'])].join('\n'),
      );
    return migrations.some((each) => 'why' in each && each.origin.named) ? 1 : 0;
  }
  // What is asked about is shown, however little is to be said.
  for (const line of shown) (options.yes && !line.startsWith('warning:') ? note : log)(line);
  await refuseUsed(job, wanted);
  await askConsent('Copy this?', options);
  const done = await withProgress('Copying …', () => carryOut(job, wanted));
  if (options.json) report(done);
  else printResult(doneLines(job, done, home).join('\n'));
  return [...done.values()].some((each) => 'why' in each) ? 1 : 0;
}

/** What is asked for: a dev container's own, or with --to between volumes that are named. */
async function jobOf(folderName: string | undefined, options: MigrateOptions, engine: Engine): Promise<Job> {
  const { from = [], to, layout, image } = options;
  const request = { from, layout, image };
  if (to === undefined) {
    if (layout !== undefined)
      throw new UsageError(
        '--layout is how the volume of --to is laid out.',
        'Name it with --to, or leave --layout out.',
      );
    const hint = 'Name the volumes with --from and --to, for what is no dev container.';
    return jobOfProject(await openChosen(folderName, options, { hint }), request, engine);
  }
  if (from.length === 0)
    throw new UsageError('--to needs --from.', 'Name the volume or folder to copy from.');
  if (folderName !== undefined || options.config !== undefined || options.personal)
    throw new UsageError('--to is about no dev container.', 'Leave out the folder, --config and --personal.');
  return jobBetween(request, to, engine);
}

function doneLines({ workspace, engine }: Job, done: ReadonlyMap<Migration, Done>, home: string): string[] {
  const lines = [...done].map(([each, result]) => {
    if ('why' in result || 'why' in each) {
      const why = 'why' in result ? result.why : '';
      return `Not copied from ${storeWords(each.origin, home)}: ${escapeControls(why)}. Nothing in it was changed; fix this, then run the command again.`;
    }
    return doneLine(each, result, engine.command, home);
  });
  const isWhole = ![...done.values()].some((each) => 'why' in each);
  return [
    ...lines,
    ...(workspace && isWhole
      ? ['`claude --continue` goes on with it when the dev container is started next.']
      : []),
  ];
}
