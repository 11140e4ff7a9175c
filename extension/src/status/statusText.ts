import { counted } from '@claude-sessions/core/counted.ts';
import { countWords } from '@claude-sessions/core/findings/countFindings.ts';
import type { Status } from '@claude-sessions/core/findings/status.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import type { WindowKind } from '../window/windowKind.ts';

/** One project's status in words; nothing in it comes from outside. */
export interface StatusText {
  /** With icons, as `$(name)`. */
  readonly text: string;
  /** The same in words, without what it is about. */
  readonly short: string;
  /** The same without the problems. */
  readonly word: string;
  /** A codicon. */
  readonly icon: string;
  /** A sentence, for the tooltip and for screen readers. */
  readonly meaning: string;
  readonly tone: 'plain' | 'warning' | 'error';
  readonly click: Click;
}

/** `share`, `troubleshoot`: our commands. `view`: shows the view. `file`: opens devcontainer.json. `trust`: VS Code's editor for it. */
export type Click = 'share' | 'troubleshoot' | 'view' | 'file' | 'trust';

/** For the tooltip. */
export const clickWords: Record<Click, string> = {
  share: 'Click to share.',
  troubleshoot: 'Click to troubleshoot.',
  view: 'Click to see the checks.',
  file: 'Click to open the file.',
  trust: 'Click to manage the trust in this window.',
};

/**
 * @param review of a project that is reviewed, or was
 * @returns undefined when there is nothing to show: no devcontainer.json
 */
export function statusText(
  status: Status,
  window: WindowKind,
  review?: EditorLook['review'],
): StatusText | undefined {
  const { state, mode, drift, errors, warnings } = status;
  if (state === 'none') return undefined;
  if (state === 'unreadable') {
    const meaning = 'devcontainer.json is not valid, so nothing was checked.';
    return { ...named('error', 'devcontainer.json is not valid'), meaning, tone: 'error', click: 'file' };
  }
  if (window === 'restricted') {
    const meaning = `${configured[mode]} This window is restricted, so only devcontainer.json was read.`;
    return { ...named('lock', restrictedWords[mode]), meaning, tone: 'plain', click: 'trust' };
  }
  if (state === 'drift') {
    const meaning = `The container is not as configured (${counted(drift, 'difference')}): rebuild it.`;
    return { ...named('warning', 'rebuild needed'), meaning, tone: 'warning', click: 'troubleshoot' };
  }
  const { icon, word } = words[state];
  const inside = state === 'reviewed' && window === 'container' ? ` ${takenOverByHost}` : '';
  const waits = review && review.pulls + review.pushes > 0 ? ` ${review.waiting}.` : '';
  const home = status.home ? ' Its user’s whole home is kept.' : '';
  const meaning = `${words[state].meaning}${home}${inside}${waits}`;
  const { text, short } = named(icon, word);
  const problems = countWords(errors, warnings);
  return {
    word,
    icon,
    text: `${text}${countIcons({ 'arrow-down': review?.pulls, 'arrow-up': review?.pushes, error: errors, warning: warnings })}`,
    short: problems ? `${short}, ${problems}` : short,
    meaning: problems ? `${meaning} ${problems}.` : meaning,
    tone: errors > 0 ? 'warning' : 'plain',
    click: clickOf(status, window),
  };
}

function named(icon: string, word: string): Pick<StatusText, 'text' | 'short' | 'word' | 'icon'> {
  return { text: `$(${icon}) Claude: ${word}`, short: word, word, icon };
}

/** Trouble goes first; and from inside nothing can be set up. */
function clickOf({ state, errors, warnings }: Status, window: WindowKind): Click {
  if (state === 'notSetUp' && window === 'host' && errors === 0) return 'share';
  return errors + warnings > 0 ? 'troubleshoot' : 'view';
}

const words = {
  shared: {
    icon: 'link',
    word: 'shared',
    meaning: 'Claude in this dev container is set up to share this project’s conversations with the host.',
  },
  reviewed: {
    icon: 'link',
    word: 'reviewed',
    meaning: 'Claude in this dev container is set up to work on a copy of this project’s conversations.',
  },
  isolated: {
    icon: 'shield',
    word: 'isolated',
    meaning: 'Claude in this dev container is set up to keep its state in a volume of its own.',
  },
  notSetUp: {
    icon: 'circle-slash',
    word: 'not set up',
    meaning: 'Not set up: Claude’s data in this container is lost when you rebuild it.',
  },
} as const;

/** This window cannot: the extension runs inside. */
const takenOverByHost =
  'What is written here comes to the host while VS Code has the project open there, under `claude-sessions pull --watch`, or with the next `claude-sessions pull`.';

const configured = {
  share: 'Claude is configured to be shared.',
  isolate: 'Claude is configured to be isolated.',
  none: 'Claude is not set up in devcontainer.json.',
} as const;

const restrictedWords = {
  share: 'configured to share',
  isolate: 'configured to isolate',
  none: 'not set up',
} as const;

function countIcons(counts: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(counts)
    .map(([icon, count]) => (count ? ` $(${icon}) ${count}` : ''))
    .join('');
}
