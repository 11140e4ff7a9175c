import type { Conversation } from '../conversations/Conversation.ts';

/** Which conversations are to go. */
export interface LetGoRules {
  /** Not changed for so long, in milliseconds. */
  readonly olderThan?: number | undefined;
  /** Bytes. */
  readonly largerThan?: number | undefined;
  /** Where any of these is asked for, only those that are one of them. */
  readonly empty?: boolean | undefined;
  readonly remnants?: boolean | undefined;
  readonly headless?: boolean | undefined;
}

const units: Record<string, number> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** Milliseconds of `90d`, `12h`, `4w`; undefined of what is no such text. */
export function parseAge(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,5})([hdw])$/.exec(text.trim()) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? 0);
}

const sizes: Record<string, number> = { '': 1, k: 1000, m: 1000 ** 2, g: 1000 ** 3 };

/** Bytes of `10MB`, `500k`, `1.5G`; undefined of what is no such text. */
export function parseSize(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?) ?([kmg]?)b?$/.exec(text.trim().toLowerCase()) ?? [];
  return count === undefined ? undefined : Number(count) * (sizes[unit] ?? 1);
}

/** Why a conversation stays that the rules would let go. */
export type Spared = 'open' | 'waiting' | 'unknown-project';

/** Whether the rules let a conversation go. Without any they let none. */
export function letsGo(rules: LetGoRules, conversation: Conversation, now: number): boolean {
  const { olderThan, largerThan, empty, remnants, headless } = rules;
  const kinds = [
    ...(empty ? [conversation.isEmpty && !conversation.isRemnant] : []),
    ...(remnants ? [conversation.isRemnant] : []),
    ...(headless ? [conversation.isHeadless] : []),
  ];
  const limits = [
    ...(olderThan === undefined ? [] : [now - conversation.changedAt > olderThan]),
    ...(largerThan === undefined ? [] : [conversation.size > largerThan]),
  ];
  if (kinds.length + limits.length === 0) return false;
  return (kinds.length === 0 || kinds.includes(true)) && !limits.includes(false);
}
