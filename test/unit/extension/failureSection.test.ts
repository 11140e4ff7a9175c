import { describe, expect, it, vi } from 'vitest';
import { failureOf } from '../../../extension/src/errors/failureOf.ts';
import { failureSection } from '../../../extension/src/report/failureSection.ts';
import { app } from './support/look.ts';

describe('what a report says of a failure', () => {
  it('is code, whatever the message holds', () => {
    const failure = failureOf(new Error('no\n\n# heading <img onerror=x>\u001b[0m'));
    const lines = failureSection(app, failure, '/home/me').split('\n');
    expect(lines[0]).toBe('## Not looked at');
    expect(lines.slice(2, 5).every((line) => line.startsWith('    '))).toBe(true);
    expect(lines[3]).toBe('    no\\u000a\\u000a# heading <img onerror=x>\\u001b[0m');
    expect(lines).toHaveLength(6);
  });

  it('tells no secret of the environment and not who the user is', () => {
    vi.stubEnv('SOME_TOKEN', 'hunter2hunter2');
    const message = 'open /home/me/.claude/projects/-home-me-app: hunter2hunter2';
    const section = failureSection(app, { kind: 'error', message, hint: 'Ask.' }, '/home/me');
    vi.unstubAllEnvs();
    expect(section).toContain('    open ~/.claude/projects/~-app: ${SOME_TOKEN}');
    expect(section).not.toMatch(/home.me|hunter2/);
  });
});
