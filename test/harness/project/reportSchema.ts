import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { repository } from '../system/repository.ts';

/** Compares a value with a schema in `schemas/`. */
function keepsTo(name: string, ...others: readonly string[]): (value: unknown) => void {
  const read = (file: string) => JSON.parse(readFileSync(join(repository, 'schemas', file), 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  for (const other of others) ajv.addSchema(read(other));
  const validate = ajv.compile(read(name));
  return (value) => {
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  };
}

/** What `doctor --json` prints keeps to the published schema. */
export const expectReport = keepsTo('doctor-report.schema.json');

/** What `share`, `isolate`, `remove`, `prepare`, `adopt` and `prune` print with `--json`. */
export const expectChangeReport = keepsTo('change-report.schema.json', 'doctor-report.schema.json');

/** What a command prints with `--json` when it fails. */
export const expectErrorReport = keepsTo('error-report.schema.json');

/** What `reconcile` prints with `--json`. */
export const expectReconcileReport = keepsTo('reconcile-report.schema.json');

/** What `list` prints with `--json`. */
export const expectListReport = keepsTo('list-report.schema.json');
/** What `show` writes with `--format json`. */
export const expectConversationReport = keepsTo('conversation-report.schema.json');
export const expectSyncReport = keepsTo('sync-report.schema.json');
/** What `snapshot`, `rollback` and `restore` print with `--json`. */
export const expectSnapshotReport = keepsTo('snapshot-report.schema.json');

/** What `stats` prints with `--json`. */
export const expectStatsReport = keepsTo('stats-report.schema.json');
