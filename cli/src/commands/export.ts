import { join } from 'node:path';
import { counted } from '@claude-sessions/core/counted.ts';
import type { Agent } from '@claude-sessions/core/export/agent.ts';
import { checkManifests } from '@claude-sessions/core/export/check/checkManifests.ts';
import type { ManifestProblem } from '@claude-sessions/core/export/check/problem.ts';
import { version } from '../../package.json';
import { type DescriptionOptions, readDescription } from '../export/description.ts';
import { readManifests } from '../export/readManifests.ts';
import { type ExportEngine, renderExport } from '../export/render.ts';
import { type ExportPlan, planExport, refuseEdited, writeExport } from '../export/writeFolder.ts';
import { UsageError } from '../host/errors.ts';
import { findingLines } from '../terminal/findingLines.ts';
import { escapeControls, printJson, printResult } from '../terminal/output.ts';

export interface ExportOptions extends DescriptionOptions {
  readonly out?: string;
  readonly as?: 'deployment' | 'sandbox';
  readonly restricted?: boolean;
  readonly force?: boolean;
  /** A file or folder to check instead; true where none is named. */
  readonly check?: string | true;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `export`: writes what an engine needs to run an agent, or checks such files. Exit code 1 when the check finds something. */
export async function exportAgent(engine: ExportEngine | undefined, options: ExportOptions): Promise<number> {
  if (options.check !== undefined) return checkPath(options.check === true ? '.' : options.check, options);
  if (!engine) {
    throw new UsageError(
      'Name what to export for.',
      'Run `claude-sessions export kubernetes`, `compose` or `docker`.',
    );
  }
  if (engine !== 'kubernetes' && (options.as || options.restricted)) {
    throw new UsageError('--as and --restricted are about Kubernetes.', `Leave them out for ${engine}.`);
  }
  const agent = await readDescription(options);
  const files = await renderExport(engine, agent, {
    as: options.as ?? 'deployment',
    restricted: options.restricted ?? false,
  });
  const { problems } = checkManifests(files.filter(({ path }) => path.endsWith('.yaml')));
  if (problems.length > 0) {
    // A fault of ours, or of a description that passed where it should not have.
    print(problems, { folder: '', json: options.json, looked: files.length });
    return 1;
  }
  const plan = await planExport(options.out ?? agent.name, engine, files);
  if (!options.force) refuseEdited(plan);
  if (!options.dryRun) await writeExport(plan);
  show(engine, agent, plan, options);
  return 0;
}

function show(engine: ExportEngine, agent: Agent, plan: ExportPlan, options: ExportOptions): void {
  if (options.json) {
    printJson({ version, folder: plan.folder, written: !options.dryRun, files: plan.changes });
    return;
  }
  const width = Math.max(...plan.changes.map(({ change }) => change.length));
  const lines = plan.changes.map(({ path, change }) => `${change.padEnd(width)}  ${join(plan.folder, path)}`);
  const given = options.restricted ? [restrictedWords] : [];
  const next = options.dryRun ? [] : ['', ...given, `Next: ${nextStep(engine, agent, plan.folder)}`];
  printResult([...lines, ...next].map(escapeControls).join('\n'));
}

const restrictedWords =
  'Without a root init container: the volumes have to belong to the group of the user (fsGroup), what another user owns in a restored volume is not given back, and secrets are readable by that group.';

function nextStep(engine: ExportEngine, { ssh, env, login }: Agent, folder: string): string {
  const hasFiles = ssh !== undefined || env !== undefined;
  const at = (...path: string[]) => join(folder, ...path);
  const put = hasFiles ? `put the secrets in ${at('secrets')}, then ` : '';
  switch (engine) {
    case 'kubernetes': {
      const hasSecrets = hasFiles || login.kind === 'token';
      const make = hasSecrets ? `make the secrets that ${at('secrets.example.yaml')} names, ` : '';
      const shared = login.kind === 'shared' ? `\`kubectl apply -k ${at('login')}\`, ` : '';
      return `${make}${shared}\`kubectl apply -k ${at('claims')}\`, then \`kubectl apply --server-side -k ${at('base')}\`.`;
    }
    case 'compose':
      return `${put}run \`docker compose up --detach\` in ${folder}.`;
    case 'docker':
      return `${put}run ${at('agent.sh')}.`;
  }
}

async function checkPath(path: string, { json }: ExportOptions): Promise<number> {
  const { folder, files, isAsked } = await readManifests(path);
  const { looked, problems } = checkManifests(files);
  const asked = looked.filter(isAsked);
  const shown = problems.filter(({ at }) => isAsked(at.file));
  if (asked.length === 0 && shown.length === 0) {
    throw new UsageError(
      `There is nothing of Kubernetes or Compose in ${path}.`,
      'Name a file, or a folder of manifests.',
    );
  }
  const unread = shown.map(({ at }) => at.file);
  print(shown, { folder, json, looked: new Set([...asked, ...unread]).size });
  return shown.length > 0 ? 1 : 0;
}

function print(
  problems: readonly ManifestProblem[],
  { folder, json, looked }: { folder: string; json: boolean | undefined; looked: number },
): void {
  const fileOf = ({ at }: ManifestProblem) => join(folder, at.file);
  if (json) {
    printJson({
      version,
      files: looked,
      findings: problems.map((each) => ({
        code: each.code,
        file: fileOf(each),
        line: each.at.line,
        message: each.message,
        todo: each.todo,
      })),
    });
    return;
  }
  const lines = problems.flatMap((each) =>
    findingLines({
      severity: 'error',
      code: each.code,
      message: each.message,
      at: `${fileOf(each)}:${each.at.line}`,
      todo: each.todo,
    }),
  );
  const last =
    problems.length === 0
      ? `${counted(looked, 'file')}: an engine takes them as they are meant.`
      : `${counted(problems.length, 'finding')} in ${counted(looked, 'file')}.`;
  printResult([...lines, last].join('\n'));
}
