import { isRecord, type JsonRecord } from './jsonRecord.ts';
import type { UnknownName } from './lineFact.ts';
import { lineTable } from './lineTable.ts';

const namesIn = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const lines = namesIn(lineTable.lines);
const attachments = namesIn(lineTable.attachments);
const heardOf = namesIn(lineTable.heardOf);
const subtypes = namesIn(lineTable.subtypes);
const members = namesIn(`type ${lineTable.members}`);

/** Lines that are the conversation itself. */
const chain = namesIn('user assistant system attachment');

export const isOfChain = ({ type }: JsonRecord): boolean => typeof type === 'string' && chain.has(type);

/** What of a line the catalogue of lines (`schemas/transcript-lines.json`) does not know to be harmless, or to act in a known way. */
export function unknownNames(line: JsonRecord): UnknownName[] {
  const { type } = line;
  if (typeof type !== 'string' || !lines.has(type)) return [inert('lines', nameOf(type))];
  const forms = oddForms(line, type).map((name) => acting('forms', name));
  if (!isOfChain(line)) return forms;
  const unknown = Object.keys(line)
    .filter((name) => !members.has(name))
    .map((name) => inert('members', name));
  if (type === 'system' && !isKnown(subtypes, line.subtype))
    unknown.push(inert('subtypes', nameOf(line.subtype)));
  if (type === 'attachment') unknown.push(...unknownAttachment(line));
  if (line.slug !== undefined && !isPlainName(line.slug)) forms.push(acting('forms', `${type}: slug`));
  return [...unknown, ...forms];
}

/** What was rendered is sent, whatever the type: of a type that nobody has heard of, that is its effect at least. */
function unknownAttachment({ attachment, rendered }: JsonRecord): UnknownName[] {
  const type = isRecord(attachment) ? attachment.type : undefined;
  if (isKnown(attachments, type)) return [];
  const acts = rendered !== undefined && !isKnown(heardOf, type);
  return [{ list: 'attachments', name: nameOf(type), acts }];
}

const inert = (list: UnknownName['list'], name: string): UnknownName => ({ list, name, acts: false });
const acting = (list: UnknownName['list'], name: string): UnknownName => ({ list, name, acts: true });

const isKnown = (list: ReadonlySet<string>, name: unknown) => typeof name === 'string' && list.has(name);

const nameOf = (name: unknown) =>
  typeof name === 'string' ? name : name === undefined ? '(none)' : '(no text)';

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrList = (value: unknown) => isText(value) || Array.isArray(value);
const isOneOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value);

/** Names the file of the conversation's plan, `plans/SLUG.md` of the config directory: with `..` in it, any Markdown file. */
const isPlainName = (value: unknown) => typeof value === 'string' && /^[\w-]*$/.test(value);

/** The members that act, by the type of the line, and the form that clients give them: of others it is not known what they do. */
const forms: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  user: { 'message.content': isTextOrList },
  assistant: { 'message.content': isTextOrList },
  attachment: {
    attachment: isRecord,
    rendered: Array.isArray,
    renderedRole: isOneOf('system', 'user'),
    'attachment.tasks': Array.isArray,
    'attachment.otherArmed': Array.isArray,
  },
  'file-history-snapshot': { snapshot: isRecord, 'snapshot.trackedFileBackups': isRecord },
  'file-history-delta': { trackingPath: isText, backup: isRecord },
  'worktree-state': { worktreeSession: isRecord, 'worktreeSession.worktreePath': isText },
  'agent-setting': { agentSetting: isText },
  mode: { mode: isText },
  'permission-mode': {
    permissionMode: isOneOf('default', 'plan', 'acceptEdits', 'auto', 'dontAsk', 'bypassPermissions'),
  },
};

function oddForms(line: JsonRecord, type: string): string[] {
  return Object.entries(Object.hasOwn(forms, type) ? (forms[type] ?? {}) : {})
    .filter(([path, fits]) => {
      const value = valueAt(line, path);
      return value !== undefined && value !== null && !fits(value);
    })
    .map(([path]) => `${type}: ${path}`);
}

function valueAt(line: JsonRecord, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), line);
}
