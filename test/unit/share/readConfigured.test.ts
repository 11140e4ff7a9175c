import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { readConfigured } from '../../../core/src/share/readConfigured.ts';
import { configuredOf } from '../support/document.ts';

describe('readConfigured', () => {
  it('of a file without anything of ours', () => {
    expect(configuredOf('{"image": "x", "features": {"ghcr.io/x/git:1": {}}}')).toMatchObject({
      mode: 'none',
      features: [],
      prepares: false,
      anyOfOurs: false,
      usesCompose: false,
      handMade: [],
      both: false,
    });
  });

  it('both base Features mean share', () => {
    const text = '{"features": {"./claude-persist": {}, "ghcr.io/x/claude-sessions/claude-sessions": {}}}';
    expect(configuredOf(text)).toMatchObject({ mode: 'share', both: true });
  });

  it.each([
    '{"features": {"./x/claude-profile": {}}}',
    '{"mounts": ["source=/x,target=/mnt/claude-host/tasks,type=bind"]}',
    '{"initializeCommand": ["sh", "./.devcontainer/claude-sessions-prepare.sh", "${devcontainerId}"]}',
  ])('sees what was left of ours: %s', (text) => {
    expect(configuredOf(text)).toMatchObject({ mode: 'none', anyOfOurs: true });
  });

  it('names hand-made mounts with their place, and Compose', () => {
    const text = '{"dockerComposeFile": [], "mounts": ["nonsense", "source=x,target=/root/.claude"]}';
    expect(configuredOf(text)).toMatchObject({ usesCompose: true, handMade: [{ index: 1 }] });
  });

  it('names Features of other collections that are called as ours, and takes them for nothing else', () => {
    const text = '{"features": {"ghcr.io/other/claude-sessions:1": {}, "ghcr.io/other/git:1": {}}}';
    expect(configuredOf(text)).toMatchObject({
      mode: 'none',
      anyOfOurs: false,
      foreign: ['ghcr.io/other/claude-sessions:1'],
    });
    expect(readConfigured(parseDocument(text), ['ghcr.io/other'])).toMatchObject({
      mode: 'share',
      foreign: [],
    });
  });

  it('takes the Features of the image for the file’s, but not for ones that an edit could take out', () => {
    const ofImage = [{ id: 'claude-persist', reference: 'ghcr.io/x/claude-persist:1' }] as const;
    const read = (text: string) => readConfigured(parseDocument(text), [], ofImage);
    expect(read('{"image": "x"}')).toMatchObject({ mode: 'isolate', features: ofImage, anyOfOurs: false });
    expect(read('{"features": {"./claude-sessions": {}}}')).toMatchObject({ mode: 'share', both: false });
    expect(read('{"features": {"./claude-persist": {}}}').features).toEqual([
      { id: 'claude-persist', reference: './claude-persist' },
    ]);
  });

  it('never throws', () => {
    const keys = fc.constantFrom('features', 'mounts', 'remoteEnv', 'initializeCommand', 'dockerComposeFile');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), fc.nat(400), (value, cut) => {
        const text = JSON.stringify(value);
        readConfigured(parseDocument(text));
        readConfigured(parseDocument(text.slice(0, cut)));
      }),
      { numRuns: 1000 },
    );
  });
});
