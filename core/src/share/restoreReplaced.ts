import { claudeCodeFeature } from '../devcontainer/claudeCode.ts';
import { DocumentEdit } from '../devcontainer/DocumentEdit.ts';
import { documentSource, documentValue, parseDocument } from '../devcontainer/document.ts';
import { configDirArguments } from '../mounts/configDirArguments.ts';
import { toObject } from '../toObject.ts';
import { orderMember } from './home.ts';
import type { OriginalRecord } from './original.ts';

/**
 * Puts back what our commands replaced, value by value, where the texts cannot be merged: Features, mounts, environment,
 * CLAUDE_CONFIG_DIR in `runArgs`, the order of Features and `initializeCommand` that were in the original and went by our doing. What the user took out stays out.
 * @param stripped the present file without what is ours
 * @returns its source with what was replaced
 */
export function restoreReplaced(stripped: string, current: string, record: OriginalRecord): string {
  const document = parseDocument(stripped);
  const edit = new DocumentEdit(document);
  const [original, ours, now] = [record.original, record.ours, current].map(readValue) as [
    Value,
    Value,
    Value,
  ];

  for (const place of ['features', 'containerEnv', 'remoteEnv']) {
    const [before, after, present] = [original, ours, now].map((value) => toObject(value[place])) as [
      Value,
      Value,
      Value,
    ];
    for (const [key, value] of Object.entries(before)) {
      const takenByUser = key in after && !(key in present);
      if (!takenByUser && edit.value(place, key) === undefined) edit.set([place], key, value);
    }
  }
  restoreMounts(edit, original, ours, now);
  restoreConfigDirArguments(edit, original);
  restoreOrder(edit, original, ours, now);
  const added = (value: Value) => claudeCodeFeature in toObject(value.features);
  if (added(ours) && !added(original) && added(now)) edit.remove(['features', claudeCodeFeature]);

  for (const key of ['initializeCommand', 'dockerComposeFile', orderMember]) {
    const untouched = same(now[key], ours[key]) && !same(edit.value(key), original[key]);
    if (untouched && original[key] !== undefined) edit.set([], key, original[key]);
    else if (untouched) edit.remove([key]);
  }
  return documentSource({ ...document, text: edit.text });
}

function restoreMounts(edit: DocumentEdit, original: Value, ours: Value, now: Value): void {
  const has = (list: unknown, entry: unknown) => toList(list).some((each) => same(each, entry));
  for (const entry of toList(original.mounts)) {
    const takenByUser = has(ours.mounts, entry) && !has(now.mounts, entry);
    if (!takenByUser && !has(edit.value('mounts'), entry)) edit.append(['mounts'], entry);
  }
}

/** Without what ours added to the order of Features; what the user took out or put in since is as it is now. */
function restoreOrder(edit: DocumentEdit, original: Value, ours: Value, now: Value): void {
  const current = edit.value(orderMember);
  if (same(now[orderMember], ours[orderMember]) || !Array.isArray(now[orderMember])) return;
  const has = (value: Value, entry: unknown) => toList(value[orderMember]).some((each) => same(each, entry));
  const left = toList(now[orderMember]).filter((entry) => has(original, entry) || !has(ours, entry));
  if (same(current ?? [], left)) return;
  if (left.length > 0) edit.set([], orderMember, left);
  else edit.remove([orderMember]);
}

/** Ours never has them: what is there now is the user's. */
function restoreConfigDirArguments(edit: DocumentEdit, original: Value): void {
  if (configDirArguments(edit.value()).length > 0) return;
  for (const arg of configDirArguments(original).flatMap(({ args }) => args)) edit.append(['runArgs'], arg);
}

type Value = Record<string, unknown>;

const readValue = (source: string): Value => toObject(documentValue(parseDocument(source)));

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
