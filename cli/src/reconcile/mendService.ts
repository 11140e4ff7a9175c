import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { composeLabels } from '@claude-sessions/core/container/ourLabels.ts';
import { compare } from '@claude-sessions/core/reconcile/compare.ts';
import { serviceMounts } from '@claude-sessions/core/reconcile/serviceMounts.ts';
import type { Observed } from '@claude-sessions/core/reconcile/types.ts';
import { isServiceName } from '@claude-sessions/core/share/compose.ts';
import { type ComposeProject, ensureComposeApproved } from '../approval/ensureComposeApproved.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runBounded } from '../host/runBounded.ts';
import { runUnheard } from '../host/runProcess.ts';
import { note } from '../terminal/output.ts';
import { leftForLoss, type Mended } from './leftForLoss.ts';
import type { Attempt, MendOptions } from './result.ts';

/**
 * Has Docker Compose make a service anew, of the files that it was made of, once they are approved.
 *
 * 1. Left alone: one that holds Claude's state in the container itself, which would go with it; one whose files are not this user's.
 * 2. The files are approved (`approval/ensureComposeApproved.ts`), before anything reads them that acts by them.
 * 3. Compose is asked what they come to. Where they ask for what is there already, nothing is made anew: it would be the same.
 */
export async function mendService(engine: Engine, service: Mended, options: MendOptions): Promise<Attempt> {
  const { labels, observed } = service;
  const kept = leftForLoss(engine, service);
  if (kept) return kept;
  const project = await projectOf(labels);
  if ('why' in project) return { result: 'left', what: project.why };
  const would = `have Docker Compose recreate ${project.service} of ${project.name}`;
  if (options.dryRun) return { result: 'planned', what: would };
  try {
    await ensureComposeApproved(project, options);
    const same = await stillDiffers(engine, project, observed);
    if (same !== undefined) return { result: 'left', what: same };
    note(`Recreating the service ${project.service} of ${project.name} …`);
    const args = [...composeArgs(project), 'up', '--detach', '--force-recreate', project.service];
    const exitCode = await runUnheard({ command: engine.command, args, cwd: project.folder });
    if (exitCode !== 0)
      return { result: 'failed', what: `${would}: it ended with ${exitCode ?? 'a signal'}` };
    return { result: 'done', what: `had Docker Compose recreate ${project.service} of ${project.name}` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { result: 'failed', what: `${would}: ${error.message}${error.hint ? ` ${error.hint}` : ''}` };
  }
}

const composeArgs = ({ name, folder, files, environmentFiles }: ComposeProject): string[] => [
  ...['compose', '--project-name', name, '--project-directory', folder],
  ...environmentFiles.flatMap((file) => ['--env-file', file]),
  ...files.flatMap((file) => ['--file', file]),
];

/** The project of a service by its labels. @returns why there is none that may be used, as a clause */
async function projectOf(labels: Mended['labels']): Promise<ComposeProject | { readonly why: string }> {
  const label = (name: keyof typeof composeLabels) => labels[composeLabels[name]] ?? '';
  const [name, service, folder] = [label('project'), label('service'), label('folder')];
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name) || !isServiceName(service))
    return { why: 'its labels name no service' };
  const paths = (text: string) => text.split(',').filter(Boolean);
  const [files, environmentFiles] = [paths(label('files')), paths(label('environmentFiles'))];
  if (files.length === 0) return { why: 'its labels name no Compose file' };
  const stats = await Promise.all([folder, ...files, ...environmentFiles].map(whatIs));
  const [ofFolder, ...ofFiles] = stats;
  if (ofFolder !== 'folder') return { why: 'the folder of its Compose project is gone, or another user’s' };
  if (ofFiles.some((kind) => kind !== 'file'))
    return { why: 'its Compose files are gone, or another user’s' };
  return { name, folder, files, environmentFiles, service };
}

async function whatIs(path: string): Promise<'file' | 'folder' | undefined> {
  if (!isAbsolute(path)) return undefined;
  const stats = await stat(path).catch(() => undefined);
  if (!stats || (process.getuid && stats.uid !== process.getuid())) return undefined;
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : undefined;
}

/** @returns why a new container would be no better, as a clause; undefined when it would */
async function stillDiffers(
  engine: Engine,
  project: ComposeProject,
  observed: Observed,
): Promise<string | undefined> {
  const args = [...composeArgs(project), 'config', '--format', 'json'];
  const call = {
    command: engine.command,
    args,
    cwd: project.folder,
    timeoutMs: 60_000,
    maxBytes: 16 * 1024 * 1024,
  };
  const { exitCode, stdout, stderr } = await runBounded(call);
  if (exitCode !== 0) return `Docker Compose cannot read its files: ${stderr}`;
  const mounts = serviceMounts(tryParse(stdout), project.service);
  if (!mounts) return `its Compose files have no service ${project.service}`;
  const left = compare({ ...observed, mounts }) ?? [];
  const [first] = left;
  return (
    first && `its Compose files ask for no better: ${first.path} would have ${first.is}; change them first`
  );
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
