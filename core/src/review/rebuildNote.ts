import { hiddenCharacters } from '../hiddenCharacters.ts';
import type { JsonRecord } from '../verify/jsonRecord.ts';
import type { Chain } from './Chain.ts';
import { isTime, isUuid, linkTo } from './memberRules.ts';
import { copyOf } from './pathPlaces.ts';

/** How long a title or a name may be: the terminal shows a line. */
const maxShown = 4000;

type Rule = (value: unknown, chain: Chain) => unknown;

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const only =
  (fits: (value: unknown) => boolean): Rule =>
  (value) =>
    fits(value) ? value : undefined;

/** A text that the terminal or the picker shows, on one line. */
const shown: Rule = (value) =>
  typeof value === 'string'
    ? value.slice(0, maxShown).replace(/\s+/g, ' ').replace(hiddenCharacters, '').trim()
    : undefined;

const link: Rule = (value, chain) => linkTo(value, chain) ?? undefined;
const plainText: Rule = only((value) => typeof value === 'string' && /^[\w./-]{0,200}$/.test(value));
const webAddress: Rule = only(
  (value) => typeof value === 'string' && /^https:\/\/[\w.-]+(?::\d+)?\/[\w./~%-]{0,500}$/.test(value),
);
const said: Rule = (value) => (typeof value === 'string' || Array.isArray(value) ? copyOf(value) : undefined);
const id: Rule = only(isUuid);
const time: Rule = only(isTime);
const flag: Rule = only((value) => typeof value === 'boolean');

/** Lines beside the conversation that come along: their members, and the one without which the line says nothing. */
const notes: Readonly<
  Record<string, { readonly needs?: string; readonly members: Readonly<Record<string, Rule>> }>
> = {
  summary: { needs: 'summary', members: { summary: shown, leafUuid: link } },
  'custom-title': { needs: 'customTitle', members: { customTitle: shown } },
  'ai-title': { needs: 'aiTitle', members: { aiTitle: shown } },
  'agent-name': { needs: 'agentName', members: { agentName: shown } },
  'agent-color': { needs: 'agentColor', members: { agentColor: plainText } },
  tag: { needs: 'tag', members: { tag: shown } },
  'last-prompt': { members: { lastPrompt: shown, leafUuid: link, explicit: flag } },
  'pr-link': {
    needs: 'prUrl',
    members: { prNumber: only(isNumber), prUrl: webAddress, prRepository: plainText, timestamp: time },
  },
  'queue-operation': {
    needs: 'operation',
    members: {
      operation: plainText,
      timestamp: time,
      content: said,
      reason: plainText,
      commandUuid: id,
      deliveryId: id,
    },
  },
};

export const isNote = (type: string): boolean => Object.hasOwn(notes, type);

/** @param hasSession the line names its session; old summaries do not */
export function rebuildNote(
  line: JsonRecord,
  type: string,
  hostSession: string | undefined,
  chain: Chain,
): JsonRecord | undefined {
  const { needs, members } = notes[type] ?? { members: {} };
  const rebuilt: JsonRecord = { type };
  for (const [name, rule] of Object.entries(members)) {
    const value = Object.hasOwn(line, name) ? rule(line[name], chain) : undefined;
    if (value !== undefined) rebuilt[name] = value;
  }
  const isEmpty = needs === undefined ? Object.keys(rebuilt).length === 1 : rebuilt[needs] === undefined;
  if (isEmpty) return undefined;
  return hostSession === undefined ? rebuilt : { ...rebuilt, sessionId: hostSession };
}
