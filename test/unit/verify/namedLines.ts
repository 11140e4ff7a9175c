import { session } from './support.ts';

export const line = (value: object) => ({ sessionId: session, ...value });
export const attachment = (type: string, more: object = {}, beside: object = {}) =>
  line({ type: 'attachment', attachment: { type, ...more }, ...beside });

export const mode = (permissionMode: unknown, more: object = {}) =>
  line({ type: 'permission-mode', permissionMode, ...more });

/** Lines that act, and how that is called. */
export const actingLines: readonly (readonly [object, string])[] = [
  [
    attachment('hook_deferred_tool', { toolName: 'Bash', toolInput: { command: 'x' } }),
    'error deferred-call',
  ],
  [attachment('hook_deferred_tool'), 'error deferred-call'],
  [attachment('goal_status', { met: false, condition: 'all is done' }), 'warning goal-open'],
  [mode('auto'), 'warning permission-mode'],
  [mode('acceptEdits'), 'information permission-mode'],
  [mode('dontAsk'), 'information permission-mode'],
  [mode('plan'), 'information permission-mode'],
  [line({ type: 'mode', mode: 'coordinator' }), 'warning other-mode'],
  [line({ type: 'ended-by-model' }), 'information client-stops'],
  [line({ type: 'repl-mode', replMode: true }), 'information client-stops'],
  [attachment('peer_mention'), 'information client-stops'],
  [
    line({ type: 'worktree-state', worktreeSession: { worktreePath: '/home/me/other' } }),
    'error worktree-elsewhere',
  ],
];

/** Lines that nobody knows to be harmless. */
export const unknownLines: readonly (readonly [object, string])[] = [
  [line({ type: 'late-kind' }), 'warning'],
  [line({ type: 'marble-origami-commit' }), 'warning'],
  [line({ kind: 'no type' }), 'warning'],
  [attachment('late_kind'), 'warning'],
  [attachment('late_kind', {}, { rendered: [{ content: 'x' }], renderedRole: 'user' }), 'error'],
  [attachment('advisor_tool', {}, { rendered: [{ content: 'x' }], renderedRole: 'user' }), 'warning'],
  [attachment('constructor'), 'warning'],
  [line({ type: 'system', subtype: 'late_kind' }), 'warning'],
  [line({ type: 'user', novel: 1 }), 'warning'],
  [JSON.parse('{"type":"user","__proto__":1}'), 'warning'],
  [mode('anything'), 'error'],
  [mode(['auto']), 'error'],
  [line({ type: 'worktree-state', worktreeSession: '/home/me/other' }), 'error'],
  [line({ type: 'file-history-snapshot', snapshot: { trackedFileBackups: ['x'] } }), 'error'],
  [attachment('session_cron_carry', { tasks: { prompt: 'x' } }), 'error'],
];
