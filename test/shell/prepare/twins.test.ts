import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { composeHead } from '../../../core/src/prepare/composeOverride.ts';
import { PROFILE_FOLDERS } from '../../../core/src/prepare/layout.ts';
import {
  linkedBounds,
  linkedHead,
  linkedReasons,
  privateNames,
  secretNames,
} from '../../../core/src/prepare/linked.ts';
import { refusals } from '../../../core/src/prepare/refusal.ts';
import { simpleSettings } from '../../../core/src/prepare/simpleSettings.ts';
import { ASSET } from './shells.ts';

const sh = readFileSync(ASSET, 'utf8');
const ps1 = readFileSync(ASSET.replace(/\.sh$/, '.ps1'), 'utf8');

/** The first group of a pattern, in a text that must have it. */
function take(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`${pattern} not found`);
  return found;
}

// prepare.ps1 cannot be run here. These hold what can be held by reading.
describe('prepare.ps1, the twin', () => {
  it('has the same folders, rules and note', () => {
    expect(take(ps1, /\$Folders = (.*)/).replaceAll(/[',]/g, '')).toBe(PROFILE_FOLDERS.join(' '));
    expect(take(sh, /PROFILE='(.*)'/)).toBe(PROFILE_FOLDERS.join(' '));
    expect(take(ps1, /\$ComposeHead = '(.*)'/)).toBe(composeHead);
    expect(take(sh, /COMPOSE_HEAD='(.*)'/)).toBe(composeHead);
    expect(take(ps1, /\$ShareAgain = '(.*)'/)).toBe(take(sh, /SHARE_AGAIN='(.*)'/));
    expect(take(ps1, /if \((.*) -cnotcontains/).replaceAll(/[',]/g, '')).toBe(
      take(sh, /^ {4}(profile .*)\) shared=/m).replaceAll(' |', ''),
    );
    expect(take(ps1, /\$EmptyMirror = '(.*)'/)).toBe(take(sh, /EMPTY_MIRROR='(.*)'/));
    expect(take(ps1, /\$ImportsLeft = '(.*)'/)).toBe(take(sh, /IMPORTS_LEFT='(.*)'/));
    expect(take(ps1, /\$NoteHead = '(.*)'/)).toBe(take(sh, /NOTE_HEAD='(.*)'/));
    for (const list of [take(ps1, /\$Simple = -split '([^']*)'/), take(sh, /^SIMPLE='([^']*)'/m)]) {
      expect(list.trim().split(/\s+/)).toEqual(simpleSettings);
    }
    for (const [list, names] of [
      ['SECRET', secretNames],
      ['PRIVATE', privateNames],
    ] as const) {
      const inPs1 = `${list[0]}${list.slice(1).toLowerCase()}`;
      expect(
        take(sh, new RegExp(`^${list}='([^']*)'`, 'm'))
          .trim()
          .split(/\s+/),
      ).toEqual(names);
      expect(
        take(ps1, new RegExp(`\\$${inPs1} = -split '([^']*)'`))
          .trim()
          .split(/\s+/),
      ).toEqual(names);
    }
    for (const [name, bound] of Object.entries(linkedBounds)) {
      expect(take(sh, new RegExp(`^LINKED_${name.toUpperCase()}=(.*)`, 'm'))).toBe(`${bound}`);
      expect(take(ps1, new RegExp(`\\$Linked${name} = (.*)`, 'i'))).toBe(`${bound}`);
    }
    expect(take(sh, /LINKED_HEAD='(.*)'/)).toBe(linkedHead);
    expect(take(ps1, /\$LinkedHead = '(.*)'/)).toBe(linkedHead);
    // No links stay in copies on Windows, and its files are all of a kind.
    for (const why of Object.values(linkedReasons)) {
      const words = typeof why === 'string' ? why : why('');
      expect(sh).toContain(words);
      if (words !== linkedReasons.odd && words !== linkedReasons.lineBreak) expect(ps1).toContain(words);
    }
    const [ofSh, ofPs1] = [sh, ps1].map((text) => take(text, /\(((?:\?:)?sk-\|gh[^)]*)\)/).replace('?:', ''));
    expect(ofPs1).toBe(ofSh);
    for (const words of ['authorization|bearer|basic|--', 'a name in it is written with escapes']) {
      for (const text of [sh, ps1]) expect(text).toContain(words);
    }
    for (const words of [
      take(sh, /say "(not all .*)\$denied"/),
      take(sh, /denied='(.*)'/),
      take(sh, /say "(some of what .*)"/),
      take(sh, /say "(Claude Code now .*)"/),
    ]) {
      expect(ps1.replaceAll('`"', '"')).toContain(
        words
          .replaceAll('\\"', '"')
          .replace('$files/left-out.txt', '$files\\left-out.txt')
          .replace('$files/left-out-files.txt', '$files\\left-out-files.txt')
          .replace('$state/memory', '$state\\memory')
          .replace('$memory', '$found'),
      );
    }
  });

  it('refuses in the same words', () => {
    for (const refusal of [
      refusals.notAFolder('$Path'),
      refusals.isALink('$Path'),
      refusals.otherProject('$link', '$project'),
      refusals.notALink('$state\\memory'),
      refusals.noHome('win32'),
      refusals.workspaceTooWide('$workspace', '$path'),
      refusals.configDir('$path'),
      refusals.badId('$Id'),
      refusals.homeForCompose(),
      refusals.composeFolder(),
      refusals.composeOutside(),
    ]) {
      expect(ps1.replaceAll('`"', '"')).toContain(refusal.message);
      expect(ps1).toContain(refusal.hint);
    }
  });

  it('is ASCII, as Windows PowerShell 5.1 wants it', () => {
    expect(ps1).toMatch(/^[\n\x20-\x7e]*$/);
  });
});
