const tools = [
  ...[
    'Agent',
    'BashOutput',
    'CronCreate',
    'CronDelete',
    'CronList',
    'Edit',
    'EnterPlanMode',
    'EnterWorktree',
  ],
  ...[
    'ExitPlanMode',
    'ExitWorktree',
    'Glob',
    'Grep',
    'KillShell',
    'ListMcpResourcesTool',
    'Monitor',
    'MultiEdit',
  ],
  ...[
    'NotebookEdit',
    'Read',
    'Skill',
    'SlashCommand',
    'Task',
    'TaskCreate',
    'TaskGet',
    'TaskList',
    'TaskOutput',
  ],
  ...['TaskStop', 'TaskUpdate', 'TodoWrite', 'ToolSearch', 'Write', 'mcp__eyes__look'],
];

const hook = (command: string, matcher?: string) => [
  { ...(matcher && { matcher }), hooks: [{ type: 'command', command }] },
];

const context = (event: string) =>
  `echo '${JSON.stringify({ hookSpecificOutput: { hookEventName: event, additionalContext: 'more' } })}'`;

/** A prompt with this word is refused by a hook. */
export const refusedWord = 'refuse-this';

/** Settings of both sides: what is allowed, and hooks that say something, add something, fail and refuse. */
export const settings = {
  permissions: {
    defaultMode: 'default',
    allow: [...tools, 'Bash(ls:*)', 'Bash(echo:*)', 'Bash(seq:*)', 'Bash(sleep:*)'],
  },
  hooks: {
    SessionStart: hook('echo hooked'),
    UserPromptSubmit: [
      ...hook(context('UserPromptSubmit')),
      ...hook(`! grep -q ${refusedWord} || { echo no >&2; exit 2; }`),
    ],
    PreToolUse: hook('true', 'Read'),
    PostToolUse: [...hook('echo hooked', 'Bash'), ...hook('echo odd >&2; exit 1', 'Glob')],
    PreCompact: hook('echo hooked'),
    SubagentStop: hook('echo hooked'),
    Stop: hook('echo hooked'),
    SessionEnd: hook('echo hooked'),
  },
};
