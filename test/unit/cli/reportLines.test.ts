import { describe, expect, it } from 'vitest';
import { attemptLines, countLine } from '../../../cli/src/doctor/reportLines.ts';
import type { Finding } from '../../../core/src/findings/finding.ts';
import { shortenHome } from '../../../core/src/shortenHome.ts';

const finding = (severity: Finding['severity']): Finding => {
  return { code: 'x', place: 'host', message: '', evidence: [], fix: [], severity };
};

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
