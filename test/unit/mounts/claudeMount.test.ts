import { describe, expect, it } from 'vitest';
import { isHandMadeClaudeMount, isOurMount } from '../../../core/src/mounts/claudeMount.ts';
import { parseMount } from '../../../core/src/mounts/parseMount.ts';
import { defaultShareOptions, wantedMounts } from '../../../core/src/share/options.ts';

const read = (entry: unknown) => {
  const mount = parseMount(entry);
  if (!mount) throw new Error(`not a mount: ${JSON.stringify(entry)}`);
  return mount;
};

describe('a mount of Claude’s state made by hand', () => {
  it.each([
    'source=${localEnv:HOME}/.claude,target=/home/node/.claude,type=bind',
    'source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude,target=/home/vscode/.claude,type=bind,consistency=cached',
    'source=${localEnv:HOME}/.claude.json,target=/home/node/.claude.json,type=bind',
    'source=${localEnv:HOME}/.claude/projects,target=/root/.claude/projects,type=bind',
    'source=${localEnv:HOME}/.claude/.credentials.json,target=/home/node/.claude/.credentials.json,type=bind,readonly',
    'source=claude-code-config-${devcontainerId},target=/home/node/.claude,type=volume',
    'source=claude-code-config,target=/root/.claude,type=volume',
    'source=~/.claude,target=/claude,type=bind',
    'source=/home/me/.claude,target=/claude,type=bind',
    'source=/Users/me/.claude,target=/claude,type=bind',
    'source=C:\\Users\\me\\.claude,target=/claude,type=bind',
    'source=${localEnv:USERPROFILE}\\.claude,target=/claude,type=bind',
    'source=${localEnv:HOME:/home/me}/.claude,target=/claude,type=bind',
    'source=${env:HOME}${env:USERPROFILE}/.claude,target=/claude,type=bind',
    'source=x,target=/var/lib/claude,type=volume',
    'source=x,target=${containerEnv:HOME}/.claude,type=volume',
    'source=x,target=/claude-home/.claude,type=volume',
    { source: '${localEnv:HOME}/.claude', target: '/home/node/.claude', type: 'bind', readonly: true },
  ])('is %j', (entry) => {
    expect(isHandMadeClaudeMount(read(entry))).toBe(true);
  });

  it.each([
    'source=${localWorkspaceFolder}/.claude,target=/workspaces/app/.claude,type=bind',
    'source=app-claude,target=/workspaces/app/.claude,type=volume',
    'source=app-claude,target=${containerWorkspaceFolder}/.claude,type=volume',
    'source=${localEnv:HOME}/.claude-work,target=/work,type=bind',
    'source=${localEnv:HOME}/.config,target=/home/node/.config,type=bind',
    'source=history,target=/home/node/.claude-history,type=volume',
    'source=${localEnv:HOME}/src/.claude,target=/src/.claude,type=bind',
    'source=cache,target=/var/lib/claude-cache,type=volume',
    'source=/home/me/.claude,target=/x,type=volume',
    'source=x,target=/claude-home,type=volume',
    'type=tmpfs,target=/tmp',
  ])('is not %j', (entry) => {
    expect(isHandMadeClaudeMount(read(entry))).toBe(false);
  });
});

it('the mounts that options of share write are ours and not made by hand', () => {
  const mounts = wantedMounts('share', {
    ...defaultShareOptions,
    memory: 'rw',
    tasks: true,
    allProjects: true,
  });
  expect(mounts).toHaveLength(3);
  for (const mount of mounts.map(read)) {
    expect(isOurMount(mount)).toBe(true);
    expect(isHandMadeClaudeMount(mount)).toBe(false);
  }
});

it('all projects are read-only, and by text, since an object’s flag is dropped', () => {
  const [mount] = wantedMounts('share', { ...defaultShareOptions, allProjects: true });
  expect(read(mount)).toMatchObject({ target: '/mnt/claude-host/projects', readonly: true });
});
