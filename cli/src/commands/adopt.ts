import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import {
  type Adopted,
  type AdoptionPlan,
  carryOutAdoption,
  ensureKnown,
  isEmpty,
  planAdoption,
} from '../adopt/adopt.ts';
import { doneLines, planLines, warningsOf } from '../adopt/adoptionLines.ts';
import { findFormer } from '../adopt/former.ts';
import { type AdoptedReport, type ChangeReport, changeReport } from '../change/changeReport.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { escapeControls, log, note, printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { readRecord } from '../workspace/records.ts';
import { hostConfigDir, readConfig, type Workspace } from '../workspace/workspace.ts';
import { askConsent } from './askConsent.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';
import { snapshotBefore } from './snapshotBefore.ts';

export interface AdoptOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** False: the volume is left as it is. */
  readonly volume?: boolean;
  /** False: the conversations are not kept before. */
  readonly snapshot?: boolean;
}

/**
 * `adopt`: takes over what is filed under a project's former place, after it was shown and approved.
 * @param old the former path, or the dev container's id
 */
export async function adopt(
  old: string,
  folderName: string | undefined,
  options: AdoptOptions,
): Promise<number> {
  const workspace = await openChosen(folderName, options, {
    hint: async (folder) =>
      `Make one first, with ${(await wordsHere(folder))(ourCommand('share', '--create'))}.`,
  });
  const document = await readConfig(workspace.configFile);
  const former = await findFormer(workspace, old);
  const engine = options.volume === false ? undefined : engineFrom(options.dockerPath, process.env);
  const plan = await planAdoption(workspace, former, document, engine);
  const report = (parts: Partial<ChangeReport>, done?: Adopted) =>
    printReport(workspace, document, plan, parts, done);
  if (isEmpty(plan)) {
    await ensureKnown(workspace, plan);
    if (options.json) await report({ dryRun: options.dryRun ?? false });
    else printResult(nothingLine(plan));
    return 0;
  }
  const shown = planLines(workspace, plan, engine);
  if (options.dryRun) {
    if (options.json) await report({ dryRun: true, changed: true });
    else printResult(shown.join('\n'));
    return 0;
  }
  // What is asked about is shown, however little is to be said.
  for (const line of shown) (options.yes && !line.startsWith('warning:') ? note : log)(line);
  await askConsent('Take this over?', options);
  // Files are moved from the one to the other.
  const configDir = hostConfigDir(workspace.home, process.env);
  for (const project of [former.realFolder, workspace.realFolder])
    await snapshotBefore({ home: workspace.home, configDir, project }, 'before-adopt', options);
  const done = await carryOutAdoption(workspace, plan, engine);
  if (options.json) await report({ changed: true }, done);
  else printResult(doneLines(workspace, plan, done, engine, options).join('\n'));
  return done.moved.every(({ left }) => left.length === 0) ? 0 : 1;
}

function nothingLine({ former }: AdoptionPlan): string {
  return `Nothing is filed under ${escapeControls(former.folder)} that this project could take over; nothing changed.`;
}

async function printReport(
  workspace: Workspace,
  document: DevcontainerDocument,
  plan: AdoptionPlan,
  parts: Partial<ChangeReport>,
  done: Adopted | undefined,
): Promise<void> {
  const collections = collectionsOf(collectionFrom({}, process.env), await readRecord(workspace));
  const { mode } = readConfigured(document, collections);
  const warnings = warningsOf(workspace, plan);
  printJson(
    changeReport('adopt', workspace, mode, { warnings, ...parts, adopted: adoptedReport(plan, done) }),
  );
}

/** What was taken over, or would be. */
function adoptedReport(plan: AdoptionPlan, done: Adopted | undefined): AdoptedReport {
  const { former, moves, volume, takesRecord } = plan;
  const copies = done?.copied ?? (volume.kind === 'copy' ? volume.copies : []);
  return {
    former: { folder: former.folder, devcontainerId: former.id, proven: former.isSame },
    conversations: moves.map(({ from, to, conversations, stays }, index) => {
      const { aside = [], left = [] } = done?.moved[index] ?? {};
      return {
        ...{ from, to, conversations, stay: stays?.conversations ?? 0, why: stays?.because ?? null },
        ...{ aside, left },
      };
    }),
    volume: {
      state: volume.kind,
      copies: copies.map(({ from, to, ...rest }) => ({
        ...{ from, to, copied: null, kept: null },
        ...('copied' in rest && { copied: rest.copied, kept: rest.kept }),
      })),
      why: volume.kind === 'later' ? volume.because : volume.kind === 'unreachable' ? volume.reason : null,
    },
    record: done?.record ?? takesRecord,
    approval: done?.approval ?? false,
    done: done?.done ?? isEmpty(plan),
    left: done?.left ?? [],
  };
}
