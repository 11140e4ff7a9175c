import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute } from 'node:path';
import { scriptLabels } from '@claude-sessions/core/container/ourLabels.ts';
import { ensureScriptApproved } from '../approval/ensureScriptApproved.ts';
import { isAsExported } from '../export/writeFolder.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runUnheard } from '../host/runProcess.ts';
import { note } from '../terminal/output.ts';
import { leftForLoss, type Mended } from './leftForLoss.ts';
import type { Attempt, MendOptions } from './result.ts';

/** Has the exported script that made a container make it anew, if it is there still as it was exported, once it is approved. */
export async function mendScript(engine: Engine, mended: Mended, options: MendOptions): Promise<Attempt> {
  const { container, labels } = mended;
  const kept = leftForLoss(engine, mended);
  if (kept) return kept;
  const {
    [scriptLabels.script]: script = '',
    [scriptLabels.slot]: slot = '',
    [scriptLabels.secrets]: secrets = '',
  } = labels;
  const why = await whyNot(script);
  if (why) return { result: 'left', what: why };
  const words = [...(slot === '' ? [] : ['--slot', slot]), ...(secrets === '' ? [] : [secrets])];
  const would = `have ${script} recreate ${container.name}`;
  if (options.dryRun) return { result: 'planned', what: would };
  try {
    await ensureScriptApproved(script, words, options);
    note(`Recreating ${container.name} by ${script} …`);
    const call = {
      ...{ command: '/bin/sh', args: [script, ...words], cwd: dirname(script) },
      env: { ENGINE: engine.command },
    };
    const exitCode = await runUnheard(call);
    return exitCode === 0
      ? { result: 'done', what: `had ${script} recreate ${container.name}` }
      : { result: 'failed', what: `${would}: it ended with ${exitCode ?? 'a signal'}` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { result: 'failed', what: `${would}: ${error.message}${error.hint ? ` ${error.hint}` : ''}` };
  }
}

/** @returns why the script is not run, as a clause */
async function whyNot(script: string): Promise<string | undefined> {
  const found = isAbsolute(script) ? await stat(script).catch(() => undefined) : undefined;
  if (!found?.isFile()) return `its script is gone (${script})`;
  if (process.getuid && found.uid !== process.getuid()) return `its script is another user’s (${script})`;
  return (await isAsExported(dirname(script), 'docker', basename(script)))
    ? undefined
    : `${script} is not as it was exported; look through it, and run it yourself`;
}
