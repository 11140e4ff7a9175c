import { describe, expect, it } from 'vitest';
import { madeMessage } from '../../../extension/src/change/madeMessage.ts';
import { planLines, type ShownPlan } from '../../../extension/src/change/planLines.ts';
import { planSummary } from '../../../extension/src/change/planSummary.ts';
import { app } from './support/look.ts';

const plan: ShownPlan = {
  project: app,
  mode: 'share',
  before: '{}',
  after: '{ }',
  otherFiles: [{ path: '/home/me/app/.devcontainer/claude-sessions-prepare.sh', change: 'created' }],
  changes: [{ kind: 'added', what: 'Feature x' }],
  warnings: ['Mind this.'],
  breaches: ['the engine’s socket'],
  disclosure: { writes: ['conversations'], reads: ['memory', 'settings'], keeps: [] },
  asks: ['log in'],
  unchanged: false,
};

const labels = (of: ShownPlan, canChoose = true) => planLines(of, canChoose).map(({ label }) => label);
const kinds = (of: ShownPlan, canChoose = true) =>
  planLines(of, canChoose)
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'heading' && kind !== 'fact');

describe('what is asked beside the diff', () => {
  it('says what the container gets, and that there is more to mind', () => {
    expect(planSummary({ ...plan, warnings: [], breaches: [] }, 'Share: app')).toBe(
      'Share: app? The container can write conversations; it can read memory, settings.',
    );
    expect(planSummary(plan, 'Share: app')).toContain(
      'Share: app? Warning: Mind this. Warning: the container has more within reach: the engine’s socket. The container can',
    );
    const kept = { ...plan, disclosure: { ...plan.disclosure, keeps: ['the whole home'] } };
    expect(labels(kept)).toContain('$(home) Keeps: the whole home');
    expect(planSummary({ ...kept, warnings: [], breaches: [] }, 'Share: app')).toContain(
      '; it keeps the whole home.',
    );
    const nothing = { ...plan, warnings: [], breaches: [], disclosure: { writes: [], reads: [], keeps: [] } };
    expect(planSummary(nothing, 'Remove: app')).toBe('Remove: app?');
  });

  it('has no link that a file wrote, and an end', () => {
    const reads = ['[x](command:workbench.action.quit)', 'y'.repeat(5000)];
    const text = planSummary(
      { ...plan, disclosure: { writes: [], reads, keeps: [] } },
      'Share: [a](command:b)',
    );
    expect(text).not.toContain('](');
    expect(text.length).toBeLessThan(700);
  });
});

describe('the question whether a change is to be made', () => {
  it('begins with what can be done', () => {
    expect(kinds(plan)).toEqual(['apply', 'options', 'cancel']);
    expect(kinds(plan, false)).toEqual(['apply', 'cancel']);
    const withInstall = ['apply', 'installClaude', 'options', 'cancel'];
    expect(kinds({ ...plan, claudeCode: 'missing' })).toEqual(withInstall);
    expect(kinds({ ...plan, claudeCode: 'unseen' })).toEqual(withInstall);
    const detail = (claudeCode: 'missing' | 'unseen') =>
      planLines({ ...plan, claudeCode }, true).find(({ kind }) => kind === 'installClaude')?.detail;
    expect(detail('missing')).toContain('Nothing here installs Claude Code');
    expect(detail('unseen')).not.toContain('Nothing');
  });

  it('tells all that there is to know, each line by itself', () => {
    const text = labels(plan).join('\n');
    for (const line of [
      'Warning: Mind this.',
      'The container has: the engine’s socket',
      'Can write: conversations',
      'Can read: memory',
      'Can read: settings',
      'Claude Code will ask you to log in',
      'Added: Feature x',
      'Created: .devcontainer/claude-sessions-prepare.sh',
    ]) {
      expect(text).toContain(line);
    }
    const other = '/home/me/app-of-mine/x';
    expect(labels({ ...plan, otherFiles: [{ path: other, change: 'deleted' }] }).join('\n')).toContain(
      `Deleted: ${other}`,
    );
  });

  it('shows a long line to its end', () => {
    const warning = `${'many words that go on and on '.repeat(8)}to the end`;
    const lines = planLines({ ...plan, warnings: [warning] }, true).filter(({ kind }) => kind === 'fact');
    const shown = lines.flatMap(({ label, detail }) => [label, ...(detail === undefined ? [] : [detail])]);
    expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(95);
    const text = shown.join(' ').replaceAll('$(warning) … ', '');
    expect(text).toContain(warning);
  });

  it('says what becomes of the file', () => {
    const detail = (parts: Partial<ShownPlan>) => planLines({ ...plan, ...parts }, true)[0]?.detail;
    expect(detail({ before: null })).toBe('Makes .devcontainer/devcontainer.json.');
    expect(detail({ after: null })).toBe('Deletes .devcontainer/devcontainer.json.');
    expect(detail({})).toMatch(/^Changes .* in 1 place,/);
  });

  it('is harmless, whatever a file says', () => {
    const hostile = 'x\u202e\u001b[31m$(trash) '.repeat(1000);
    const text = labels({ ...plan, warnings: [hostile], changes: [{ kind: 'added', what: hostile }] });
    expect(text.join('')).not.toMatch(/\u202e|\u001b|\$\(trash\)/);
    expect(Math.max(...text.map(({ length }) => length))).toBeLessThan(600);
  });
});

describe('what is said when a change was made', () => {
  const made = { made: [], leftOut: [], notes: [], left: [] };

  it('says what is next', () => {
    expect(madeMessage(plan, made, false)).toBe(
      'This project’s Claude sessions are shared. Rebuild the dev container for it to take effect.',
    );
  });

  it('says what was left out, kept, noted, and saved otherwise', () => {
    const all = { ...made, leftOut: ['env.KEY'], kept: '/home/me/kept.json', notes: ['Git sees it.'] };
    const words = madeMessage({ ...plan, mode: 'none' }, all, true);
    for (const part of [
      'taken out',
      'env.KEY',
      '/home/me/kept.json',
      'Git sees it.',
      'otherwise than planned',
    ]) {
      expect(words).toContain(part);
    }
  });
});
