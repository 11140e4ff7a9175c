import fc from 'fast-check';
import { session } from './support.ts';

/** Values in the places that matter, of any kind. */
const names = [
  'type',
  'attachment',
  'snapshot',
  'trackedFileBackups',
  'backup',
  'trackingPath',
  'worktreeSession',
];
const more = [
  'worktreePath',
  'systemPrompt',
  'rendered',
  'renderedRole',
  'tasks',
  'prompt',
  'agentSetting',
  'sessionId',
  'permissionMode',
  'mode',
  'message',
  'content',
  'input',
  'file_path',
  'condition',
  'cwd',
];
/** Types of lines that act. */
export const types = [
  'attachment',
  'file-history-snapshot',
  'file-history-delta',
  'worktree-state',
  'agent-setting',
  'permission-mode',
  'mode',
  'user',
  'system',
];
const kinds = [
  'prompt_snapshot',
  'session_cron_carry',
  'goal_status',
  'hook_deferred_tool',
  'auto',
  'Read',
  'date',
  '__proto__',
  'constructor',
];
export const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...types, ...kinds, '/', '../..', '\u0000', session),
    fc.jsonValue(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names, ...more, '__proto__'), tie('any'), { maxKeys: 6 }),
  ),
})).any;
