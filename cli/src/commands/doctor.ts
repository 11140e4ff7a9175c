import { join } from 'node:path';
import type { Treatment } from '../doctor/treat.ts';
import type { Look } from '../facts/lookAt.ts';
import { UsageError } from '../host/errors.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { findContainer } from '../workspace/findContainer.ts';
import { defaultConfig } from '../workspace/workspace.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

interface DoctorOptions extends CommonOptions, Treatment {
  readonly all?: boolean;
}

/**
 * `doctor`: looks for what is wrong, on the host, in devcontainer.json, with the container and inside it.
 * Exit code 1 when there is something above information, in the end.
 */
export async function doctor(folderName: string | undefined, options: DoctorOptions): Promise<number> {
  if (options.dryRun && !options.fix && !options.recreate) {
    throw new UsageError(
      '--dry-run goes with --fix or --recreate.',
      'Without them nothing is changed anyway.',
    );
  }
  if (options.yes && !options.recreate) {
    throw new UsageError('--yes goes with --recreate.', 'Add --recreate, or leave out --yes.');
  }
  if (options.all) {
    if (folderName !== undefined || options.config || options.personal) {
      throw new UsageError(
        '--all looks at every dev container.',
        'Leave out the folder and its configuration.',
      );
    }
    return (await import('../doctor/doctorAll.ts')).doctorAll(options);
  }
  const workspace = await openChosen(folderName, options, { file: (folder) => join(folder, defaultConfig) });
  const engine = engineFrom(options.dockerPath, process.env);
  const collection = collectionFrom({}, process.env);
  // The engine is asked before anything else is loaded.
  const lookup = findContainer(engine, workspace);
  const [{ treat }, { severeOf }] = await Promise.all([
    import('../doctor/treat.ts'),
    import('../facts/lookAt.ts'),
  ]);
  const work = () => treat(workspace, { engine, collection, inside: true, lookup }, options);
  // What it starts prints on its own.
  const { look, attempts } = await (options.recreate ? work() : withProgress('Looking …', work));
  const words = await wordsHere(workspace.folder);
  if (options.json) {
    const { reportJson } = await import('../doctor/reportJson.ts');
    printJson(reportJson(look, attempts, words));
  } else {
    const { attemptLines, reportLines } = await import('../doctor/reportLines.ts');
    const asked = options.fix || options.recreate;
    const nothing = asked && !options.quiet && attempts.length === 0 ? [nothingLine(look, options)] : [];
    const done = [...attemptLines(attempts, workspace.home), ...nothing];
    printResult([...done, ...(done.length > 0 ? [''] : []), ...reportLines(look, words, options)].join('\n'));
  }
  return severeOf(look.results).length > 0 ? 1 : 0;
}

/** Why nothing was done; what could not be looked at is not said to need nothing. */
function nothingLine({ gathered: { lookup, unknown } }: Look, { fix }: DoctorOptions): string {
  if (lookup.kind === 'unreachable') return 'Nothing was done: the container could not be looked at.';
  return fix && lookup.kind === 'found' && unknown.inside !== undefined
    ? 'Nothing was done: inside the container, nothing could be looked at.'
    : 'There was nothing to do.';
}
