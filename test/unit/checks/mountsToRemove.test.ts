import { describe, expect, it } from 'vitest';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { findingsOf, runChecks } from '../../../core/src/findings/check.ts';
import { fixesOf } from '../../../core/src/findings/finding.ts';
import { isolated, shared } from './cases/configuration.ts';
import { configurationOf, hostOf } from './facts.ts';

const wholeObject =
  '{ "source": "${localEnv:HOME}/.claude", "target": "/home/vscode/.claude", "type": "bind", "readonly": true }';

/** What is found of a file by all checks. */
const found = (text: string) =>
  findingsOf(runChecks(allChecks, { configuration: configurationOf(text), host: hostOf(text) })).filter(
    ({ place }) => place === 'configuration',
  );
const codes = (text: string) => found(text).map(({ code }) => code);
/** What is offered for the only finding, by kind. */
const offered = (text: string) => found(text).flatMap((finding) => fixesOf(finding).map(({ kind }) => kind));

describe('a mount that should go', () => {
  it.each([
    ['all of ~/.claude', wholeObject, 'claude-folder-mounted'],
    ['the login', wholeObject.replace('.claude"', '.claude.json"'), 'credentials-mounted'],
    [
      'all projects in their place',
      wholeObject.replaceAll('.claude"', '.claude/projects"'),
      'all-projects-mounted',
    ],
    ['what is private', wholeObject.replaceAll('.claude"', '.claude/file-history"'), 'private-state-mounted'],
    ['settings.json', wholeObject.replaceAll('.claude"', '.claude/settings.json"'), 'host-programs-writable'],
    ['the home', '"source=${localEnv:HOME},target=/host-home,type=bind,readonly=1"', 'isolation-void'],
    [
      "the engine's socket",
      '{ "source": "/var/run/docker.sock", "target": "/var/run/docker.sock", "type": "bind", "readonly": true }',
      'isolation-void',
    ],
  ])('is told once, and not how it is written: %s', (_, mount, code) => {
    expect(codes(`{ "remoteUser": "node", "mounts": [${mount}] }`)).toEqual([code]);
    expect(codes(`{ "dockerComposeFile": "c.yml", "remoteUser": "node", "mounts": [${mount}] }`)).toEqual([
      code,
    ]);
  });

  it('is one that is right when it is read-only only as it is written', () => {
    const agents = wholeObject.replaceAll('.claude"', '.claude/agents"');
    expect(codes(`{ "mounts": [${agents}] }`)).toEqual(
      expect.arrayContaining(['host-programs-writable', 'object-readonly', 'home-of-one-system']),
    );
  });

  it('can be shared instead, where nothing is set up and sharing takes it out, or taken out', () => {
    expect(offered(`{ "mounts": [${wholeObject}] }`)).toEqual(['share', 'edit']);
    expect(offered(`{ "runArgs": ["-v", "~/.claude:/x"] }`)).toEqual(['edit']);
    expect(offered(`{ "mounts": ["source=/var/run/docker.sock,target=/x,type=bind"] }`)).toEqual(['edit']);
    for (const ours of [shared, isolated])
      expect(offered(`{ ${ours}, "mounts": [${wholeObject}] }`)).toContain('edit');
    expect(offered(`{ ${isolated}, "mounts": [${wholeObject}] }`)).not.toContain('share');
  });

  it('is taken out by nobody who was not asked to: --fix does nothing about it', () => {
    for (const finding of found(`{ "mounts": [${wholeObject}] }`)) expect(finding.action).toBeUndefined();
  });

  it.each([
    [`{ "mounts": [${wholeObject}, "source=a,target=/a"] }`, '{ "mounts": ["source=a,target=/a"] }'],
    ['{ "runArgs": ["--init", "-v", "~/.claude:/x", "-t"] }', '{ "runArgs": ["--init", "-t"] }'],
    ['{ "runArgs": ["--volume=~/.claude:/x", "-t"] }', '{ "runArgs": ["-t"] }'],
    ['{ "image": "x", "runArgs": ["--mount", "type=bind,src=~/.claude,dst=/x"] }', '{ "image": "x" }'],
  ])('goes with the option that names it: %s', (text, after) => {
    const edit = found(text)
      .flatMap(fixesOf)
      .find(({ kind }) => kind === 'edit');
    expect(edit).toMatchObject({ title: 'Remove this mount', text: after });
  });

  it('is never the workspace itself', () => {
    const workspace = found('{ "workspaceMount": "source=/var/run,target=/w,type=bind" }');
    expect(workspace.map(({ code }) => code)).toEqual(['isolation-void']);
    expect(workspace.flatMap(fixesOf)).toEqual([]);
  });
});
