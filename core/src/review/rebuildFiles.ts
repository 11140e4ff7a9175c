import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { isWithinBounds } from '../verify/lineBounds.ts';

/** How a file beside a transcript comes along. */
export type RebuiltAs = 'transcript' | 'meta' | 'text';

/** The folders of a conversation in which they lie. */
export const rebuiltFolders = ['subagents', 'tool-results'] as const;

const conversation = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const files: readonly (readonly [RegExp, RebuiltAs])[] = [
  [new RegExp(`^${conversation}/subagents/agent-[\\w-]{1,80}\\.jsonl$`), 'transcript'],
  [new RegExp(`^${conversation}/subagents/agent-[\\w-]{1,80}\\.meta\\.json$`), 'meta'],
  [
    new RegExp(
      `^${conversation}/tool-results/(?!(?:con|prn|aux|nul|com\\d|lpt\\d)\\.)[\\w-]{1,80}\\.(?:txt|json)$`,
      'i',
    ),
    'text',
  ],
];

/**
 * How a file of a conversation's folder comes along; undefined when it does not.
 * @param path below the project's folder, with `/`: `<id>/subagents/agent-1.jsonl`
 */
export function rebuiltAs(path: string): RebuiltAs | undefined {
  return files.find(([form]) => form.test(path))?.[1];
}

const isText = (value: unknown) => typeof value === 'string' && value.length <= 10_000;
const isFlag = (value: unknown) => typeof value === 'boolean';

/** Members of an agent's `.meta.json`: what it was asked, and by which call. Its model and its permissions are the writer's own. */
const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  agentType: isText,
  isBuiltIn: isFlag,
  description: isText,
  toolUseId: isText,
  spawnDepth: (value) => Number.isSafeInteger(value),
  finished: isFlag,
};

/** An agent's `.meta.json`, rebuilt; undefined when it is none. */
export function rebuildMeta(text: string): string | undefined {
  if (text.length > 100_000 || !isWithinBounds(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isText(value.agentType)) return undefined;
  const rebuilt: JsonRecord = {};
  for (const [name, fits] of Object.entries(members)) if (fits(value[name])) rebuilt[name] = value[name];
  return JSON.stringify(rebuilt);
}
