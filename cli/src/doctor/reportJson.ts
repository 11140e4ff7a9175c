import type { CommandWords } from '@claude-sessions/core/findings/advice.ts';
import { findingsOf } from '@claude-sessions/core/findings/check.ts';
import { inOrder } from '@claude-sessions/core/findings/inOrder.ts';
import { version } from '../../package.json';
import { findingJson } from '../facts/findingJson.ts';
import { type Look, whyUnknown } from '../facts/lookAt.ts';
import type { Attempt } from './fix.ts';

/** The findings of one dev container for programs: as `schemas/doctor-report.schema.json` says. */
export function reportJson(
  look: Look,
  attempts: readonly Attempt[],
  words: CommandWords,
): Record<string, unknown> {
  const { workspace, gathered, results } = look;
  const { lookup, configuration, facts } = gathered;
  return {
    version,
    folder: workspace.folder,
    config: workspace.configFile,
    devcontainerId: workspace.devcontainerId,
    mode: configuration.configured.mode,
    engine: {
      command: facts.engine?.command ?? '',
      reachable: lookup.kind !== 'unreachable',
      ...(lookup.kind === 'unreachable' && { reason: lookup.reason }),
    },
    container:
      lookup.kind === 'found'
        ? { id: lookup.container.id, name: lookup.container.name, running: lookup.container.running }
        : null,
    login: facts.inside?.doctor?.login ?? null,
    checks: results.map((result) => {
      const { code, place, title } = result.check;
      return {
        ...{ code, place, title, state: result.state },
        ...(result.state === 'unknown' && { why: whyUnknown(result, gathered) }),
        ...(result.state === 'follows' && { cause: result.cause.code }),
      };
    }),
    findings: inOrder(findingsOf(results)).map((finding) => findingJson(look, finding, words)),
    attempts,
  };
}
