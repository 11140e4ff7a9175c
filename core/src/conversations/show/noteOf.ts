import { toObject } from '../../toObject.ts';
import type { JsonRecord } from '../../verify/jsonRecord.ts';
import type { ChainEntry } from './ChainEntry.ts';
import { given, textOf } from './given.ts';
import type { ShownCompaction, ShownNote } from './ShownItem.ts';

/** Attachments that a reader wants to see: what the user gave, and what changed the course of things. */
const telling: readonly string[] = [
  ...['file', 'directory', 'edited_text_file', 'edited_image_file', 'pdf_reference', 'inlined_image_paths'],
  ...[
    'selected_lines_in_ide',
    'selected_lines_in_diff',
    'opened_file_in_ide',
    'at_mention_reference',
    'mcp_resource',
  ],
  ...[
    'agent_mention',
    'hook_blocking_error',
    'hook_stopped_continuation',
    'hook_system_message',
    'queued_command',
  ],
  ...[
    'plan_mode',
    'plan_mode_exit',
    'max_turns_reached',
    'goal_status',
    'task_status',
    'command_permissions',
  ],
];

/** Members of an attachment that say what it is about, the first that is there. */
const subjects = [
  ...[
    'displayPath',
    'filename',
    'file_path',
    'filePath',
    'path',
    'planFilePath',
    'uri',
    'blockingError',
    'message',
  ],
  ...['condition', 'description', 'hookName', 'prompt', 'content', 'text', 'snippet'],
];

/** What a line says that is no message. */
export function noteOf({ uuid: id, type, kind, time }: ChainEntry, line: JsonRecord): ShownNote {
  const common = { kind: 'note', id, ...given('time', time) } as const;
  const what = kind ?? type;
  if (type === 'attachment') {
    return {
      ...common,
      what,
      isError: what.endsWith('_error'),
      isMinor: !telling.includes(what),
      text: subjectOf(toObject(line.attachment)),
    };
  }
  const isError = kind === 'api_error' || line.level === 'error';
  const isMinor =
    !isError && (type === 'progress' || kind === 'turn_duration' || kind === 'stop_hook_summary');
  return {
    ...common,
    what: kind === 'local_command' ? 'command' : what,
    isError,
    isMinor,
    text: isError ? errorText(line) : printed(textOf(line.content) ?? ''),
  };
}

/** What a command of the client printed, or a merged branch, without what marks it for Claude Code. */
function printed(text: string): string {
  return text.replace(/^<(local-command-std(?:out|err))>(.*)<\/\1>$/s, (_, _tag, inner) => inner);
}

function subjectOf(attachment: JsonRecord): string {
  const found = subjects
    .map((name) => attachment[name])
    .find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : '';
}

function errorText({ content, error }: JsonRecord): string {
  const { status, message, error: inner } = toObject(error);
  const said = textOf(content) ?? textOf(message) ?? textOf(toObject(toObject(inner).error).message);
  return (
    [typeof status === 'number' ? `${status}` : '', said ?? ''].filter(Boolean).join(' ') || 'The API failed.'
  );
}

export function compactionOf({ uuid: id, time }: ChainEntry, line: JsonRecord): ShownCompaction {
  const { trigger, preTokens } = toObject(line.compactMetadata);
  return {
    ...{ kind: 'compaction', id, ...given('time', time), ...given('trigger', textOf(trigger)) },
    ...given('tokens', typeof preTokens === 'number' ? preTokens : undefined),
  };
}
