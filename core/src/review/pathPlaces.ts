import { mayBePath } from '../verify/fileCalls.ts';
import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { lineTable } from '../verify/lineTable.ts';

/** How a path is named on the other side. */
export interface PathNames {
  /** What the client opens, or takes for a file that was read. It may be relative. */
  file(path: string): string;
  /** What is only said, where a relative path is right on both sides. */
  mention(path: string): string;
}

/** Members that name files: in the structured results of tools and in attachments, as real clients write them. */
export const pathMembers: ReadonlySet<string> = new Set(
  'file_path filePath notebook_path path filename filenames outputFile outputFilePath persistedOutputPath planFilePath scriptPath'.split(
    ' ',
  ),
);

/** Members of known tools that name the file or the folder that is worked on. */
export const inputMembers: ReadonlySet<string> = new Set('file_path filePath notebook_path path'.split(' '));
export const knownTools: ReadonlySet<string> = new Set(lineTable.tools.split(' '));

/**
 * A copy of a value, with each text changed by its member's name; in a list, by the list's. `__proto__` is left out, which
 * no client writes.
 */
export function mapTexts(
  value: unknown,
  change: (text: string, member: string) => string,
  member = '',
): unknown {
  if (typeof value === 'string') return change(value, member);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change, member));
  if (!isRecord(value)) return value;
  const copy: JsonRecord = {};
  for (const [name, each] of Object.entries(value))
    if (name !== '__proto__') copy[name] = mapTexts(each, change, name);
  return copy;
}

export const copyOf = (value: unknown): unknown => mapTexts(value, (text) => text);

/** A tool's input with its paths mapped: of a tool that is not known, whatever may be one. */
export function mapToolInput(tool: string, input: JsonRecord, names: PathNames): unknown {
  if (!knownTools.has(tool))
    return mapTexts(input, (text, member) => (mayBePath(member, text.trim()) ? names.mention(text) : text));
  const mapped = copyOf(input) as JsonRecord;
  for (const member of inputMembers) {
    const path = mapped[member];
    if (typeof path === 'string') mapped[member] = names.file(path);
    else delete mapped[member];
  }
  return mapped;
}

/** A structured result, or an attachment, with its paths mapped. */
export function mapResult(value: unknown, names: PathNames): unknown {
  return mapTexts(value, (text, member) => (pathMembers.has(member) ? names.mention(text) : text));
}
