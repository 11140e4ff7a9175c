import { describe, expect, it } from 'vitest';
import { documentSource, documentValue, parseDocument } from '../../../core/src/devcontainer/document.ts';
import { restoreOriginal } from '../../../core/src/share/original.ts';
import {
  hasSamePath,
  hiddenBy,
  isOwnSamePath,
  mountedAtSamePath,
  otherPathMember,
} from '../../../core/src/share/samePath.ts';
import { corpus } from '../support/corpus.ts';
import { apply, configOf, configuredOf } from '../support/document.ts';

const samePath = true;
const folder = '${localWorkspaceFolder}';
const mount = `type=bind,source=${folder},target=${folder}`;
const byHand = `source=${folder},target=${folder},type=bind,consistency=cached`;

describe('the host’s path inside', () => {
  it.each(['share', 'isolate'] as const)('%s writes both members, and takes them out again', (mode) => {
    const text = '{\n  // mine\n  "image": "x"\n}\n';
    const after = apply(text, mode, { samePath });
    expect(configOf(after)).toMatchObject({ workspaceMount: mount, workspaceFolder: folder });
    expect(configuredOf(after).options.samePath).toBe(true);
    expect(apply(after, mode, { samePath })).toBe(after);
    expect(apply(after, mode)).toBe(apply(text, mode));
    expect(configOf(apply(after, 'none', { samePath }))).toEqual({ image: 'x' });
  });

  it('mounts the whole repository where the project lies in one', () => {
    const after = apply('{"image": "x"}', 'share', { samePath }, { up: '/../..' });
    const { workspaceMount, workspaceFolder } = configOf(after);
    expect(workspaceMount).toBe(`type=bind,source=${folder}/../..,target=${folder}/../..`);
    expect(workspaceFolder).toBe(folder);
    expect(mountedAtSamePath(configOf(after), '/home/me/mono/packages/web')).toBe('/home/me/mono');
    expect(configOf(apply(after, 'none'))).toEqual({ image: 'x' });
  });

  it('is the folder alone under Docker Compose, whose service has the mount', () => {
    const text = '{"dockerComposeFile": "c.yml", "service": "app"}';
    const after = apply(text, 'isolate', { samePath });
    const { workspaceMount, workspaceFolder } = configOf(after);
    expect([workspaceMount, workspaceFolder]).toEqual([undefined, folder]);
    expect(configuredOf(after).options.samePath).toBe(true);
    expect(mountedAtSamePath(configOf(after), '/home/me/app')).toBeUndefined();
  });

  it('is taken as it is where somebody wrote it by hand, and stays with the last of ours', () => {
    for (const text of [
      `{"image": "x", "workspaceMount": "${byHand}", "workspaceFolder": "${folder}"}`,
      `{"image": "x", "workspaceMount": "${mount}", "workspaceFolder": "${folder}"}`,
    ]) {
      const after = apply(text, 'share', { samePath }, { samePathByHand: true });
      expect(configOf(after)).toMatchObject(configOf(text));
      expect(configOf(apply(after, 'share', {}, { samePathByHand: true }))).toMatchObject(configOf(text));
      expect(apply(after, 'none', {}, { samePathByHand: true })).toBe(text);
    }
  });

  it.each([
    ['workspaceFolder', '{"workspaceFolder": "/workspace"}'],
    ['workspaceMount', `{"workspaceMount": "type=bind,source=${folder},target=/x"}`],
    ['workspaceMount', `{"workspaceMount": "type=volume,source=x,target=${folder}"}`],
    ['workspaceMount', `{"workspaceMount": "", "workspaceFolder": "${folder}"}`],
    ['workspaceFolder', '{"dockerComposeFile": "c.yml", "service": "a", "workspaceFolder": "/workspace"}'],
  ])('another %s is the user’s, and stays: %s', (member, text) => {
    expect(otherPathMember(configOf(text))).toBe(member);
    const after = apply(text, 'share', { samePath });
    const { workspaceMount, workspaceFolder } = configOf(text);
    expect(configOf(after).workspaceMount).toEqual(workspaceMount);
    expect(configOf(after).workspaceFolder).toEqual(workspaceFolder);
    expect(hasSamePath(configOf(after))).toBe(false);
  });

  it('of every real file: nothing else changes, and it goes to the byte', () => {
    let made = 0;
    for (const [name, source] of corpus) {
      for (const mode of ['share', 'isolate'] as const) {
        const [plain, same] = [apply(source, mode), apply(source, mode, { samePath })];
        const { workspaceMount, workspaceFolder, ...rest } = configOf(same);
        const { workspaceMount: _, workspaceFolder: __, ...before } = configOf(plain);
        expect(rest, name).toEqual(before);
        expect(parseDocument(same).errors, name).toEqual([]);
        expect(apply(same, mode, { samePath }), name).toBe(same);
        expect(restoreOriginal(same, { original: source, ours: same }), name).toBe(source);
        const isOthers = otherPathMember(documentValue(parseDocument(source))) !== undefined;
        if (isOthers) expect(same, name).toBe(plain);
        else made++;
      }
    }
    expect(made).toBeGreaterThan(20);
  });

  it('keeps a byte order mark', () => {
    const after = apply('\uFEFF{"image": "x"}', 'share', { samePath });
    expect(after.startsWith('\uFEFF')).toBe(true);
    expect(documentSource(parseDocument(after))).toBe(after);
  });
});

describe('what a mount at the host’s path would hide', () => {
  it.each([
    ['/', '/bin'],
    ['/usr', '/usr'],
    ['/usr/local/src/app', '/usr'],
    ['/etc/app', '/etc'],
    ['/srv', '/srv'],
    ['/home', '/home'],
    ['/home/me', '/home/me/.claude'],
    ['/home/me/.claude/x', '/home/me/.claude'],
    ['/root', '/root/.claude'],
    ['/root/.claude', '/root/.claude'],
    ['/mnt', '/mnt/claude-host'],
    ['/mnt/claude-host/project', '/mnt/claude-host'],
    ['/var/lib', '/var/lib/claude'],
    ['/var/lib/claude', '/var/lib/claude'],
    ['/home/me/../../proc/x', '/proc'],
  ])('%s: %s', (path, hidden) => {
    expect(hiddenBy(path)).toBe(hidden);
  });

  it.each([
    '/home/me/app',
    '/home/me/.config/app',
    '/root/app',
    '/Users/me/app',
    '/mnt/c/Users/me/app',
    '/srv/app',
    '/var/lib/claude-else',
    '/workspaces/app',
    '/usrlocal/app',
  ])('%s: nothing', (path) => {
    expect(hiddenBy(path)).toBeUndefined();
  });
});

it('a mount that cannot be made a text is not ours', () => {
  expect(isOwnSamePath(JSON.parse('{"workspaceMount": {"toString": 1, "valueOf": 1}}'))).toBe(false);
});
