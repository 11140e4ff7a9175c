import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { UserError } from '../host/errors.ts';
import { sessionOf } from './makers.ts';
import type { ReviewReport } from './syncProject.ts';

/**
 * The session id under which this host has a conversation of a mirror, by the run in which that was pulled.
 * @param id as the mirror has it
 * @returns undefined when the run had nothing to do about it
 * @throws UserError when it was not pulled
 */
export function pulledAs(id: string, reports: readonly ReviewReport[]): string | undefined {
  const file = reports.flatMap(({ files }) => files).find(({ mirror }) => mirror === `${id}.jsonl`);
  if (!file) return undefined;
  const { outcome, host } = file;
  const named = (path: string) => sessionOf(path.slice(path.indexOf('/') + 1));
  switch (outcome.kind) {
    case 'forked':
      return named(outcome.to);
    case 'damaged':
      throw notPulled(id, outcome.how, 'The copy on this host, where there is one, is as it was.');
    case 'unreadable':
      throw notPulled(id, `it cannot be read (${shownLine(outcome.why)})`, 'Resume it with --container.');
    case 'waiting':
      throw notPulled(id, waitingWords[outcome.because], 'Run this again then.');
    default:
      return host === '' ? undefined : named(host);
  }
}

const waitingWords = {
  open: 'it is pulled once Claude Code on this host has closed it',
  written: 'it is being written right now',
  many: 'so many others were pulled that it comes the next time',
} as const;

const notPulled = (id: string, why: string, next: string) =>
  new UserError(`${id} was not pulled from the dev container: ${why}.`, next);
