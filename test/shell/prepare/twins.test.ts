import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { composeHead } from '../../../core/src/prepare/composeOverride.ts';
import { PROFILE_FOLDERS } from '../../../core/src/prepare/layout.ts';
import { refusals } from '../../../core/src/prepare/refusal.ts';
import { SCRIPT } from './shells.ts';

const sh = readFileSync(SCRIPT, 'utf8');
const ps1 = readFileSync(SCRIPT.replace(/\.sh$/, '.ps1'), 'utf8');
const secrets = readFileSync(new URL('../../../core/src/prepare/secrets.ts', import.meta.url), 'utf8');

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
    expect(take(ps1, /\$NoteHead = '(.*)'/)).toBe(take(sh, /NOTE_HEAD='(.*)'/));
    for (const start of ['KEY|', 'BYPASS|', 'AUTHORIZATION|', 'EDITOR|', 'sk-|', 'CLAUDE_CODE_|', 'mcp__|']) {
      const list = new RegExp(`${start.replaceAll('|', '\\|')}[^"'/]*`);
      const lists = [secrets, sh, ps1].map((text) => (list.exec(text)?.[0] ?? '').replaceAll('?:', ''));
      const [expected, ...others] = lists.map((text) => text.replace(/\)*(\$|\\z)?$/, ''));
      expect(expected?.length, start).toBeGreaterThan(30);
      expect(others, start).toEqual([expected, expected]);
    }
    for (const text of [secrets, sh, ps1]) {
      expect(text).toContain('-----BEGIN|:[^ ]*@');
      expect(text).toContain('[A-Za-z0-9+=]+');
      expect(text).toMatch(/\)["' +]*\[A-Z0-9_-\]\*\[.*\]\*\[=:\]\[.*\]\*\[\^.* \$.*\]["'`]/);
    }
    const helpers = take(sh, /\^\((apiKeyHelper.*)\)\$\//).split('|');
    expect(
      take(ps1, /\$Helpers = (.*)/)
        .replaceAll(/[' ]/g, '')
        .split(','),
    ).toEqual(helpers);
  });

  it('refuses in the same words', () => {
    for (const refusal of [
      refusals.notAFolder('$Path'),
      refusals.isALink('$Path'),
      refusals.otherProject('$link', '$project'),
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
