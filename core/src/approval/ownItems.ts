import { claudeCodeFeature } from '../devcontainer/claudeCode.ts';
import { featureReference } from '../features.ts';
import { isHandMadeClaudeMount } from '../mounts/claudeMount.ts';
import { parseMount } from '../mounts/parseMount.ts';
import { prepareCommand } from '../share/initializeCommand.ts';
import { tokenReference, tokenVariable } from '../share/login.ts';
import {
  type Chosen,
  defaultShareOptions,
  needsPrepare,
  wantedFeatures,
  wantedMounts,
} from '../share/options.ts';
import { otelMembers } from '../share/otel.ts';
import { samePathMembers } from '../share/samePath.ts';
import { scriptWords } from '../share/scriptWords.ts';

import type { Difference } from './compareItems.ts';
import type { ApprovalItem } from './item.ts';
import { isPin } from './lockedFeatures.ts';

export interface Own {
  /** Absent when none of our commands is known to have been run here. */
  readonly chosen?: Chosen | undefined;
  /** Where our Features are published, from a setting of the host; never a folder of the project. */
  readonly collections: readonly string[];
  /** The prepare script, relative to the workspace folder. */
  readonly scriptPath: string;
  /** The service that is the dev container, where Docker Compose is used. */
  readonly service?: string | undefined;
  /** Files that this version writes, as it writes them, by their paths as shown. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * True when an item is our own, unchanged, and as the user chose: nothing to ask about. What the user did not choose
 * (a container could have added one of our mounts that shares more) is asked about.
 */
export function isOwnItem({ part, name, text }: ApprovalItem, own: Own): boolean {
  switch (part) {
    case 'features':
      return text === '{}' && (name === claudeCodeFeature || chosenFeatures(own).includes(name));
    case 'mounts':
      return chosenMounts(own).includes(text);
    case 'remoteEnv':
      if (name === tokenVariable) return own.chosen?.options.login === 'token' && text === tokenReference;
      return own.chosen !== undefined && otelMembers(own.chosen.options.otel)[name] === text;
    case 'workspaceMount':
      return own.chosen?.options.samePath === true && text === samePathMembers(false).workspaceMount;
    case 'initializeCommand':
      return ownCommands(own).some(
        (command) => text === (typeof command === 'string' ? command : JSON.stringify(command, null, 2)),
      );
    case 'image':
      return /^mcr\.microsoft\.com\/devcontainers\/[\w./:@-]+$/.test(text);
    case 'file': {
      const expected = own.files.get(name);
      // Git may check others than the shell's out with line ends of Windows, which they do not mind.
      return (
        expected !== undefined &&
        (text === expected || (!name.endsWith('.sh') && text.replaceAll('\r\n', '\n') === expected))
      );
    }
    default:
      return false;
  }
}

/** True when the user has to say yes. A difference that takes something of the host away from the container needs no consent. */
export function needsConsent(difference: Difference, own: Own): boolean {
  if (difference.kind === 'added' && isPin(difference.item)) return false;
  if (difference.kind !== 'removed') return !isOwnItem(difference.item, own);
  const { before } = difference;
  if (before.own || before.part === 'containerEnv' || before.part === 'remoteEnv') return false;
  // Those our commands take out themselves.
  const mount = before.part === 'mounts' ? parseMount(parsedEntry(before.text)) : undefined;
  return !(mount && isHandMadeClaudeMount(mount));
}

/**
 * With Docker Compose it says what is shared: only what was chosen is our own. Review takes something of the host away from the
 * container; that it ends is the user's to choose.
 */
function ownCommands({ scriptPath, service, chosen }: Own): (string | string[])[] {
  if (service !== undefined && !chosen) return [];
  const options = chosen?.options ?? defaultShareOptions;
  const mode = chosen?.mode === 'isolate' && needsPrepare('isolate', options) ? 'isolate' : 'share';
  const reviews = options.review ? [true] : [false, true];
  return reviews.map((review) =>
    prepareCommand(scriptPath, scriptWords({ ...options, review }, service, mode)),
  );
}

function chosenMounts({ chosen, service }: Own): readonly string[] {
  return chosen ? wantedMounts(chosen.mode, chosen.options, service !== undefined) : [];
}

function chosenFeatures({ chosen, collections, service }: Own): string[] {
  if (!chosen) return [];
  const published = collections.filter((collection) => !collection.startsWith('.'));
  const wanted = wantedFeatures(chosen.mode, chosen.options, service !== undefined);
  return published.flatMap((collection) => wanted.map((id) => featureReference(collection, id)));
}

function parsedEntry(text: string): unknown {
  try {
    return text.startsWith('{') ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}
