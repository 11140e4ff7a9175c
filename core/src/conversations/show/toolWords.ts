import type { JsonRecord } from '../../verify/jsonRecord.ts';
import type { ShownCall } from './ShownItem.ts';

/** The argument by which a reader knows what a tool did. */
const mainArguments: { readonly [tool: string]: readonly string[] } = {
  Agent: ['description', 'prompt'],
  AskUserQuestion: ['question', 'questions'],
  Bash: ['command'],
  BashOutput: ['bash_id'],
  Edit: ['file_path'],
  Glob: ['pattern'],
  Grep: ['pattern'],
  KillShell: ['shell_id'],
  MultiEdit: ['file_path'],
  NotebookEdit: ['notebook_path'],
  Read: ['file_path'],
  Skill: ['skill', 'command'],
  SlashCommand: ['command'],
  Task: ['description', 'prompt'],
  ToolSearch: ['query'],
  WebFetch: ['url'],
  WebSearch: ['query'],
  Write: ['file_path'],
};

/** As it stands there: it may have lines, and be long. */
export function mainArgument({ name, input }: Pick<ShownCall, 'name' | 'input'>): string {
  const named = Object.hasOwn(mainArguments, name) ? (mainArguments[name] ?? []) : [];
  const values = [...named.map((each) => input[each]), ...Object.values(input)];
  const text = values.find((value) => typeof value === 'string' && value !== '');
  return typeof text === 'string' ? text : '';
}

/** Members of a call that are shown in another form: the argument that stands beside its name, and what its diff shows. */
export function otherArguments(call: Pick<ShownCall, 'name' | 'input'>, hasDiff: boolean): JsonRecord {
  const main = mainArgument(call);
  const inDiff = ['old_string', 'new_string', 'content', 'edits', 'new_source'];
  const left = Object.entries(call.input).filter(
    ([name, value]) => value !== main && !(hasDiff && inDiff.includes(name)),
  );
  return Object.fromEntries(left);
}
