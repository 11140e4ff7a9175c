import { describe, expect, it } from 'vitest';
import { reportJson } from '../../../cli/src/doctor/reportJson.ts';
import { attemptLines, countLine, reportLines } from '../../../cli/src/doctor/reportLines.ts';
import type { Look } from '../../../cli/src/facts/lookAt.ts';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { typedCommand } from '../../../core/src/findings/advice.ts';
import type { Finding } from '../../../core/src/findings/finding.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { shortenHome } from '../../../core/src/shortenHome.ts';

const finding = (severity: Finding['severity']): Finding => {
  return { code: 'x', place: 'host', message: '', evidence: [], fix: [], severity };
};

/** A look with a finding and a check whose finding follows from it. */
const lookWithFollower = () => {
  const cause = checkOf('host-folder-removed');
  const found: Finding = { ...finding('error'), code: cause.code, place: 'inside', message: 'It is gone.' };
  return {
    workspace: { folder: '/w', configFile: '/w/.devcontainer/devcontainer.json', home: '/home/me' },
    gathered: {
      configuration: { configured: { mode: 'share', options: defaultShareOptions } },
      lookup: { kind: 'none' },
      facts: { container: {} },
      unknown: {},
    },
    results: [
      { check: cause, state: 'looked', findings: [found] },
      { check: checkOf('project-not-writable'), state: 'follows', cause },
      { check: checkOf('volume-full'), state: 'looked', findings: [] },
    ],
  } as unknown as Look;
};
const checkOf = (code: string) => {
  const check = allChecks.find((each) => each.code === code);
  if (!check) throw new Error(code);
  return check;
};

describe('a check whose finding follows from another', () => {
  it('is named with its cause by --verbose, and has not passed', () => {
    const lines = reportLines(lookWithFollower(), typedCommand, { verbose: true });
    expect(lines).toContain(
      `  follows Inside the container: ${checkOf('project-not-writable').title} [project-not-writable] (follows from host-folder-removed)`,
    );
    expect(lines.filter((line) => line.startsWith('  passed'))).toHaveLength(1);
    expect(lines.at(-1)).toBe('1 error.');
  });

  it('has its cause in JSON', () => {
    expect(reportJson(lookWithFollower(), [], typedCommand).checks).toEqual([
      expect.objectContaining({ code: 'host-folder-removed', state: 'looked' }),
      expect.objectContaining({ state: 'follows', cause: 'host-folder-removed' }),
      expect.objectContaining({ code: 'volume-full', state: 'looked' }),
    ]);
  });
});

describe('who is logged in inside', () => {
  const lookWith = (login?: unknown) => {
    const look = lookWithFollower();
    return {
      ...look,
      gathered: { ...look.gathered, facts: { inside: { doctor: { login } } } },
    } as unknown as Look;
  };

  it.each([
    [{ kind: 'shared', loggedIn: true }, 'logged in (shared login)'],
    [{ kind: 'shared', loggedIn: false }, 'not logged in (shared login)'],
    [{ kind: 'own', loggedIn: true }, 'logged in'],
    [{ kind: 'none', loggedIn: false }, 'not logged in'],
    [{ kind: 'token', loggedIn: true }, 'logged in by a token'],
    [{ kind: 'key', loggedIn: true }, 'uses an API key'],
  ])('%j is said, and in JSON', (login, words) => {
    expect(reportLines(lookWith(login), typedCommand)[1]).toBe(`Claude Code inside: ${words}.`);
    expect(reportLines(lookWith(login), typedCommand, { quiet: true }).join()).not.toContain(words);
    expect(reportJson(lookWith(login), [], typedCommand).login).toEqual(login);
  });

  it('is not said where it is not known', () => {
    expect(reportLines(lookWith(), typedCommand).join()).not.toContain('Claude Code inside');
    expect(reportJson(lookWith(), [], typedCommand).login).toBeNull();
  });
});

describe('the words of a report', () => {
  it('count what was found', () => {
    expect(countLine([])).toBe('Nothing is wrong.');
    expect(countLine([finding('error'), finding('error'), finding('warning')])).toBe('2 errors, 1 warning.');
    expect(countLine([finding('information')])).toBe('1 note.');
  });

  it('have the home as ~, and other homes as they are', () => {
    expect(shortenHome('/home/me/.claude and /home/me2/x', '/home/me')).toBe('~/.claude and /home/me2/x');
    expect(shortenHome('C:\\Users\\me\\x', 'C:\\Users\\me')).toBe('~\\x');
    expect(shortenHome('/etc/x', '/')).toBe('/etc/x');
  });

  it('tell what was done, on one line each, escaped', () => {
    const attempt = {
      action: 'heal',
      codes: ['a', 'b'],
      result: 'failed',
      what: 'x: \u001b[31m\nfake',
    } as const;
    expect(attemptLines([attempt], '/home/me')).toEqual(['failed: x: \\u001b[31m\\u000afake [a, b]']);
  });
});
