import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { definitions, settingKeys } from '../../../cli/src/settings/definitions.ts';
import { repository } from '../../harness/system/repository.ts';

const schema = JSON.parse(readFileSync(join(repository, 'schemas/config.schema.json'), 'utf8'));
const isValid = new Ajv({ strict: true }).compile(schema);

it('has the settings that there are, with their words and what is built in', () => {
  const { $schema: _, ...properties } = schema.properties;
  expect(Object.keys(properties)).toEqual(settingKeys);
  for (const key of settingKeys) {
    const { description, default: builtIn } = properties[key];
    expect({ description, builtIn }).toEqual({
      description: definitions[key].summary,
      builtIn: definitions[key].builtIn,
    });
  }
});

describe('takes the values that the program takes, and no others', () => {
  const values = [
    ...['ghcr.io/a/b', 'ghcr.io/a/b/', 'localhost:5000/x', './features', '..', 'ghcr.io', 'https://x/y', ''],
    ...[
      'docker',
      'podman',
      '/usr/bin/docker',
      'C:\\docker.exe',
      './docker',
      'bin/docker',
      ' ',
      'a\nb',
      '/a\nb',
    ],
    ...['\\\\server\\docker', 'my docker', '\\x', 'own', 'token', 'copy'],
  ];
  it.each(settingKeys.flatMap((key) => values.map((value) => [key, value] as const)))(
    '%s: %j',
    (key, value) => {
      expect(isValid({ [key]: value })).toBe(definitions[key].isValid(value));
    },
  );

  it('and no other keys', () => {
    expect(isValid({ $schema: 'x' })).toBe(true);
    expect(isValid({ docker: 'podman' })).toBe(false);
  });
});
