import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInsideReport } from '../../../core/src/container/insideReport.ts';

const boundary = '0f1e';
const report = (...parts: (readonly [name: string, body?: string])[]) =>
  parts.map(([name, body = '']) => `\n--${boundary} ${name}\n${body}`).join('');
const parse = (output: string, commands: string[] = []) => parseInsideReport(output, boundary, commands);

const doctor = {
  version: '1.0.0',
  mode: 'share',
  configDir: '/home/vscode/.claude',
  folder: '/workspaces/app',
  slug: '-workspaces-app',
  findings: [{ code: 'bridge-missing', severity: 'error', message: 'm', evidence: 'e', fix: 'f' }],
};

describe('the report of a look inside', () => {
  it('is read', () => {
    const output = report(
      ['claude', 'yes'],
      ['missing', '1'],
      ['settings', '{"cleanupPeriodDays": 30}'],
      ['settings', '{"model": "opus"}'],
      ['settings', '{"cleanupPeriodDays": 5}'],
      ['place', 'folder 66310 42\nboot 3c12df7d-c712\nfrom /home/me/my app//deleted\n'],
      ['session', '{"pid": 7, "sessionId": "11111111-aaaa", "cwd": "/workspaces/app"}'],
      ['doctor', `${JSON.stringify(doctor)}\n`],
      ['end'],
    );
    expect(parse(output, ['a', 'b'])).toEqual({
      doctor,
      cleanupPeriodDays: 5,
      place: {
        identity: { bootId: '3c12df7d-c712', device: '66310', inode: '42' },
        mountedFrom: '/home/me/my app//deleted',
      },
      openSessions: ['11111111-aaaa'],
      missingCommands: ['b'],
      claudeFound: true,
    });
  });

  it.each<[unknown, unknown]>([
    [
      { kind: 'shared', loggedIn: true, email: 'canary' },
      { kind: 'shared', loggedIn: true },
    ],
    [{ kind: 'sk-ant-canary', loggedIn: true }, undefined],
    [{ kind: 'own', loggedIn: 'yes' }, undefined],
    [undefined, undefined],
  ])('a login %j is read as what it may be, and hides nothing else', (login, expected) => {
    const read = parse(report(['doctor', JSON.stringify({ ...doctor, login })], ['end']))?.doctor;
    expect(read?.login).toEqual(expected);
    expect(read?.findings).toHaveLength(1);
  });

  it.each(['folder 1 x\nboot a\n', 'folder 1 2\nboot ../x\n', 'boot a\n'])(
    'knows no folder by %j',
    (body) => {
      expect(parse(report(['place', body], ['end']))?.place).toBeUndefined();
    },
  );

  it('has nothing where nothing was printed', () => {
    expect(parse(report(['claude'], ['doctor'], ['end']))).toEqual({
      openSessions: [],
      missingCommands: [],
      claudeFound: false,
    });
  });

  it.each(['', 'no such file', report(['claude', 'yes']), report(['end']).replace(boundary, 'other')])(
    'is none when it did not come to its end: %j',
    (output) => expect(parse(output)).toBeUndefined(),
  );

  it('leaves out what is malformed, and shortens what is endless', () => {
    const odd = [
      { code: 'Bad Code', severity: 'error' },
      { code: 'x', severity: 'fatal' },
      null,
      { code: 'ok', severity: 'warning', message: 'x'.repeat(100_000), evidence: 7 },
    ];
    const output = report(
      ['settings', '{"cleanupPeriodDays": "5"}'],
      ['settings', '{'],
      ['session', '{"sessionId": "../../etc"}'],
      ['session', 'x'],
      ['missing', 'x'],
      ['missing', '99'],
      ['doctor', JSON.stringify({ ...doctor, folder: 7, findings: odd })],
      ['end'],
    );
    const facts = parse(output, ['a']);
    expect(facts).toMatchObject({ openSessions: [], missingCommands: [], claudeFound: false });
    expect(facts?.cleanupPeriodDays).toBeUndefined();
    expect(facts?.doctor?.folder).toBeNull();
    expect(facts?.doctor?.findings).toEqual([
      { code: 'ok', severity: 'warning', message: 'x'.repeat(4000), evidence: '', fix: '' },
    ]);
  });

  it('never throws', () => {
    const names = fc.constantFrom('claude', 'missing', 'settings', 'session', 'doctor', 'end', '__proto__');
    const body = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.jsonValue().map((value) => JSON.stringify({ ...doctor, findings: [value] })),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, body)), fc.nat(50), (parts, cut) => {
        const output = report(...parts, ['end']);
        parse(output, ['a']);
        parse(output.slice(cut), ['a']);
      }),
      { numRuns: 500 },
    );
  });
});
