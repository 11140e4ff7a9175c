import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { UsageError } from '../host/errors.ts';
import { type KubectlOptions, kubectlFrom } from '../host/kubectl.ts';
import { type Places, reconcile } from '../reconcile/reconcile.ts';
import { reconciledJson } from '../reconcile/reconciledJson.ts';
import { placeLines, reconciledLines, resultLines } from '../reconcile/reconciledLines.ts';
import { isAsAsked, type MendOptions } from '../reconcile/result.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { note, printJson, printJsonLine, printResult } from '../terminal/output.ts';
import { unreachable } from '../workspace/devContainerGroups.ts';

export interface ReconcileOptions extends MendOptions, KubectlOptions {
  readonly recreate?: boolean;
  readonly watch?: boolean;
  readonly install?: boolean;
  readonly from?: string;
  readonly quiet?: boolean;
}

/** `reconcile`: what runs, held against what was asked for. Exit code 1 when something is not as asked, or not known. */
export async function reconcileAll(options: ReconcileOptions): Promise<number> {
  refuse(options);
  if (options.install) {
    printResult((await import('../reconcile/reconcileService.ts')).reconcileService(options, process.env));
    return 0;
  }
  const places = await placesOf(options);
  if (options.watch) return await watch(places, options);
  const work = () => reconcile(places, options);
  const reconciled = await (options.recreate ? work() : withProgress('Comparing …', work));
  const [place] = reconciled.places;
  if (places.engine && !places.kubectl && place?.reachable === false)
    throw unreachable(places.engine, place.reason ?? '');
  if (options.json) printJson(reconciledJson(reconciled));
  else printResult(reconciledLines(reconciled, options).join('\n'));
  return isAsAsked(reconciled) ? 0 : 1;
}

function refuse(options: ReconcileOptions): void {
  const { recreate, yes, dryRun, watch, install, from, json } = options;
  if (yes && !recreate)
    throw new UsageError('--yes goes with --recreate.', 'Add --recreate, or leave out --yes.');
  if (dryRun && !recreate)
    throw new UsageError('--dry-run goes with --recreate.', 'Without it nothing is changed anyway.');
  if (watch && install) throw new UsageError('--watch and --install do not go together.', 'Choose one.');
  if (install && json) throw new UsageError('--install prints a service, no JSON.', 'Leave out --json.');
  if (watch && dryRun)
    throw new UsageError('--watch and --dry-run do not go together.', 'Leave one of them out.');
  if (from !== undefined && (recreate || watch || install)) {
    throw new UsageError('A file is compared, and nothing else.', 'Leave out --from, or the other option.');
  }
}

async function placesOf(options: ReconcileOptions): Promise<Places> {
  const collection = collectionFrom({}, process.env);
  if (options.from !== undefined) return { collection, file: options.from };
  const kubectl = await kubectlFrom(options, process.env);
  return { collection, engine: engineFrom(options.dockerPath, process.env), ...(kubectl && { kubectl }) };
}

/** Until it is interrupted. */
async function watch(places: Places, options: ReconcileOptions): Promise<number> {
  const { watchReconcile } = await import('../reconcile/watchReconcile.ts');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  note('Watching. Press Ctrl+C to stop.');
  await watchReconcile(
    places,
    options,
    ({ reconciled, changed, gone, isFirst }) => {
      // A report a line, for programs.
      if (options.json) printJsonLine(reconciledJson(reconciled));
      else if (isFirst) printResult(reconciledLines(reconciled, options).join('\n'));
      else {
        const lost = gone.map((name) => `${shownLine(name)}: gone`);
        printResult([...changed.flatMap(resultLines), ...placeLines(reconciled.places), ...lost].join('\n'));
      }
    },
    (reason) => note(`It is begun again: ${shownLine(reason)}`),
    stop.signal,
  );
  return 0;
}
