import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { insideChecks } from '../../../core/src/checks/inside/insideChecks.ts';
import { runChecks } from '../../../core/src/findings/check.ts';
import { documentationUrl } from '../../../core/src/findings/documentation.ts';
import { severityWords } from '../../../core/src/findings/labels.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/checks.md'), 'utf8');

describe('the list of checks', () => {
  it('has each code once, in small letters and dashes', () => {
    const codes = allChecks.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('has every file of the folders, each named as its code', () => {
    const folders = ['configuration', 'host', 'container', 'inside'] as const;
    const written = folders.flatMap((folder) => {
      const files = readdirSync(join(root, 'core/src/checks', folder));
      return files.flatMap((file) => {
        const text = readFileSync(join(root, 'core/src/checks', folder, file), 'utf8');
        const code = /^export const (\w+) = defineCheck\(\{\n {2}code: '([^']+)',\n {2}place: '(\w+)'/m.exec(
          text,
        );
        return code ? [{ folder, file, name: code[1], code: code[2], place: code[3] }] : [];
      });
    });
    const camel = (code = '') => code.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    for (const { folder, file, name, code, place } of written) {
      expect({ file, name, place }).toEqual({ file: `${camel(code)}.ts`, name: camel(code), place: folder });
    }
    const listed = allChecks.map(({ code }) => code);
    const ofTable = insideChecks.map(({ code }) => code);
    const alone = written.map(({ code }) => code);
    expect([...listed].sort()).toEqual([...new Set([...alone, ...ofTable])].sort());
  });

  it('says nothing without facts', () => {
    for (const result of runChecks(allChecks, {})) expect(result.state).toBe('unknown');
  });

  it.each(allChecks.map((check) => [check.code, check] as const))('%s is documented', (code, check) => {
    expect(page).toContain(`\n### ${code}\n\n**${check.title}** (${severityWords[check.severity]})\n`);
    expect(documentationUrl(code)).toBe(
      `https://github.com/claude-sessions/claude-sessions/blob/main/docs/checks.md#${code}`,
    );
    for (const text of [check.why, check.remedy]) expect(text).toMatch(/^[A-Z`].*\.$/s);
    expect(check.title).not.toMatch(/\.$/);
    // It has to fit a narrow side bar.
    expect(check.title.length).toBeLessThanOrEqual(30);
  });
});
