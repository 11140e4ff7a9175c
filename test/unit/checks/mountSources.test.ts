import { describe, expect, it } from 'vitest';
import type { PathFacts } from '../../../core/src/checks/facts.ts';
import { apply } from '../support/document.ts';
import { type Expected, expectFindings } from './expectFindings.ts';
import { configurationOf, directory, file, findingsOf, hostOf, linkTo, missing, places } from './facts.ts';

const { home, workspace } = places;

describe('the source of a mount', () => {
  const mount = '"type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/data,target=/data"';
  const at = `${home}/data`;
  const on =
    (lies: PathFacts, path = lies.path) =>
    (source: string) => ({ host: hostOf(source, { [path]: lies }) });

  it.each<[string, string, PathFacts, Expected]>([
    ['source-missing', `{ "mounts": [‹${mount}›] }`, missing(at), { severity: 'error', evidence: at }],
    [
      'source-missing',
      `{ "mounts": [‹${mount}›] }`,
      { ...missing(at), link: true },
      { evidence: 'leads nowhere' },
    ],
    [
      'source-missing',
      `{ "mounts": [‹${mount}›], "initializeCommand": "make host" }`,
      missing(at),
      { severity: 'error' },
    ],
    [
      'source-missing',
      `{ "mounts": [‹${mount}›], "dockerComposeFile": "c" }`,
      missing(at),
      { severity: 'warning', message: 'belongs to root' },
    ],
    [
      'source-missing',
      `{ "runArgs": ["-v", ‹"${at}:/data"›] }`,
      missing(at),
      { severity: 'warning', message: 'belongs to root' },
    ],
    ['source-missing', `{ "runArgs": ["--mount", ‹${mount}›] }`, missing(at), { severity: 'error' }],
    [
      'source-not-directory',
      `{ "mounts": [‹"type=bind,source=${at}/,target=/data"›] }`,
      file(`${at}/`),
      { severity: 'error' },
    ],
    [
      'source-not-directory',
      '{ "mounts": [‹"type=bind,source=/home/me/.claude/hooks,target=/x"›] }',
      file(`${home}/.claude/hooks`),
      {},
    ],
    [
      'source-leads-out',
      `{ "mounts": [‹${mount}›] }`,
      linkTo(at, '/etc'),
      { severity: 'warning', evidence: `${at} -> /etc` },
    ],
    [
      'source-leads-out',
      '{ "mounts": [‹"type=bind,source=${localWorkspaceFolder}/data,target=/data"›] }',
      linkTo(`${workspace}/data`, `${home}/.ssh`),
      { severity: 'warning' },
    ],
    ['home-and-userprofile', `{ "mounts": [‹${mount}›] }`, directory(at), { severity: 'error' }],
  ])('%s: %s', (code, source, lies, expected) => {
    const env = code === 'home-and-userprofile' ? { env: { HOME: home, USERPROFILE: '/x' } } : {};
    expectFindings(code, source, expected, (text) => ({ host: { ...on(lies)(text).host, ...env } }));
  });

  it.each<[string, string, PathFacts]>([
    ['source-missing', `{ "mounts": [${mount}] }`, directory(at)],
    ['source-missing', `{ "mounts": [${mount}], "initializeCommand": "mkdir -p ~/data" }`, missing(at)],
    [
      'source-missing',
      `{ "mounts": [${mount}], "initializeCommand": { "a": ["mkdir", "data"] } }`,
      missing(at),
    ],
    [
      'source-not-directory',
      '{ "mounts": ["type=bind,source=/home/me/.gitconfig,target=/x"] }',
      file(`${home}/.gitconfig`),
    ],
    [
      'source-not-directory',
      '{ "mounts": ["type=bind,source=/home/me/.claude/CLAUDE.md,target=/x"] }',
      file(`${home}/.claude/CLAUDE.md`),
    ],
    [
      'source-not-directory',
      '{ "mounts": ["type=bind,source=/run/docker.sock,target=/run/docker.sock"] }',
      { ...directory('/run/docker.sock'), kind: 'other' },
    ],
    ['source-leads-out', `{ "mounts": [${mount}] }`, linkTo(at, `${home}/elsewhere`)],
    [
      'source-leads-out',
      '{ "mounts": ["type=bind,source=/srv/data,target=/x"] }',
      linkTo('/srv/data', '/mnt/data'),
    ],
    [
      'source-leads-out',
      '{ "mounts": ["type=bind,source=${localWorkspaceFolder}/data,target=/x"] }',
      linkTo(`${workspace}/data`, `${workspace}/other`),
    ],
  ])('not %s: %s', (code, source, lies) => expectFindings(code, source, {}, on(lies)));

  it('nobody is told to make what is not to be mounted', () => {
    const source = '{ "mounts": [‹"type=bind,source=/home/me/.claude/todos,target=/t"›] }';
    const fix = 'Take the mount out of devcontainer.json.';
    expectFindings('source-missing', source, { fix }, on(missing(`${home}/.claude/todos`)));
    expectFindings('source-missing', `{ "mounts": [‹${mount}›] }`, { fix: `Make ${at}` }, on(missing(at)));
  });

  it('a folder that only the prepare command happens to name', () => {
    const source = apply(
      '{ "mounts": ["type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.devcontainer,target=/x"] }',
      'share',
    );
    const at = `${home}/.devcontainer`;
    const facts = { configuration: configurationOf(source), host: hostOf(source, { [at]: missing(at) }) };
    expect(findingsOf('source-missing', facts)).toHaveLength(1);
  });

  it('of ours is a matter of preparing', () => {
    const source = apply('{}', 'share', { tasks: true });
    const lies = { [`${home}/.claude/tasks`]: missing(`${home}/.claude/tasks`) };
    const facts = { configuration: configurationOf(source), host: hostOf(source, lies) };
    expect(findingsOf('source-missing', facts)).toEqual([]);
    expect(findingsOf('host-not-prepared', facts)).toMatchObject([
      { evidence: [`missing: ${home}/.claude/tasks`] },
    ]);
  });
});
