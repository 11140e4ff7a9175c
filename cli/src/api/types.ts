import type { TextChange } from '@claude-sessions/core/devcontainer/textChanges.ts';
import type { CheckResult } from '@claude-sessions/core/findings/check.ts';
import type { DirectFix } from '@claude-sessions/core/findings/finding.ts';
import type { Status } from '@claude-sessions/core/findings/status.ts';
import type { ReportFacts } from '@claude-sessions/core/report/issueReport.ts';
import type { Change } from '@claude-sessions/core/share/describeChanges.ts';
import type { Disclosure } from '@claude-sessions/core/share/disclosure.ts';
import type { Login } from '@claude-sessions/core/share/login.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import type { SnapshotReason } from '@claude-sessions/core/snapshots/Snapshot.ts';
import type { ModelDay } from '@claude-sessions/core/stats/ModelDay.ts';
import type { Stats } from '@claude-sessions/core/stats/Stats.ts';
import type { BranchRequest, MadeBranch } from '../conversations/branch/branchConversation.ts';
import type { FoundConversation } from '../conversations/findConversations.ts';
import type { MadeMerge } from '../conversations/merge/mergeConversation.ts';
import type { SearchMemory } from '../conversations/search/SearchMemory.ts';
import type { SearchOptions } from '../conversations/search/searchTranscripts.ts';
import type { Look } from '../facts/lookAt.ts';
import type { GuardState } from '../guard/guardState.ts';
import type { PrepareResult } from '../prepare/prepareWorkspace.ts';
import type { ReviewLook } from '../review/reviewLook.ts';
import type { RollbackPlan } from '../snapshots/snapshots.ts';
import type { Searched, SearchRequest } from './searchConversations.ts';
import type { EditorSettings } from './settings.ts';

/** A dev container of a folder, there or not: the folder and its devcontainer.json. */
export interface Project {
  /** The workspace folder as it was opened, absolute. */
  readonly folder: string;
  /** The devcontainer.json, absolute. It need not exist. */
  readonly configFile: string;
  /** The same relative to the folder, with `/`; as shown. */
  readonly file: string;
}

export type { ReportFacts, RollbackPlan };

export interface LookRequest {
  /**
   * `full`: host, engine, and inside by `exec`. `configuration`: reads devcontainer.json and starts no process. `inside`: from
   * within the container, with host and engine unknown.
   */
  readonly scope: 'full' | 'configuration' | 'inside';
  readonly settings: EditorSettings;
  /** The text of devcontainer.json in an editor, with what is not saved. */
  readonly text?: string;
  readonly signal?: AbortSignal;
}

export interface EditorLook {
  readonly project: Project;
  /** devcontainer.json as it was looked at; undefined when there is none. */
  readonly source: string | undefined;
  readonly mode: Mode;
  /** Those that *share* goes by where none are stated: chosen last on this host, else configured, else the user's defaults. */
  readonly options: ShareOptions;
  /** By a command on this host, or by the user's defaults. */
  readonly loginIsChosen: boolean;
  readonly status: Status;
  readonly results: readonly CheckResult[];
  /** Why a check could not look, as a clause. */
  whyUnknown(result: CheckResult): string;
  readonly container?: { readonly name: string; readonly running: boolean };
  /** This project's conversations on the host; undefined where the host was not looked at. */
  readonly conversations?: number;
  readonly home: string;
  /** It is a personal configuration, made of the team's and anew each time: an edit does not stay in it. */
  readonly isMade?: boolean;
  /** The version of `claude-state` in the container, where it says so. */
  readonly versionInside?: string;
  /** Who is logged in there, in a few words. */
  readonly login?: string;
  /** Whether the guard is on, on this host; undefined where it was not looked at, and on Windows, where there is none. */
  readonly guard?: GuardState;
  /** What waits to be carried and what was left out, of a project that is reviewed or was; undefined where the host was not looked at. */
  readonly review?: ReviewLook;
  /** For the fixes to go by; nothing for an editor to read. */
  readonly look?: Look;
}

