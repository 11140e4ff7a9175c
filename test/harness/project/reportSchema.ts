import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { repository } from '../system/repository.ts';

const schema = JSON.parse(readFileSync(join(repository, 'schemas/doctor-report.schema.json'), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);

/** What `doctor --json` prints keeps to the published schema. */
export function expectReport(value: unknown): void {
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
}
