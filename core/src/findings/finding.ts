import type { FilePlace } from '../filePlace.ts';
import type { Mode } from '../share/options.ts';
import type { Advice } from './advice.ts';

/** How much it matters: `error`: state is lost, leaks or nothing starts; `warning`: it may; `information`: worth knowing. */
export type Severity = 'error' | 'warning' | 'information';

/** Where a check looks: the host, devcontainer.json, the container from outside, the container from inside. */
export type Place = 'host' | 'configuration' | 'container' | 'inside';

/** One thing that a check found. */
export interface Finding {
  /** Stable: the code of the check that found it. */
  readonly code: string;
  readonly severity: Severity;
  readonly place: Place;
  /** What is wrong, in one sentence. May hold text that a container wrote: whoever shows it escapes it. */
  readonly message: string;
  /** What was seen: paths, mounts, values; a line each, to be escaped as well. No secret. */
  readonly evidence: readonly string[];
  /** What to do next; each front end names our commands in its own way. */
  readonly fix: Advice;
  /** What `doctor --fix` does about it, where that is safe. */
  readonly action?: FixAction;
  /** What an editor offers, the best first, where nothing is done without the user's choice; never beside an action. */
  readonly offers?: readonly Offer[];
  /** Where in the text of devcontainer.json (UTF-16 offsets, as `DevcontainerDocument.text` counts), when it is about a part of it. */
  readonly range?: { readonly offset: number; readonly length: number };
  /** Where it stands when that is another file, which devcontainer.json names. */
  readonly at?: FilePlace;
}

/** How a finding is fixed, as data: each front end carries it out in its own way. */
export type FixAction =
  /** Make on this host what the mounts need. */
  | { readonly kind: 'prepare' }
  /** Write the mode again: as the user chose it last on this host, else as it is configured; never more than was chosen. */
  | { readonly kind: 'applyMode' }
  /** Change devcontainer.json: the whole new text, without byte order mark; nothing else in it differs. */
  | { readonly kind: 'edit'; readonly title: string; readonly text: string }
  /** Run `claude-state heal` in the container as root. */
  | { readonly kind: 'heal' }
  /** Run `claude-state bridge` in the container as the remote user. */
  | { readonly kind: 'bridge' }
  /** Replace the container by a new one; never without the user's word, for what it holds outside of mounts is lost. */
  | { readonly kind: 'recreate' };

export type FixKind = FixAction['kind'];

/** A fix that the user has to choose: what it takes out may be in use, what it sets up is a decision. `--fix` never does it. */
export type Offer =
  | Extract<FixAction, { kind: 'edit' }>
  /** Run the command `share`, with all that it shows and asks. */
  | { readonly kind: 'share' };

/** Those that are more than another text of devcontainer.json: an editor asks for them by their name. */
export type NamedFix = Exclude<FixKind | Offer['kind'], 'edit'>;

/** Those that `claude-state` does inside, by its commands of the same names. */
export type InsideFix = Extract<FixKind, 'heal' | 'bridge'>;

/** Those that are carried out as they are: nothing is shown or asked first. */
export type DirectFix = Exclude<NamedFix, 'applyMode' | 'recreate' | 'share'>;

const fixTitles: Readonly<Record<NamedFix, string>> = {
  prepare: 'Prepare this host',
  applyMode: 'Write the sharing set-up again',
  heal: 'Fix ownership in the container',
  bridge: 'Fix the links in the container',
  recreate: 'Rebuild the container',
  share: 'Share Claude sessions instead',
};

/** What can be done about a finding by us, the best first. */
export function fixesOf({
  action,
  offers = [],
}: Pick<Finding, 'action' | 'offers'>): readonly (FixAction | Offer)[] {
  return action ? [action, ...offers] : offers;
}

/** The title under which a fix is offered. @param mode that is configured */
export function fixTitle(kind: NamedFix, mode: Mode | undefined): string {
  return kind === 'applyMode' && mode === 'isolate' ? 'Write the isolation set-up again' : fixTitles[kind];
}

/** Checks a value from outside. */
export function isNamedFix(kind: unknown): kind is NamedFix {
  return typeof kind === 'string' && Object.hasOwn(fixTitles, kind);
}
