import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moreQuestions, readAskedInside } from '../../../../cli/src/facts/askedInside.ts';
import type { Workspace } from '../../../../cli/src/workspace/workspace.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';
import { configurationOf } from '../../checks/facts.ts';

const nothing = { hasKey: false, hasLogin: false, hasOpenServers: false };

describe('what the container gets of keys', () => {
  const ask = (members: string, env: Record<string, string> = {}) =>
    readAskedInside(
      { folder: newFolder() } as Workspace,
      configurationOf(`{ "image": "x"${members} }`),
      undefined,
      env,
    );
  const key = { ...nothing, hasKey: true, hasLogin: true };

  it.each([
    [', "containerEnv": { "ANTHROPIC_API_KEY": "x" }', {}, key],
    [
      ', "remoteEnv": { "ANTHROPIC_API_KEY": "${localEnv:ANTHROPIC_API_KEY}" }',
      { ANTHROPIC_API_KEY: 'x' },
      key,
    ],
    [', "remoteEnv": { "ANTHROPIC_API_KEY": "${localEnv:ANTHROPIC_API_KEY}" }', {}, nothing],
    [', "remoteEnv": { "ANTHROPIC_API_KEY": null }', {}, nothing],
    [', "runArgs": ["-e", "ANTHROPIC_API_KEY=x"]', {}, key],
    [', "runArgs": ["--env=ANTHROPIC_API_KEY"]', { ANTHROPIC_API_KEY: 'x' }, key],
    [', "runArgs": ["--env=ANTHROPIC_API_KEY"]', {}, nothing],
    [', "runArgs": ["--env", "ANTHROPIC_API_KEY=${localEnv:OTHER}"]', {}, nothing],
    [', "containerEnv": { "CLAUDE_CODE_USE_BEDROCK": "1" }', {}, { ...nothing, hasLogin: true }],
    [', "containerEnv": { "CLAUDE_CODE_USE_FOUNDRY": " True" }', {}, { ...nothing, hasLogin: true }],
    [
      ', "containerEnv": { "CLAUDE_CODE_USE_VERTEX": "${containerEnv:X}" }',
      {},
      { ...nothing, hasLogin: true },
    ],
    [', "runArgs": ["-eCLAUDE_CODE_USE_VERTEX=0"]', {}, nothing],
    [', "runArgs": ["-e", "CLAUDE_CODE_USE_VERTEX"]', { CLAUDE_CODE_USE_VERTEX: 'false' }, nothing],
    [', "containerEnv": { "OTHER": "1" }', { ANTHROPIC_API_KEY: 'x' }, nothing],
  ])('%s on a host with %j', async (members, env, expected) => {
    expect(await ask(members, env)).toEqual(expected);
  });
});

describe('a cloud provider', () => {
  it.each(['0', 'false', '', 'no', '2'])('that is switched off by %j is none', async (value) => {
    const text = JSON.stringify({ containerEnv: { CLAUDE_CODE_USE_BEDROCK: value } });
    expect(
      await readAskedInside({ folder: newFolder() } as Workspace, configurationOf(text), undefined, {}),
    ).toEqual(nothing);
  });
});

describe('the servers of .mcp.json', () => {
  async function isOpen(files: Record<string, unknown>, shared?: { settings: string; answers: string }) {
    const folder = newFolder();
    mkdirSync(join(folder, '.claude'));
    for (const [name, value] of Object.entries(files))
      writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
    const asked = await readAskedInside({ folder } as Workspace, configurationOf('{}'), shared, {});
    return asked.hasOpenServers;
  }
  const mcp = { '.mcp.json': { mcpServers: { one: {}, two: {} } } };
  const both = { enabledMcpjsonServers: ['one'], disabledMcpjsonServers: ['two'] };

  it('are asked about until all are decided on', async () => {
    expect(await isOpen({})).toBe(false);
    expect(await isOpen({ '.mcp.json': '{' })).toBe(false);
    expect(await isOpen({ '.mcp.json': { mcpServers: {} } })).toBe(false);
    expect(await isOpen(mcp)).toBe(true);
    expect(await isOpen({ ...mcp, '.claude/settings.json': { enabledMcpjsonServers: ['one'] } })).toBe(true);
    expect(await isOpen({ ...mcp, '.claude/settings.json': { allowedTools: ['one', 'two'] } })).toBe(true);
    for (const name of ['.claude/settings.json', '.claude/settings.local.json'])
      for (const settings of [both, { enableAllProjectMcpServers: true }])
        expect(await isOpen({ ...mcp, [name]: settings }), name).toBe(false);
  });

  it('are decided on by what the host shares', async () => {
    expect(await isOpen(mcp, { settings: JSON.stringify(both), answers: '' })).toBe(false);
    expect(await isOpen(mcp, { settings: '', answers: JSON.stringify(both) })).toBe(false);
    expect(await isOpen(mcp, { settings: '{', answers: '' })).toBe(true);
  });
});

it('says so in words', () => {
  expect(moreQuestions({ hasKey: true, hasLogin: true, hasOpenServers: true })).toEqual([
    'approve the API key in ANTHROPIC_API_KEY',
    'approve the MCP servers in .mcp.json',
  ]);
  expect(moreQuestions(nothing)).toEqual([]);
});