export interface ModeRequest {
  readonly mode: Mode;
  /** As chosen last on this host, else as configured, else the defaults. */
  readonly options?: ShareOptions;
  /** Before that of the options. */
  readonly login?: Login;
  /** The text of the named devcontainer.json in an editor, with what is not saved. */
  readonly text?: string;
  /** Makes a devcontainer.json where there is none. */
  readonly create?: boolean;
  readonly personal?: boolean;
  readonly installClaude?: boolean;
  readonly settings: EditorSettings;
  readonly signal?: AbortSignal;
}

/** A change of mode, worked out and not made. */
export interface PlannedChange {
  readonly project: Project;
  readonly mode: Mode;
  /** devcontainer.json as it is and as it is to be; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
  /** The files beside devcontainer.json, by absolute paths. */
  readonly otherFiles: readonly { path: string; change: 'created' | 'changed' | 'deleted' }[];
  readonly changes: readonly Change[];
  /** Sentences. */
  readonly warnings: readonly string[];
  /** Ways by which the container reaches more than is shared, a phrase each. */
  readonly breaches: readonly string[];
  readonly disclosure: Disclosure;
  /** Questions of Claude Code at its first start inside, in a user's words. */
  readonly asks: readonly string[];
  /** Nothing is seen to install Claude Code. `missing`: nothing does; `unseen`: the image may bring it. */
  readonly claudeCode?: 'missing' | 'unseen';
  readonly unchanged: boolean;
  /**
   * Makes the change: the host first, then the record and the scripts, devcontainer.json last by `writeConfig`, which
   * makes sure that the text is still `before`.
   * @throws UserError, or what `writeConfig` threw: then all is as it was, but for what was prepared on the host, which
   *   does no harm
   */
  carryOut(writeConfig: (before: string | null, after: string | null) => Promise<void>): Promise<MadeChange>;
}

export interface MadeChange {
  /** The path of a copy of the file as it was before the first command, when it cannot be restored to the byte. */
  readonly kept?: string;
  /** Paths on the host. */
  readonly made: readonly string[];
  /** Settings that the container does not get, by name. */
  readonly leftOut: readonly string[];
  /** A sentence each: what could not be done beside it, and why. */
  readonly notes: readonly string[];
  /** Paths in the prepared folder that are not ours: left for the user to look at. */
  readonly left: readonly string[];
}

export interface FixResult {
  readonly done: boolean;
  /** A sentence: what was done, or why not. May hold a container's own words: to be escaped. */
  readonly what: string;
}

/** A conversation of a folder, without its prompts. All that it says may have been written by a container: to be escaped. */
export interface EditorConversation extends FoundConversation {
  /** The folder that it was listed for, absolute. */
  readonly folder: string;
  /** Tells it from every other of the folder, and stays the same. */
  readonly key: string;
}

/** The conversations of a folder's project, the one that was changed last first. */
export interface ListedConversations {
  readonly conversations: readonly EditorConversation[];
  /** What could not be looked at, a sentence each, to be escaped. */
  readonly leftOut: readonly string[];
}

/** A conversation as Markdown, to be read: everything in it is text. */
export interface ConversationText {
  readonly text: string;
  /** The line in which each message begins, from 0, in order. */
  readonly messages: readonly { readonly id: string; readonly line: number }[];
}

/** A conversation in which words were said. */
export interface ConversationHits {
  readonly conversation: EditorConversation;
  /** What stands around the words, to be escaped, and the uuid of the message. */
  readonly hits: readonly { readonly text: string; readonly message?: string }[];
}

export interface FolderSearchOptions {
  readonly signal: AbortSignal;
  /** Kept from one search to the next: see `newSearchMemory`. */
  readonly memory?: SearchMemory;
  /** So many conversations of each folder at most. */
  readonly limit: number;
  /** Told of each as soon as it is found. */
  readonly onHit: (found: ConversationHits) => void;
}

/** A snapshot of a folder's project: what it has, in numbers. */
export interface EditorSnapshot {
  /** The workspace folder as it was opened, absolute. */
  readonly folder: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  readonly reason: SnapshotReason;
  /** The user's own words, to be escaped. */
  readonly name?: string;
  /** It is of some conversations alone. */
  readonly isPart: boolean;
  /** Of all files in it, in bytes. */
  readonly size: number;
  /** Session ids. */
  readonly conversations: readonly string[];
}

