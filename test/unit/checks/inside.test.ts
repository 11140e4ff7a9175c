import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { insideChecks } from '../../../core/src/checks/inside/insideChecks.ts';
import { insideRows } from '../../../core/src/checks/inside/insideRows.ts';
import type { InsideFacts, InsideFinding } from '../../../core/src/container/insideReport.ts';
import { adviceText } from '../../../core/src/findings/advice.ts';
import { runChecks } from '../../../core/src/findings/check.ts';
import { apply } from '../support/document.ts';
import { type Expected, expectFinding } from './expectFindings.ts';
import {
  codesOf,
  configurationOf,
  containerFacts,
  findingsOf,
  healthyHost,
  insideFacts,
  missing,
} from './facts.ts';

const lib = join(import.meta.dirname, '../../../feature/lib');
const configuration = configurationOf(apply('{ "image": "debian" }', 'share'));

/** What init makes ready is no dev container: `claude-state doctor` alone tells there what it met. */
const texts = readdirSync(lib)
  .filter((name) => !/^(init|checkInit)/.test(name))
  .map((name) => readFileSync(join(lib, name), 'utf8'));

/** Every code that the program in a dev container can report, as its source names them. */
function codesInside(): string[] {
  const calls = texts
    .join('\n')
    .matchAll(
      /\b(?:finding|trouble|trouble_once|keep_with_trouble) "?(\$COMMAND-)?([a-z]+(?:-[a-z]+)*)"? (?:[\\"]|error|warning|information)/g,
    );
  const codes = [...calls].flatMap(([, ofCommand, code = '']) =>
    ofCommand ? ['bridge', 'heal', 'seed'].map((command) => `${command}-${code}`) : [code],
  );
  return [...new Set(codes)];
}

const told = (code: string, changes: Partial<InsideFinding> = {}): InsideFinding => {
  return { code, severity: 'error', message: 'It is so.', evidence: '/a\n/b', fix: 'Run me.', ...changes };
};
const find = (code: string, changes: Partial<InsideFacts>, findings: InsideFinding[] = []) =>
  findingsOf(code, {
    configuration,
    host: healthyHost(),
    container: containerFacts(),
    inside: insideFacts(changes, findings),
  });

describe('what the container reports', () => {
  it('is in the table, every code of it and no other', () => {
    const codes = codesInside();
    expect(codes.length).toBeGreaterThan(40);
    const listed = ['claude-not-found', 'host-folder-removed', ...insideRows.map(({ code }) => code)];
    expect([...listed].sort()).toEqual([...codes].sort());
  });

  it('every call in the source is read by this test', () => {
    const calls = [
      ...texts.join('\n').matchAll(/^.*?\b(finding|trouble|trouble_once|keep_with_trouble) +(\S+)/gm),
    ]
      .filter(([line]) => !/^\s*#|\(\) \{/.test(line))
      .map(([, , code = '']) => code.replace(/["\\]/g, ''))
      .filter((code) => !code.startsWith('$') || code.startsWith('$COMMAND'));
    const known = codesInside();
    for (const code of calls) {
      const name = code.replace('$COMMAND-', 'bridge-');
      expect([code, known.includes(name)]).toEqual([code, true]);
    }
  });

  it.each(insideRows.map((row) => [row.code, row] as const))('%s', (code, row) => {
    const checkCode = row.check ?? code;
    const check = insideChecks.find((each) => each.code === checkCode);
    const [finding, ...rest] = find(checkCode, {}, [told(code)]) ?? [];
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      code: checkCode,
      place: 'inside',
      severity: row.severity,
      message: 'It is so.',
      fix: row.fix,
      evidence: [...(row.check === undefined ? [] : [`${code}: ${row.title}`]), '/a', '/b'],
    });
    const toDo = adviceText(finding?.fix ?? []);
    expect(toDo).not.toContain('Run me');
    expect(toDo).toMatch(/^[A-Z].*[.?]$/);
    const written = row.check === undefined ? check : check?.cases?.find((each) => each.code === code);
    expect(written?.remedy.startsWith(toDo)).toBe(true);
    if (row.action) expect(written?.remedy).toContain('--fix');
    expect(find(checkCode, {}, [told(code, { severity: 'information' })])?.[0]?.severity).toBe('information');
    expect(find(checkCode, {})).toEqual([]);
    expect(findingsOf(checkCode, { configuration })).toBeUndefined();
  });

  it('a folder of the host that was removed is the one finding; what follows from it is silent', () => {
    const host = healthyHost({
      prepared: {
        ...healthyHost().prepared,
        project: { ...missing('/p'), link: true },
        memory: missing('/m'),
      },
    });
    const inside = insideFacts({}, [
      told('host-folder-removed'),
      told('project-not-writable'),
      told('bridge-project-not-writable'),
    ]);
    const facts = { configuration, host, container: containerFacts(), inside };
    expect(codesOf(facts).filter((line) => line.startsWith('error'))).toEqual(['error host-folder-removed']);
    const stateOf = (code: string) => {
      const result = runChecks(allChecks, facts).find(({ check }) => check.code === code);
      return result?.state === 'follows' ? `follows from ${result.cause.code}` : result?.state;
    };
    expect(stateOf('project-not-writable')).toBe('follows from host-folder-removed');
    // It found nothing: it passed, whatever would explain it.
    expect(stateOf('detached-file-mount')).toBe('looked');
    const [finding] = findingsOf('host-folder-removed', facts) ?? [];
    expect(finding?.action).toEqual({ kind: 'prepare' });
    expect(adviceText(finding?.fix ?? [])).toMatch(
      /^Stop the container, run `claude-sessions prepare`, and start/,
    );
    expect(find('host-folder-removed', {}, [told('host-folder-removed')])?.[0]?.action).toBeUndefined();
    expect(find('host-folder-removed', {})).toEqual([]);
  });

  it('a folder of the project that is another one than the host’s, on one kernel and file system', () => {
    const here = { bootId: 'b', device: '1', inode: '7' };
    const of = (
      there: Partial<typeof here>,
      mountedFrom = '/home/me/old',
      host: typeof here | undefined = here,
    ) =>
      findingsOf('project-folder-replaced', {
        host: healthyHost(host && { identity: host }),
        inside: insideFacts({ place: { identity: { ...here, ...there }, mountedFrom } }),
      });
    const [finding] = of({ inode: '8' }) ?? [];
    expect(finding).toMatchObject({
      severity: 'error',
      evidence: [
        expect.stringContaining('inode 7 on this host, 8 in'),
        'mounted in the container: /home/me/old',
      ],
    });
    expect(of({})).toEqual([]);
    expect(of({ inode: '8', device: '2' })).toEqual([]);
    expect(of({ inode: '8', bootId: 'vm' })).toEqual([]);
    expect(of({ inode: '8' }, '/home/me/app//deleted')).toEqual([]);
    expect(
      findingsOf('project-folder-replaced', {
        host: healthyHost(),
        inside: insideFacts({ place: { identity: here } }),
      }),
    ).toEqual([]);
    expect(
      findingsOf('project-folder-replaced', { host: healthyHost({ identity: here }), inside: insideFacts() }),
    ).toEqual([]);
  });

  it.each<[string, string, boolean]>([
    ['"runArgs": ["--user=4321:4321"]', '4321:4321', true],
    ['"runArgs": ["--user", "4321:4321"]', '4321:4321', true],
    ['"runArgs": ["-u", "4321:4321"]', '4321:4321', true],
    ['"runArgs": ["--user=4321:4321"], "remoteUser": "vscode"', 'vscode', false],
    ['"runArgs": ["--user=4321:4321"]', 'of-the-image', false],
    ['"runArgs": ["--init"]', '4321:4321', false],
  ])('a user in runArgs, for whom nothing was made: %s', (text, remoteUser, isFound) => {
    const own = configurationOf(apply(`{ "image": "debian", ${text} }`, 'share'));
    const { container } = containerFacts();
    const facts = (findings: InsideFinding[]) => ({
      configuration: own,
      host: healthyHost(),
      container: containerFacts({ remoteUser, container: { ...container, user: '4321:4321' } }),
      inside: insideFacts({}, findings),
    });
    const broken = facts([
      told('config-dir-not-writable'),
      told('heal-not-owned'),
      told('project-not-writable'),
    ]);
    const of = (line: string) => line.includes('-in-run-args') || /config-dir|project-not/.test(line);
    const follows = [
      'error project-not-writable',
      'error config-dir-not-owned',
      'error config-dir-not-writable',
    ];
    expect(codesOf(broken).filter(of).sort()).toEqual(
      isFound
        ? ['error user-in-run-args']
        : follows
            .sort()
            .map((line) => (line === 'error config-dir-not-owned' ? 'warning config-dir-not-owned' : line))
            .sort(),
    );
    expect(findingsOf('user-in-run-args', facts([]))).toEqual([]);
  });

  it('a full volume is the one finding, also where a run failed by it', () => {
    const findings = ['volume-full', 'bridge-not-writable', 'bridge-adoption-failed', 'seed-failed'].map(
      (code) => told(code),
    );
    const facts = {
      configuration,
      host: healthyHost(),
      container: containerFacts(),
      inside: insideFacts({}, findings),
    };
    expect(codesOf(facts).filter((line) => !line.startsWith('information'))).toEqual(['error volume-full']);
  });

  it.each([
    ['root inside', 0, '"remoteUser" to "root"'],
    ['nobody inside', 65534, '--userns=host'],
  ])('an engine that maps users, by whose the folder of conversations is: %s', (_, projectOwner, advised) => {
    const host = healthyHost();
    const facts = (owner: number) => ({
      configuration,
      host: { ...host, projectFolder: { ...host.projectFolder, uid: 1000 } },
      container: containerFacts(),
      inside: insideFacts({ place: { projectOwner: owner } }, [told('project-not-writable')]),
    });
    const codes = (owner: number) => codesOf(facts(owner)).filter((line) => line.startsWith('error'));
    expect(codes(projectOwner)).toEqual(['error users-mapped']);
    const found = findingsOf('users-mapped', facts(projectOwner))?.[0];
    expect(found && adviceText(found.fix)).toContain(advised);
    expect(found?.evidence.join()).toContain(`uid 1000 on this host, ${projectOwner} in the container`);
    // The same number on both sides is another fault.
    expect(codes(1000)).toEqual(['error project-not-writable']);
  });

  it('is said by few checks, each with the worst of what it reports', () => {
    expect(insideChecks.length).toBeLessThan(31);
    for (const { code, severity } of insideChecks.filter(({ cases }) => cases)) {
      const rows = insideRows.filter((row) => (row.check ?? row.code) === code);
      const worst = (['error', 'warning', 'information'] as const).find((each) =>
        rows.some((row) => row.severity === each),
      );
      expect([code, severity]).toEqual([code, worst]);
    }
  });

  it('is mended by us only where that is known to help', () => {
    const mendedBy = (kind: string) =>
      insideRows.filter(({ action }) => action === kind).map(({ code }) => code);
    expect(mendedBy('heal')).toEqual([
      'config-dir-missing',
      'config-dir-not-owned',
      'config-dir-not-writable',
      'root-owned-transcripts',
      'heal-not-owned',
      'heal-no-config-directory',
      'heal-lock',
    ]);
    expect(mendedBy('bridge')).toEqual([
      'memory-not-linked',
      'bridge-dangling',
      'bridge-missing',
      'adoption-pending',
      'bridge-adoption-failed',
      'bridge-host-lock',
      'bridge-lock',
    ]);
  });

  it('names its cases beside what the check itself says', () => {
    for (const { code, cases } of insideChecks.filter((check) => check.cases)) {
      const rows = insideRows.filter((row) => row.check === code);
      expect([code, cases?.map((each) => each.code)]).toEqual([code, rows.map((row) => row.code)]);
    }
  });

  it('tells two things of one check apart', () => {
    expect(find('link-blocked', {}, [told('bridge-own-mount'), told('bridge-projects')])).toMatchObject([
      { evidence: [expect.stringMatching(/^bridge-own-mount: A mount/), '/a', '/b'] },
      { evidence: [expect.stringMatching(/^bridge-projects: /), '/a', '/b'] },
    ]);
  });

  it('what is not known is one check, and a warning at most', () => {
    expect(find('inside-other', {}, [told('new-thing'), told('bridge-missing')])).toMatchObject([
      { severity: 'warning', evidence: ['new-thing', '/a', '/b'], message: 'It is so.' },
    ]);
  });

  it('is bounded, however much it says', () => {
    const flood = told('bridge-missing', { message: 'x'.repeat(100_000), evidence: 'y\n'.repeat(100_000) });
    const codes = codesOf({
      inside: insideFacts(
        {},
        Array.from({ length: 1000 }, () => flood),
      ),
    });
    expect(codes).toHaveLength(10);
    const [finding] = find('sessions-not-linked', {}, [flood]) ?? [];
    expect(finding?.message.length).toBeLessThan(1100);
    // Our line above it says what it is called inside.
    expect(finding?.evidence).toHaveLength(1 + 20);
    expect(find('inside-other', {}, [told('z'.repeat(9999))])?.[0]?.evidence[0]?.length).toBeLessThan(1100);
  });

  it('is mended only where there is somewhere to', () => {
    const stopped = { ...containerFacts().container, running: false };
    const inside = insideFacts({}, [told('bridge-missing')]);
    expect(find('sessions-not-linked', {}, [told('bridge-missing')])?.[0]?.action).toEqual({
      kind: 'bridge',
    });
    expect(findingsOf('sessions-not-linked', { inside })?.[0]?.action).toEqual({ kind: 'bridge' });
    const container = containerFacts({ container: stopped });
    expect(findingsOf('sessions-not-linked', { inside, container })?.[0]?.action).toBeUndefined();
  });
});

describe('what is seen inside', () => {
  const { doctor } = insideFacts();
  const withoutDoctor = { ...insideFacts(), doctor: undefined } as unknown as InsideFacts;
  const days = (cleanupPeriodDays?: number) => ({
    settings: {
      leftOut: [],
      notCopied: [],
      commands: [],
      ...(cleanupPeriodDays !== undefined && { cleanupPeriodDays }),
    },
  });

  it.each<[string, Partial<InsideFacts>, Expected]>([
    [
      'claude-state-missing',
      withoutDoctor,
      { severity: 'error', action: 'recreate', evidence: 'claude-sessions:1' },
    ],
    ['claude-not-found', { ...withoutDoctor, claudeFound: false }, { severity: 'warning' }],
    [
      'config-dir-not-in-effect',
      { ...(doctor && { doctor: { ...doctor, configDir: '/opt/claude' } }) },
      { severity: 'error', evidence: '/opt/claude' },
    ],
    ['settings-command-missing', { missingCommands: ['jq'] }, { severity: 'warning', evidence: 'jq' }],
    [
      'cleanup-shorter-inside',
      { cleanupPeriodDays: 7 },
      { severity: 'warning', evidence: '30 on the host, 7 inside' },
    ],
  ])('%s', (code, changes, expected) => {
    const findings = find(code, changes);
    expect(findings).toHaveLength(1);
    for (const finding of findings ?? []) expectFinding(finding, expected);
    expect(find(code, {})).toEqual([]);
    const none = {
      configuration: configurationOf('{}'),
      host: healthyHost(),
      inside: { ...insideFacts(), ...changes },
    };
    expect(findingsOf(code, none)).toEqual([]);
  });

  it.each([['/var/lib/claude'], ['/root/.claude'], ['/home/vscode/.claude']])(
    'the folder of ours by whatever name: %s',
    (configDir) => {
      expect(find('config-dir-not-in-effect', doctor ? { doctor: { ...doctor, configDir } } : {})).toEqual(
        [],
      );
    },
  );

  it.each<[number | undefined, number | undefined, number]>([
    [undefined, undefined, 0],
    [365, undefined, 1],
    [365, 365, 0],
    [undefined, 29, 1],
    [7, 30, 0],
    [30, Number.NaN, 0],
  ])('cleanup after %j days on the host, %j inside', (host, inside, count) => {
    const facts = {
      configuration,
      host: healthyHost(days(host)),
      inside: insideFacts(inside === undefined ? {} : { cleanupPeriodDays: inside }),
    };
    expect(findingsOf('cleanup-shorter-inside', facts)).toHaveLength(count);
  });

  it('Claude Code that the program in the container finds', () => {
    expect(find('claude-not-found', { claudeFound: false })).toEqual([]);
  });

  it('settings that the container does not get are not looked for', () => {
    const alone = configurationOf(apply('{}', 'share', { profile: false }));
    expect(
      findingsOf('settings-command-missing', {
        configuration: alone,
        inside: insideFacts({ missingCommands: ['jq'] }),
      }),
    ).toEqual([]);
  });

  it('a conversation open on both sides', () => {
    const host = healthyHost({ openSessions: ['a', 'b'] });
    const both = findingsOf('session-open-twice', {
      host,
      inside: insideFacts({ openSessions: ['c', 'b'] }),
    });
    expect(both).toMatchObject([{ severity: 'warning', evidence: ['b'] }]);
    expect(findingsOf('session-open-twice', { host, inside: insideFacts({ openSessions: ['c'] }) })).toEqual(
      [],
    );
  });
});
