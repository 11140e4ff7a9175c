import { basename } from 'node:path';
import { parseRun, runWords } from '@claude-sessions/core/capsule/recordedRun.ts';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { parseRecord } from '@claude-sessions/core/container/mountRecord.ts';
import {
  capsuleLabels,
  composeLabels,
  givenLabels,
  ourLabels,
  scriptLabels,
} from '@claude-sessions/core/container/ourLabels.ts';
import { compare } from '@claude-sessions/core/reconcile/compare.ts';
import type { Observed, SubjectKind } from '@claude-sessions/core/reconcile/types.ts';
import type { Engine, ListedContainer } from '../host/engine.ts';
import type { Mended } from './leftForLoss.ts';
import type { Attempt, MendOptions, Subject } from './result.ts';

/** A container that is no dev container, with what was asked of it; undefined where it is none of Claude's. */
export function containerSubject(
  listed: ListedContainer,
  place: string,
  engine?: Engine,
): Subject | undefined {
  const { container } = listed;
  const labels = givenLabels(container.labels, listed.imageLabels);
  const observed = observedOf(container, labels);
  const differences = compare(observed);
  if (!differences) return undefined;
  const kind = kindOf(labels);
  const mend = engine && differences.length > 0 ? menders(kind, labels) : undefined;
  return {
    result: {
      ...{ kind, name: container.name, place, id: container.id, running: container.running },
      askedBy: askedBy(observed),
      state: differences.length > 0 ? 'differs' : 'as-asked',
      differences,
      owners: [],
      line: differences.length > 0 ? lineFor(kind, labels, engine) : [],
    },
    ...(engine && mend && { mend: (options) => mend(engine, { container, labels, observed }, options) }),
  };
}

type Mend = (engine: Engine, mended: Mended, options: MendOptions) => Promise<Attempt>;

/** By what made it; loaded where there is something to do. */
function menders(kind: SubjectKind, labels: Labels): Mend | undefined {
  if (kind === 'service') return async (...given) => (await import('./mendService.ts')).mendService(...given);
  if (kind === 'capsule') return async (...given) => (await import('./mendCapsule.ts')).mendCapsule(...given);
  if (labels[scriptLabels.script])
    return async (...given) => (await import('./mendScript.ts')).mendScript(...given);
  return undefined;
}

type Labels = Readonly<Record<string, string>>;

/** Who asked for what it is compared with. */
export function askedBy({ asked = [] }: Observed): string {
  return asked.map(({ by }) => by).join(', ') || lossless;
}

/** The rule for what nobody has recorded anything of. */
export const lossless = 'the rule that nothing may be lost with the container';

/** A container as it is compared. @param labels those that may be believed */
export function observedOf(container: Container, labels: Labels): Observed {
  const recorded = labels[ourLabels.mounts];
  const record = recorded === undefined ? undefined : parseRecord(recorded);
  const isRead = Array.isArray(record);
  return {
    ...{
      mounts: container.mounts,
      configDir: container.configDir,
      home: container.home,
      user: container.user,
    },
    isOurs: isCapsule(labels),
    asked: isRead ? [{ by: `label ${ourLabels.mounts}`, isRecord: true, mounts: record }] : [],
    unreadable: record && !isRead ? record.unreadable : undefined,
  };
}

/** A run makes none by Docker Compose, whose files may say anything. */
const isCapsule = (labels: Labels) =>
  labels[capsuleLabels.role] === 'agent' && labels[composeLabels.project] === undefined;

function kindOf(labels: Labels): SubjectKind {
  if (isCapsule(labels)) return 'capsule';
  const { project, service, oneOff } = composeLabels;
  return labels[project] && labels[service] && labels[oneOff] !== 'True' ? 'service' : 'container';
}

/** What makes it anew, by the tool that made it; none is known for a container that somebody ran. */
function lineFor(kind: SubjectKind, labels: Labels, engine: Engine | undefined): string[] {
  const folder = labels[capsuleLabels.folder];
  if (kind === 'capsule')
    return folder ? runWords(folder, parseRun(labels[capsuleLabels.run])) : ['claude-sessions', 'run'];
  const {
    [scriptLabels.script]: script,
    [scriptLabels.slot]: slot,
    [scriptLabels.secrets]: secrets,
  } = labels;
  if (kind === 'container' && script)
    return [script, ...(slot ? ['--slot', slot] : []), ...(secrets ? [secrets] : [])];
  if (kind !== 'service') return [];
  const { project = '', service = '' } = {
    project: labels[composeLabels.project],
    service: labels[composeLabels.service],
  };
  const files = (labels[composeLabels.files] ?? '').split(',').filter(Boolean);
  return [
    ...[basename(engine?.command ?? 'docker'), 'compose', '--project-name', project],
    ...files.flatMap((file) => ['--file', file]),
    ...['up', '--detach', '--force-recreate', service],
  ];
}