/** A snapshot that was just taken. */
export interface TakenForEditor {
  readonly snapshot: EditorSnapshot;
  /** Bytes that were new. */
  readonly newBytes: number;
  /** What could not be kept, a sentence each, to be escaped. */
  readonly leftOut: readonly string[];
}

/** A conversation that a snapshot has more of than there is. */
export interface KeptForEditor {
  readonly session: string;
  /** To be escaped. */
  readonly title?: string;
  /** It is gone; else it is shorter than it was. */
  readonly isGone: boolean;
  /** Bytes that were kept, and when they were written last, in milliseconds since 1970. */
  readonly size: number;
  readonly changedAt: number;
}

/** What the conversations of projects came to. Names in it are to be escaped. */
export interface EditorUsage {
  readonly stats: Stats;
  /** Each model on each day. */
  readonly modelDays: readonly ModelDay[];
  /** What could not be read, a sentence each, to be escaped. */
  readonly leftOut: readonly string[];
}

/** Whoever has a project's conversations carried. */
export interface ReviewWatcher {
  /** Given sentences of what the user has to know, to be escaped, each once. */
  tell(lines: readonly string[]): void;
  /** `EditorLook.review` is another than before. */
  changed(): void;
  /** It ended. */
  failed(error: unknown): void;
}

