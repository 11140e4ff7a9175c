import { describe, expect, it } from 'vitest';
import { claudePaths } from '../../../core/src/catalogue.ts';
import { bind, found, mounts, notFound } from './cases/claudeMounts.ts';
import { expectFindings } from './expectFindings.ts';
import { codesOf, configurationOf, directory, healthyHost, hostOf, places } from './facts.ts';

const home = '${localEnv:HOME}${localEnv:USERPROFILE}';
const outside = (name: string) => `"type=bind,source=${home}/.claude/${name},target=/x"`;

describe('mounts of Claude’s state', () => {
  it.each(found)('%s: %s', (code, text, expected) => expectFindings(code, text, expected));
  it.each(notFound)('not %s: %s', (code, text) => expectFindings(code, text));

  it('every entry of the catalogue that never leaves is the matter of a check', () => {
    for (const { name, share, parts } of claudePaths) {
      const found = codesOf({ configuration: configurationOf(mounts(outside(name))) });
      expect([name, found.length > 0]).toEqual([name, share !== 'option' || parts !== undefined]);
      expect(found.length).toBeLessThanOrEqual(1);
    }
  });

  it('by another way to the same place, where the host is known', () => {
    const source = mounts('‹"type=bind,source=/data/state,target=/x"›');
    const leads = { '/data/state': directory('/data/state', `${places.home}/.claude`) };
    expectFindings('claude-folder-mounted', source, { severity: 'error' }, (text) => ({
      host: hostOf(text, leads),
    }));
    expectFindings('claude-folder-mounted', source.replace(/[‹›]/g, ''));
    const elsewhere = mounts('‹"type=bind,source=/data/claude/hooks,target=/x"›');
    expectFindings('host-programs-writable', elsewhere, {}, (text) => ({
      host: hostOf(text, {}, { configDir: '/data/claude' }),
    }));
  });

  it('a file, where only the host can tell', () => {
    const source = mounts(`‹${bind('hooks/run', ',readonly')}›`);
    const path = `${places.home}/.claude/hooks/run`;
    const file = { ...directory(path), kind: 'file' as const };
    expectFindings('claude-file-mounted', source, { severity: 'warning' }, (text) => ({
      host: hostOf(text, { [path]: file }),
    }));
    expectFindings('claude-file-mounted', source.replace(/[‹›]/g, ''), {}, () => ({ host: healthyHost() }));
  });

  it('is taken out by our command only where that does so', () => {
    const whole = '"type=bind,source=~/.claude,target=/x"';
    const isolated = '"features": { "ghcr.io/claude-sessions/features/claude-persist:1": {} }';
    const code = 'claude-folder-mounted';
    expectFindings(code, mounts(`‹${whole}›`), { fix: 'and `claude-sessions isolate` do that' });
    expectFindings(code, `{ ${isolated}, "mounts": [‹${whole}›] }`, {
      fix: 'Run `claude-sessions isolate`, which',
    });
    expectFindings(code, `{ ${isolated}, "runArgs": ["--mount", ‹${whole}›] }`, {
      fix: 'Take the mount out of runArgs.',
    });
  });

  it('legacy folders are taken out, and nothing else with them', () => {
    const [todos, statsig] = [bind('todos'), bind('statsig', ',readonly')];
    expectFindings(
      'legacy-mounted',
      `{\n  "mounts": [\n    ‹${todos}›, // old\n    "source=a,target=/a"\n  ]\n}\n`,
      {
        severity: 'warning',
        after: '{\n  "mounts": [\n    // old\n    "source=a,target=/a"\n  ]\n}\n',
      },
    );
    expectFindings('legacy-mounted', mounts(`‹${todos}›`, `‹${statsig}›`), { after: mounts(statsig) });
    // Its successor is not known, and somebody may run Claude Code from there.
    expectFindings('legacy-mounted', mounts(`‹${bind('local')}›`), { severity: 'warning' });
    expectFindings('legacy-mounted', '{ "runArgs": ["-v", ‹"/root/.claude/todos:/x"›] }', {});
  });
});
