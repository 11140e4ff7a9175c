import { describe, expect, it } from 'vitest';
import { adviceText } from '../../../core/src/findings/advice.ts';
import { apply } from '../support/document.ts';
import { found, isolated, key, notFound, persist } from './cases/configuration.ts';
import { expectFindings } from './expectFindings.ts';
import { configurationOf, findingsOf, healthyHost } from './facts.ts';

describe('a fault in devcontainer.json', () => {
  it('never shows the key itself', () => {
    const text = `{ "remoteEnv": { "X": "${key}" } }`;
    const findings = findingsOf('token-in-configuration', { configuration: configurationOf(text) });
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain(key);
  });

  it('names its place as it is written', () => {
    const text = `{ "runArgs": ["--rm", "-e", "ANTHROPIC_API_KEY=${key}"] }`;
    const findings = findingsOf('token-in-configuration', { configuration: configurationOf(text) });
    expect(findings).toMatchObject([{ evidence: ['runArgs[2]'] }]);
  });

  it.each(found)('%s: %s', (code, text, expected) => expectFindings(code, text, expected));
  it.each(notFound)('not %s: %s', (code, text) => expectFindings(code, text));

  it('no file at all', () => {
    const facts = { configuration: { file: '.devcontainer/devcontainer.json', collections: [] } };
    expect(findingsOf('configuration-missing', facts)).toMatchObject([
      { severity: 'error', evidence: [facts.configuration.file] },
    ]);
    expect(findingsOf('configuration-missing', { configuration: configurationOf('{}') })).toEqual([]);
  });

  it('no file here, but in folders below', () => {
    const below = ['packages/a b', 'packages/web'];
    const facts = { configuration: { file: '.devcontainer/devcontainer.json', collections: [], below } };
    const [finding] = findingsOf('configuration-missing', facts) ?? [];
    expect(finding?.evidence).toEqual(below);
    expect(adviceText(finding?.fix ?? [])).toBe('Run this in one of them, or name it as FOLDER.');
  });

  it('what the tools mount by themselves, where the host is known', () => {
    const { paths } = healthyHost();
    const host = healthyHost({ paths: { ...paths, defaultWorkspaceMount: '/home/me' } });
    const [finding] =
      findingsOf('isolation-void', { configuration: configurationOf(`{ ${isolated} }`), host }) ?? [];
    expect(finding).toMatchObject({ evidence: ['the workspace: /home/me'] });
    expect(finding).not.toHaveProperty('range');
  });

  it('the container can edit it: said once anything of ours is there', () => {
    const inform = (text: string) =>
      findingsOf('devcontainer-writable', { configuration: configurationOf(text) });
    expect(inform(`{ ${isolated} }`)).toMatchObject([{ severity: 'information' }]);
    const workspace = '"workspaceFolder": "/w", "workspaceMount": "type=bind,source=.,target=/w';
    expect(inform(`{ ${isolated}, ${workspace}" }`)).toHaveLength(1);
    for (const text of [
      '{}',
      `{ ${isolated}, ${workspace},readonly" }`,
      `{ ${isolated}, "dockerComposeFile": "c" }`,
    ]) {
      expect(inform(text)).toEqual([]);
    }
  });

  it('each option of share is in the command that is named', () => {
    const options = { memory: 'rw', tasks: true, allProjects: true, login: 'token' } as const;
    const text = apply('{}', 'share', options).replace('"features": {', `"features": { ${persist}: {},`);
    const fixOf = (where?: readonly string[]) => {
      const configuration = { ...configurationOf(text), ...(where && { where }) };
      return adviceText(findingsOf('both-modes', { configuration })?.[0]?.fix ?? []);
    };
    expect(fixOf()).toContain('`claude-sessions share --memory rw --tasks --all-projects --login token`');
    expect(fixOf(['--personal'])).toContain('`claude-sessions share --personal --memory');
    expect(fixOf(['--config', 'a b'])).toMatch(
      /`claude-sessions share --config 'a b' --memory.*`claude-sessions isolate --config 'a b'`/,
    );
  });
});