/** The Node host for an editor. Nothing of it prints, asks, or changes the environment of the process. */
export interface Api {
  /** Every devcontainer.json of a folder that the specification allows, the personal one too; the default one first. */
  findProjects(folder: string): Promise<Project[]>;
  /** The folders below one without a devcontainer.json that have one, relative to it with `/`: what commands name there. Starts nothing. */
  foldersBelow(folder: string): Promise<string[]>;
  /** @throws UserError when devcontainer.json is no text; the signal's reason when it was aborted */
  lookAtProject(project: Project, request: LookRequest): Promise<EditorLook>;
  /** @throws UserError when it cannot be made */
  planModeChange(
    folder: string,
    configFile: string | undefined,
    request: ModeRequest,
  ): Promise<PlannedChange>;
  /** For the fix `applyMode`: the mode as it was chosen last on this host, else as it is configured. */
  planModeAgain(look: EditorLook, settings: EditorSettings): Promise<PlannedChange>;
  /** Makes on this host what the mounts need; undefined when they need nothing. @throws UserError */
  prepareProject(project: Project, settings?: EditorSettings): Promise<PrepareResult | undefined>;
  carryOutFix(look: EditorLook, kind: DirectFix, settings: EditorSettings): Promise<FixResult>;
  /**
   * Turns the guard on, with a copy of the editor's program to run, or makes it current.
   * @returns the settings.json that was edited, none where it was on already
   * @throws UserError when settings.json must not or cannot be edited; nothing is changed then
   */
  turnGuardOn(nodeFolder: string): Promise<string[]>;
  /** Turns the guard off, and offers it no more. @returns the settings.json that were edited @throws UserError */
  turnGuardOff(): Promise<string[]>;
  /** Whether somebody who shares a project is to be asked: not where it is on, nor where they said no. */
  offersGuard(): Promise<boolean>;
  /** Remembers that the user wants no guard, until it is turned on. */
  declineGuard(): Promise<void>;
  /** Makes a guard that runs a copy of the editor's program current: after an update, and where something of it is gone. */
  keepGuard(nodeFolder: string): Promise<void>;
  /** The words by which the command line brings this dev container up anew, as it is configured. */
  rebuildArguments(look: EditorLook, settings: EditorSettings): string[];
  /** Tells of what happens to dev containers of these folders, until it is disposed of or the engine ends it. */
  watchEngine(
    settings: EditorSettings,
    folders: readonly string[],
    onEvent: () => void,
    onEnd: (reason: string) => void,
  ): { dispose(): void };
  /**
   * Carries a reviewed project's conversations, until it is disposed of; undefined when it has no mirror, after what was set aside was
   * taken over.
   */
  watchReview(project: Project, watcher: ReviewWatcher): Promise<{ dispose(): void } | undefined>;
  /** @param settings also those in volumes of containers, by the engine that they name @throws UserError when the folder is gone */
  listConversations(folder: string, settings?: EditorSettings): Promise<ListedConversations>;
  /** @param others among which those are that were forked from it @throws UserError when it is not there any more */
  conversationText(
    conversation: EditorConversation,
    others: readonly EditorConversation[],
  ): Promise<ConversationText>;
  /** Searches what was said in the conversations of folders' projects. @param words as they are typed @throws the signal's reason */
  searchFolders(folders: readonly string[], words: string, options: FolderSearchOptions): Promise<void>;
  /** Tells whenever one of this host was written, begun or deleted, until it is disposed of. */
  watchConversations(folders: readonly string[], changed: () => void): { dispose(): void };
  /**
   * Searches what people and Claude said, what tools were given and gave, and titles; what is found is handed over as it is, newest first.
   * @param words of `splitQuery`, those that a message has to have
   * @throws the reason of the signal, once nothing runs any more
   */
  searchConversations(
    words: readonly string[],
    request: SearchRequest,
    options: SearchOptions,
  ): Promise<Searched>;
  /** For somebody who types: `memory` of the options, kept from one search to the next. */
  newSearchMemory(): SearchMemory;
  /** The words of a line that somebody types, phrases in quotes. None where there is nothing to search for. */
  splitQuery(line: string): string[];
  /** Keeps the login that this host hands to containers up to date, until it is disposed of. @param failed told when it ended */
  watchHostLogin(failed: (error: unknown) => void): Promise<{ dispose(): void }>;
  /** Makes a new conversation of the beginning of another one, which is only read. @throws UserError with what to do */
  makeBranch(conversation: FoundConversation, request?: BranchRequest): Promise<MadeBranch>;
  /** The block that a merge would add, to be shown or edited; undefined where all of it was merged before. @throws UserError */
  draftMerge(fork: FoundConversation, into: FoundConversation): Promise<string | undefined>;
  /** Adds what was said in a branch, or a summary, to the end of a conversation; undefined where that was done before. @throws UserError */
  mergeBranch(
    fork: FoundConversation,
    into: FoundConversation,
    settings: EditorSettings,
    summary?: string,
  ): Promise<MadeMerge | undefined>;
  /** The snapshots of a folder's project, the newest first. @throws UserError when the folder is gone */
  listSnapshots(folder: string): Promise<EditorSnapshot[]>;
  /** Keeps the conversations of a folder's project as they are now. @throws UserError when it cannot be written */
  takeSnapshot(folder: string, name?: string): Promise<TakenForEditor>;
  /** What going back would change; nothing is written. @param sessions only these conversations @throws UserError */
  planRollback(
    folder: string,
    id: string,
    settings: EditorSettings,
    sessions?: readonly string[],
  ): Promise<RollbackPlan>;
  /** What undoing the last rollback would change. @throws UserError when there was none */
  planUndo(folder: string, settings: EditorSettings): Promise<RollbackPlan>;
  /** Does what was planned, after a snapshot of what is there. @throws UserError when it cannot */
  rollBack(folder: string, plan: RollbackPlan): Promise<void>;
  /** The conversations of a folder's project that are gone, or shorter than a snapshot has them. @throws UserError when the folder is gone */
  deletedConversations(folder: string): Promise<KeptForEditor[]>;
  /** Brings some of them back. @returns how many came @throws UserError where one is open */
  restoreConversations(
    folder: string,
    sessions: readonly string[],
    settings: EditorSettings,
  ): Promise<number>;
  /** What the conversations of folders' projects came to, or of all. @throws UserError when a folder is gone */
  readUsage(folders: readonly string[] | undefined, settings: EditorSettings): Promise<EditorUsage>;
  /** How one text becomes another, by small changes in order and apart. */
  textChanges(before: string, after: string): TextChange[];
  /** Markdown to be read by people and pasted in public: home shortened, no secret, everything from outside escaped. */
  markdownReport(looks: readonly EditorLook[], facts: ReportFacts): string;
}
