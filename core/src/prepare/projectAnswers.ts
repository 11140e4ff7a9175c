import { toObject } from '../toObject.ts';
import { filterSettings } from './filterSettings.ts';
import { isSafeServer } from './safeServer.ts';
import { isDense, isTelling } from './secrets.ts';

/** By which folders the host's Claude Code knows a project. */
export interface ProjectFolders {
  /** The real path of the workspace. */
  readonly workspace: string;
  /** The top of its git repository, of a worktree that of the main one; the workspace where there is none. */
  readonly root: string;
}

export interface ProjectAnswers {
  /** JSON of one line, in ASCII; absent when the host's Claude Code does not trust the project. */
  readonly text?: string;
  readonly leftOut: readonly string[];
}

/** The lists of names and rules that are passed on, as `answers` in the catalogue has them. */
export const answerLists = ['allowedTools', 'enabledMcpjsonServers', 'disabledMcpjsonServers'] as const;

/**
 * What the container's Claude Code is told of this project, from the host's `.claude.json`: that it is trusted, and of what was
 * decided about it the members that the catalogue names, without what may hold a secret. Where the host does not trust the
 * project, nothing. Nothing of the account, of keys or of another project is looked at.
 * @param claudeJson its text, in characters and not in bytes; what is no JSON says nothing
 */
export function projectAnswers(claudeJson: string, folders: ProjectFolders): ProjectAnswers {
  const projects = toObject(toObject(parsed(claudeJson)).projects);
  if (!trustedBy(folders).some((folder) => entryOf(projects, folder).hasTrustDialogAccepted === true))
    return { leftOut: [] };
  const entry = entryOf(projects, folders.root);
  const lists = answerLists.map((name) => [name, ...safeTexts(name, entry[name])] as const);
  const servers = safeServers(toObject(entry.mcpServers));
  const decided = [
    ...lists.flatMap(([name, kept]) => (kept.length > 0 ? [[name, kept] as const] : [])),
    ...(Object.keys(servers.kept).length > 0 ? [['mcpServers', servers.kept] as const] : []),
  ];
  const leftOut = [...lists.flatMap(([, , names]) => names), ...servers.leftOut];
  const [trust, text] = [[], decided].map((members) => {
    // Trust stands first: where the top of the repository is another folder, claude-state cuts it off.
    const all = [['hasTrustDialogAccepted', true] as const, ...members];
    return `${inAscii(JSON.stringify(Object.fromEntries(all)))}\n`;
  });
  return text !== undefined && text.length <= maxLength
    ? { text, leftOut: leftOut.map(labelled) }
    : { ...(trust !== undefined && { text: trust }), leftOut: decided.map(([name]) => labelled(name)) };
}

/** What a shell can hand over in its environment. */
const maxLength = 100_000;

function labelled(name: string): string {
  return `.claude.json: ${name}`;
}

/** Claude Code's rule: the top of the repository, or a folder between it and the one where it starts. */
function trustedBy({ workspace, root }: ProjectFolders): string[] {
  const found = [root];
  for (let at = workspace; at.startsWith(root) && at.length > root.length; ) {
    found.push(at);
    at = at.replace(/[\\/]+[^\\/]*$/, '');
  }
  return [...found, workspace];
}

/** Keys are composed characters, and on Windows have slashes. */
function entryOf(projects: Readonly<Record<string, unknown>>, folder: string): Record<string, unknown> {
  const key = /^[A-Za-z]:\\/.test(folder) ? folder.replaceAll('\\', '/') : folder;
  return toObject(projects[key] ?? projects[key.normalize('NFC')]);
}

/** Filtered as the rules of settings.json are. @returns those that are kept, and names of the others */
function safeTexts(name: string, value: unknown): [kept: readonly string[], leftOut: string[]] {
  const texts = Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
  const { copy, leftOut } = filterSettings(JSON.stringify({ permissions: { allow: texts } }));
  const kept = toObject(toObject(parsed(copy ?? '')).permissions).allow;
  return [Array.isArray(kept) ? kept : [], leftOut.map((label) => label.replace('permissions.allow', name))];
}

function safeServers(servers: Readonly<Record<string, unknown>>) {
  const all = Object.entries(servers).map(([name, value]) => {
    const isPlain = /^[\w.-]{1,64}$/.test(name) && !isTelling(name) && !isDense(name);
    return { name: isPlain ? name : '(name withheld)', value, isSafe: isPlain && isSafeServer(value) };
  });
  return {
    kept: Object.fromEntries(all.filter(({ isSafe }) => isSafe).map(({ name, value }) => [name, value])),
    leftOut: all.filter(({ isSafe }) => !isSafe).map(({ name }) => `mcpServers.${name}`),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function inAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
