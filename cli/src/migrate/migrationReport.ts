import { version } from '../../package.json';
import type { CopiedState } from '../host/copyState.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { leftOutOf } from './migrationLines.ts';
import { nameOf } from './origins.ts';
import type { Migration } from './plan.ts';

/** What became of one. */
export type Done = CopiedState | { readonly why: string };

/** What `migrate` prints with `--json`: as `schemas/change-report.schema.json` says. */
export function migrationReport(
  workspace: Workspace | undefined,
  migrations: readonly Migration[],
  done: ReadonlyMap<Migration, Done>,
  { dryRun, warnings }: { readonly dryRun: boolean; readonly warnings: readonly string[] },
): Record<string, unknown> {
  const sources = migrations.map((each) => sourceReport(each, done.get(each)));
  const isNews = (each: Migration) => !('why' in each) && each.foreseen.copied > 0;
  return {
    ...{ schemaVersion: 1, version, command: 'migrate', dryRun },
    changed: dryRun ? migrations.some(isNews) : sources.some(({ migrated }) => migrated),
    folder: workspace?.folder ?? null,
    config: workspace?.configFile ?? null,
    devcontainerId: workspace?.devcontainerId ?? null,
    sources,
    warnings,
  };
}

function sourceReport(migration: Migration, done: Done | undefined) {
  const { origin } = migration;
  const found = 'why' in migration ? undefined : migration;
  const counts = done && !('why' in done) ? done : found?.foreseen;
  return {
    kind: 'volume' in origin.store ? 'volume' : 'folder',
    name: nameOf(origin.store),
    target: origin.target ?? null,
    layout: found?.layout ?? null,
    login: found?.holding.login ?? null,
    conversations: found?.holding.conversations ?? null,
    kilobytes: found ? found.holding.kilobytes + found.holding.rest : null,
    to: (found?.parts ?? []).map(({ to }) => ({ volume: to.volume, below: to.below ?? null })),
    copied: counts?.copied ?? null,
    kept: counts?.kept ?? null,
    keeps: found?.foreseen.keeps ?? [],
    leftOut: found ? leftOutOf(found) : [],
    migrated: done !== undefined && !('why' in done),
    why: 'why' in migration ? migration.why : done && 'why' in done ? done.why : null,
  };
}
