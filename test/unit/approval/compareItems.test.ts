import { describe, expect, it } from 'vitest';
import { compareItems } from '../../../core/src/approval/compareItems.ts';
import { configItems } from '../../../core/src/approval/configItems.ts';
import { describeDifference } from '../../../core/src/approval/describeDifference.ts';
import { environmentText } from '../../../core/src/approval/environmentText.ts';
import type { ApprovalItem } from '../../../core/src/approval/item.ts';
import { isOwnItem, needsConsent, type Own } from '../../../core/src/approval/ownItems.ts';
import { defaultCollection } from '../../../core/src/features.ts';
import { prepareCommand } from '../../../core/src/share/initializeCommand.ts';
import { defaultShareOptions, type ShareOptions, wantedMounts } from '../../../core/src/share/options.ts';
import { scriptWords } from '../../../core/src/share/scriptWords.ts';

const items = (config: unknown) => configItems(config, (text) => text);
const file = (text: string, digest: string | null = text): ApprovalItem => ({
  part: 'file',
  name: 'x',
  text,
  digest,
});
const lines = (before: unknown, after: unknown) =>
  compareItems(items(before), items(after)).flatMap((difference) =>
    describeDifference(difference).map(({ sign, text }) => `${sign}${text}`),
  );

describe('a difference in words', () => {
  it('of one line', () => {
    expect(lines({}, { mounts: ['a'] })).toEqual(['+mounts: a']);
    expect(lines({ mounts: ['a'] }, { mounts: ['b'] })).toEqual(['+mounts: b', '-mounts: a']);
    expect(lines({ features: { f: {} } }, {})).toEqual(['-features f: {}']);
  });

  it('of several is a unified diff', () => {
    expect(lines({ runArgs: ['--x', '--y'] }, { runArgs: ['--x', '--privileged'] })).toEqual([
      ' runArgs',
      '   @@ -1,4 +1,4 @@',
      '   [',
      '     "--x",',
      '-    "--y"',
      '+    "--privileged"',
      '   ]',
    ]);
  });

  it('is nothing where nothing differs', () => {
    expect(lines({ runArgs: ['x'], image: 'y' }, { image: 'y', runArgs: ['x'] })).toEqual([]);
  });

  it('is bounded, in lines and in columns, however long the texts are', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join('\n');
    const other = Array.from({ length: 20_000 }, (_, index) => `other ${index * 7}`).join('\n');
    const described = compareItems([file(long)], [file(`${other}${'x'.repeat(5000)}`)]).flatMap(
      describeDifference,
    );
    expect(described.length).toBeLessThan(100);
    expect(described.at(-1)?.text).toMatch(/more lines: look at them/);
    expect(lines({}, { initializeCommand: `${'x'.repeat(5000)}evil` })).toEqual([
      expect.stringMatching(/^.{601} … \d+ more characters … x{196}evil$/),
    ]);
  });

  it('names what is changed and not shown', () => {
    const [, what] = compareItems([file('A=…', '1')], [file('A=…', '2')]).flatMap(describeDifference);
    expect(what?.text).toContain('what is not shown of it has changed');
  });
});

it('what could not be looked through differs each time', () => {
  expect(compareItems([file('x', null)], [file('x', null)])).toHaveLength(1);
});

