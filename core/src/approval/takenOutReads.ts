import type { DevcontainerDocument } from '../devcontainer/document.ts';
import { nodeAt } from '../devcontainer/edit.ts';
import { claudePartOf, plainPath } from '../mounts/claudeSource.ts';
import { readConfigured } from '../share/readConfigured.ts';
import { lifecycleKeys } from './lifecycleCommands.ts';

/** A line that reads from a mount which a change takes out. */
export interface TakenOutRead {
  /** As shown. */
  readonly file: string;
  readonly line: number;
  /** The path in the container that is gone then. */
  readonly target: string;
}

/**
 * The paths in the container at which a change takes a mount of Claude's state out, and nothing comes in its place. In
 * a home's `~/.claude` our volume does.
 */
export function takenOutTargets(before: DevcontainerDocument, after: DevcontainerDocument): string[] {
  const targetsOf = (document: DevcontainerDocument) =>
    readConfigured(document).handMade.map(({ mount }) => mount.target);
  const stay = targetsOf(after);
  const gone = targetsOf(before).filter((target) => !stay.includes(target));
  return [...new Set(gone)].filter((target) => {
    const path = target.replace(/^\$\{containerEnv:HOME\}/, '~');
    return claudePartOf(path) === undefined && plainPath(target) !== '/';
  });
}

/** The lines of the lifecycle commands that read what is taken out. @param file as shown */
export function commandReads(
  { text }: Pick<DevcontainerDocument, 'text'>,
  file: string,
  targets: readonly string[],
): TakenOutRead[] {
  return lifecycleKeys.flatMap((key) => {
    const node = nodeAt(text, [key]);
    if (!node) return [];
    const before = text.slice(0, node.offset).split('\n').length - 1;
    const reads = scriptReads(text.slice(node.offset, node.offset + node.length), file, targets);
    return reads.map((read) => ({ ...read, line: read.line + before }));
  });
}

/** The lines of a script that read what is taken out; those that are comments alone are left out. */
export function scriptReads(text: string, file: string, targets: readonly string[]): TakenOutRead[] {
  const patterns = targets.map((target) => ({ target, pattern: patternOf(target) }));
  return text.split('\n').flatMap((content, index) => {
    if (/^\s*(#|\/\/)/.test(content)) return [];
    const found = patterns.find(({ pattern }) => pattern.test(content));
    return found ? [{ file, line: index + 1, target: found.target }] : [];
  });
}

/** A path as a shell may have it; no longer name that begins alike. */
function patternOf(target: string): RegExp {
  const path = target.replace(/\/+$/, '');
  const inHome = /^(?:\/root|\/home\/[^/]+|\$\{containerEnv:HOME\}|~)(\/.+)$/.exec(path)?.[1];
  const homes = inHome === undefined ? [] : ['~', '$HOME', '${HOME}', '${containerEnv:HOME}'];
  const forms = [path, ...homes.map((home) => `${home}${inHome}`)];
  return new RegExp(`(?:${forms.map(escaped).join('|')})(?![\\w.-]*[\\w-])`);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What is said of such a line. */
export function takenOutWarning({ file, line, target }: TakenOutRead): string {
  return `${file}:${line} reads ${target}, whose mount is taken out: it will not be there. Change that line before you rebuild.`;
}
