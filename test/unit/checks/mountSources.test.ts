import { describe, expect, it } from 'vitest';
import { apply } from '../support/document.ts';
import { at, found, mount, notFound, on } from './cases/mountSources.ts';
import { expectFindings } from './expectFindings.ts';
import { configurationOf, findingsOf, hostOf, missing, places } from './facts.ts';

const { home } = places;

describe('the source of a mount', () => {
  it.each(found)('%s: %s', (code, source, lies, expected) => {
    const env = code === 'home-and-userprofile' ? { env: { HOME: home, USERPROFILE: '/x' } } : {};
    expectFindings(code, source, expected, (text) => ({ host: { ...on(lies)(text).host, ...env } }));
  });

  it.each(notFound)('not %s: %s', (code, source, lies) => expectFindings(code, source, {}, on(lies)));

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