describe('what is our own', () => {
  const own = (options: Partial<ShareOptions> | undefined, mode: 'share' | 'isolate' = 'share'): Own => ({
    chosen: options && { mode, options: { ...defaultShareOptions, ...options } },
    collections: [defaultCollection],
    scriptPath: '.devcontainer/claude-sessions-prepare.sh',
    files: new Map([['.devcontainer/a.ps1', 'one\ntwo\n']]),
  });
  const config = (options: Partial<ShareOptions>) => ({
    image: 'mcr.microsoft.com/devcontainers/base:debian',
    initializeCommand: prepareCommand('.devcontainer/claude-sessions-prepare.sh'),
    features: {
      [`${defaultCollection}/claude-sessions:1`]: {},
      [`${defaultCollection}/claude-profile:1`]: {},
    },
    mounts: wantedMounts('share', { ...defaultShareOptions, ...options }),
    ...(options.login && {
      remoteEnv: { CLAUDE_CODE_OAUTH_TOKEN: '${localEnv:CLAUDE_CODE_OAUTH_TOKEN}' },
    }),
  });
  const asked = (value: unknown, { chosen, ...rest }: Own) =>
    compareItems([], items(value))
      .filter((difference) => needsConsent(difference, { chosen, ...rest }))
      .map((difference) =>
        difference.kind === 'removed' ? '' : `${difference.item.part} ${difference.item.text}`,
      );
  const all = { memory: 'rw', tasks: true, allProjects: true, login: 'token' } as const;

  it('is review where it was not chosen, and not its end where it was', () => {
    const commandOf = (review: boolean) => ({
      initializeCommand: prepareCommand(
        '.devcontainer/claude-sessions-prepare.sh',
        scriptWords({ ...defaultShareOptions, review }),
      ),
    });
    for (const options of [{}, undefined]) {
      for (const review of [true, false]) expect(asked(commandOf(review), own(options))).toEqual([]);
    }
    expect(asked(commandOf(true), own({ review: true }))).toEqual([]);
    expect(asked(commandOf(false), own({ review: true }))).toHaveLength(1);
  });

  it('is what the user chose', () => {
    expect(asked(config({}), own({}))).toEqual([]);
    expect(asked(config(all), own(all))).toEqual([]);
  });

  it('and nothing of ours that the user did not choose', () => {
    expect(asked(config(all), own({}))).toHaveLength(4);
    expect(asked(config({}), own({}, 'isolate'))).toHaveLength(2);
    expect(asked(config({}), own(undefined))).toHaveLength(2);
  });

  it.each(['share', 'isolate'] as const)('the login of the host only where it was chosen: %s', (mode) => {
    const options = { ...defaultShareOptions, login: 'host-readonly' } as const;
    const words = scriptWords(options, undefined, mode);
    const file = {
      initializeCommand: prepareCommand('.devcontainer/claude-sessions-prepare.sh', words),
      mounts: wantedMounts(mode, options),
      containerEnv: { CLAUDE_SECURESTORAGE_CONFIG_DIR: '/mnt/claude-host/login' },
    };
    expect(asked(file, own(options, mode))).toEqual([]);
    expect(asked(file, own({}, mode))).toHaveLength(2);
    expect(asked(file, own(undefined))).toHaveLength(2);
  });

  it('a shared login only where it was chosen', () => {
    const file = { features: { [`${defaultCollection}/claude-login:1`]: {} } };
    for (const mode of ['share', 'isolate'] as const) {
      expect(asked(file, own({ login: 'shared' }, mode))).toEqual([]);
      for (const login of ['own', 'token'] as const)
        expect(asked(file, own({ login }, mode))).toHaveLength(1);
    }
  });

  it('the whole home only where it was chosen', () => {
    const file = {
      features: { [`${defaultCollection}/claude-home:1`]: {} },
      overrideFeatureInstallOrder: [`${defaultCollection}/claude-persist:1`],
    };
    for (const mode of ['share', 'isolate'] as const) {
      expect(asked(file, own({ home: true }, mode))).toEqual([]);
      expect(asked(file, own({}, mode))).toHaveLength(1);
    }
  });

  it.each([
    { features: { './claude-sessions': {} } },
    { features: { 'ghcr.io/evil/claude-sessions/claude-sessions:1': {} } },
    { features: { [`${defaultCollection}/claude-sessions:1`]: { x: 1 } } },
    { features: { [`${defaultCollection}/claude-sessions:0`]: {} } },
    { initializeCommand: prepareCommand('evil/claude-sessions-prepare.sh') },
    { initializeCommand: `${prepareCommand('.devcontainer/claude-sessions-prepare.sh')}; evil` },
    { image: 'mcr.microsoft.com.evil.example/devcontainers/base' },
    { image: 'evil.example/mcr.microsoft.com/devcontainers/base' },
    { image: 'mcr.microsoft.com/devcontainers/${localEnv:X}' },
  ])('nor what only looks like it: %j', (value) => {
    expect(asked(value, own({}))).toHaveLength(1);
  });

  it('a file of ours is as this version writes it', () => {
    const item = (text: string) => ({ part: 'file', name: '.devcontainer/a.ps1', text, digest: text });
    expect(isOwnItem(item('one\ntwo\n'), own({}))).toBe(true);
    expect(isOwnItem(item('one\r\ntwo\r\n'), own({}))).toBe(true);
    expect(isOwnItem(item('one\ntwo\nevil\n'), own({}))).toBe(false);
    expect(isOwnItem({ ...item('one\ntwo\n'), part: 'link' }, own({}))).toBe(false);
  });

  it('going needs no consent where the container then reaches less', () => {
    const removed = (value: unknown) =>
      compareItems(items(value), []).map((difference) => needsConsent(difference, own({})));
    expect(removed({ mounts: ['type=bind,source=${localEnv:HOME}/.claude,target=/root/.claude'] })).toEqual([
      false,
    ]);
    expect(removed({ remoteEnv: { A: '${localEnv:A}' } })).toEqual([false]);
    expect(removed({ securityOpt: ['no-new-privileges'] })).toEqual([true]);
    expect(removed({ mounts: ['type=tmpfs,target=/workspaces/app/.env.d'] })).toEqual([true]);
    const [own1] = items({ features: { x: {} } });
    expect(
      compareItems(own1 ? [{ ...own1, own: true }] : [], []).map((each) => needsConsent(each, own({}))),
    ).toEqual([false]);
  });
});

it('variables are shown without what may be a secret', () => {
  expect(
    environmentText(
      '# a comment with hunter2\nNODE_ENV=production\nexport DB_PASSWORD="hunter2"\nMOUNT=/home/me\nCOMPOSE_FILE=a.yml:b.yml\nX=s3cr3t\nPATHY=./x/AKIA1234567890ABCDEF12\n\nDEBUG=true\n',
    ),
  ).toBe(
    'NODE_ENV=production\nDB_PASSWORD=…\nMOUNT=/home/me\nCOMPOSE_FILE=a.yml:b.yml\nX=…\nPATHY=…\nDEBUG=true',
  );
});
