import { describe, expect, it } from 'vitest';
import { configItems } from '../../../core/src/approval/configItems.ts';
import { isOwnItem, type Own } from '../../../core/src/approval/ownItems.ts';
import { defaultCollection } from '../../../core/src/features.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { apply, configOf } from '../support/document.ts';

const source = '{"dockerComposeFile": "a.yml", "service": "app"}';
const options = { ...defaultShareOptions, tasks: true };
const itemsOf = (text: string) => configItems(configOf(text), (each) => `#${each}`);
const own: Own = {
  chosen: { mode: 'share', options },
  collections: [defaultCollection],
  scriptPath: '.devcontainer/claude-sessions-prepare.sh',
  service: 'app',
  files: new Map([['.devcontainer/.claude-sessions/compose.yaml', 'ours\n']]),
};
const notOwn = (text: string, whose = own) =>
  itemsOf(text)
    .filter((item) => !isOwnItem(item, whose))
    .map(({ part }) => part);

describe('under Docker Compose', () => {
  it('what share wrote as it was chosen is our own', () => {
    expect(notOwn(apply(source, 'share', options))).toEqual(['dockerComposeFile', 'service']);
  });

  it('more than was chosen is not', () => {
    const more = ['dockerComposeFile', 'service', 'initializeCommand'];
    expect(notOwn(apply(source, 'share', { ...options, memory: 'rw' }))).toEqual(more);
    const { chosen: _, ...unknown } = own;
    const all = notOwn(apply(source, 'share', options), unknown);
    expect(all.sort()).toEqual([...more, 'features'].sort());
  });

  it('the Features whose binds lose read-only are not', () => {
    const features = `{"${defaultCollection}/claude-sessions:1": {}}`;
    expect(notOwn(source.replace('}', `, "features": ${features}}`))).toContain('features');
  });

  it('our Compose file in the list is no change of it, whatever its form; others are', () => {
    const listed = (text: string) => itemsOf(text).find(({ part }) => part === 'dockerComposeFile')?.digest;
    expect(listed(apply(source, 'share', options))).toBe(listed(source));
    expect(listed(source.replace('"a.yml"', '["a.yml", "../.claude-sessions/compose.yaml"]'))).not.toBe(
      listed(source),
    );
  });

  it('our Compose file anywhere but at the end is shown, with the whole list', () => {
    const ours = '.claude-sessions/compose.yaml';
    const listed = (files: string[]) =>
      itemsOf(JSON.stringify({ dockerComposeFile: files })).map(({ text }) => JSON.parse(text));
    for (const files of [[ours, 'a.yml'], ['a.yml', ours, 'b.yml'], ['a.yml', ours, ours], [ours]])
      expect(listed(files)).toEqual([files]);
    expect(listed(['a.yml', ours])).toEqual([['a.yml']]);
  });

  it('our Compose file is our own with what prepare writes, and not otherwise', () => {
    const file = { part: 'file', name: '.devcontainer/.claude-sessions/compose.yaml', digest: '#' };
    expect(isOwnItem({ ...file, text: 'ours\n' }, own)).toBe(true);
    expect(isOwnItem({ ...file, text: 'services: {}\n' }, own)).toBe(false);
  });
});
