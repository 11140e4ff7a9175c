import { describe, expect, it } from 'vitest';
import { copyDifferences } from '../../../core/src/prepare/copyDifferences.ts';
import { filterSettings } from '../../../core/src/prepare/filterSettings.ts';
import { isSecretName, isTelling } from '../../../core/src/prepare/secrets.ts';
import { simpleSettings } from '../../../core/src/prepare/simpleSettings.ts';

describe('what a copy of settings.json lacks', () => {
  it.each([
    ['the same, written otherwise', '{"a":1,"b":[1,2]}', '{\n "b": [1, 2],\n "a": 1\n}', []],
    ['a byte order mark', '\uFEFF{"a":1}', '{"a":1}', []],
    ['none there', '{"a":1,"b":2}', undefined, ['a', 'b']],
    ['broken', '{"a":1}', '{"a":1', ['a']],
    [
      'a part, as the script makes it',
      '{"model":"x","permissions":{"deny":["y"]}}',
      '{"model":"x"}',
      ['permissions'],
    ],
    ['another value', '{"permissions":{"deny":["y"]}}', '{"permissions":{"deny":[]}}', ['permissions']],
    ['gone since', '{"a":1}', '{"a":1,"env":{"B":"c"}}', ['env']],
    ['a name that is a secret', '{"a":1}', '{"a":1,"sk-ant-api03-abcdef":1}', ['(name withheld)']],
    ['nothing to copy', undefined, '{"a":1}', []],
  ])('%s', (_, wanted, present, names) => expect(copyDifferences(wanted, present)).toEqual(names));
});

describe('simple settings', () => {
  it.each(simpleSettings)('%s is a name that the tools copy as well', (name) => {
    expect([isSecretName(name), isTelling(name)]).toEqual([false, false]);
    const copy = `{"${name}":"x"}\n`;
    expect(filterSettings(copy)).toEqual({ copy, leftOut: [] });
  });

  // The scripts know no secrets, and of a rule they could copy only a part.
  it.each(['permissions', 'env', 'hooks', 'statusLine', 'sandbox', 'enabledPlugins', 'disableAllHooks'])(
    '%s is none: it takes the filter',
    (name) => expect(simpleSettings).not.toContain(name),
  );
});
