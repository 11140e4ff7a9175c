import { basename } from 'node:path';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import {
  capsuleLabels,
  composeLabels,
  givenLabels,
  ourLabels,
} from '@claude-sessions/core/container/ourLabels.ts';
import { parseRecord } from '@claude-sessions/core/reconcile/askedMounts.ts';
import { compare } from '@claude-sessions/core/reconcile/compare.ts';
import type { Observed, SubjectKind } from '@claude-sessions/core/reconcile/types.ts';
import type { Engine, ListedContainer } from '../host/engine.ts';
import type { Subject } from './result.ts';

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
  const mends = engine && kind === 'service' && differences.length > 0;
  return {
    result: {
      ...{ kind, name: container.name, place, id: container.id, running: container.running },
      askedBy: observed.asked?.by ?? lossless,
      state: differences.length > 0 ? 'differs' : 'as-asked',
      differences,
      owners: [],
      line: differences.length > 0 ? lineFor(kind, labels, engine) : [],
    },
    ...(mends && {
      mend: async (options) => {
        const { mendService } = await import('./mendService.ts');
        return mendService(engine, { container, labels, observed }, options);
      },
    }),
  };
}

/** The rule for what nobody has recorded anything of. */
export const lossless = 'the rule that nothing may be lost with the container';

/** A container as it is compared. @param labels those that may be believed */
export function observedOf(container: Container, labels: Readonly<Record<string, string>>): Observed {
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
    asked: isRead ? { by: `label ${ourLabels.mounts}`, isRecord: true, mounts: record } : undefined,
    unreadable: record && !isRead ? record.unreadable : undefined,
  };
}

const isCapsule = (labels: Readonly<Record<string, string>>) => labels[capsuleLabels.role] === 'agent';

function kindOf(labels: Readonly<Record<string, string>>): SubjectKind {
  if (isCapsule(labels)) return 'capsule';
  const { project, service, oneOff } = composeLabels;
  return labels[project] && labels[service] && labels[oneOff] !== 'True' ? 'service' : 'container';
}

/** What makes it anew, by the tool that made it; none is known for a container that somebody ran. */
function lineFor(
  kind: SubjectKind,
  labels: Readonly<Record<string, string>>,
  engine: Engine | undefined,
): string[] {
  const folder = labels[capsuleLabels.folder];
  if (kind === 'capsule') return ['claude-sessions', 'run', ...(folder ? [folder] : [])];
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
