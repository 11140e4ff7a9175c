import type { ConversationPlace, TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import type { TranscriptEnds } from '@claude-sessions/core/conversations/summarize.ts';

/** A transcript that can be read here. */
export interface OpenedTranscript {
  /** A regular file: the transcript itself on the host, else a copy of this process's own. */
  readonly path: string;
  /** The folder of what belongs to it (`subagents/`, `tool-results/`), where there is one; as hostile as the file. */
  readonly folder?: string;
  /** Takes the copy away. */
  dispose(): Promise<void>;
}

/** Somewhere that conversations lie: a config directory of the host, a mirror, the volume of a container. */
export interface ConversationSource {
  readonly place: ConversationPlace;
  /** How many transcripts `ends` is asked for at once, since it holds as many in memory; 500 unless it says so. */
  readonly atOnce?: number;
  /** The folder of the project that all of it is of; undefined where that is not known, or has to be found. */
  readonly project?: string | undefined;
  /** To ask it for the ends of a single transcript is worth remembering what they said. */
  readonly isDear?: boolean;
  /** What was not looked at, and why: sentences for people. */
  readonly leftOut?: readonly string[];
  /** All that lies there: nothing is read. @throws UserError when it cannot be looked at */
  entries(): Promise<TranscriptEntry[]>;
  /** The beginning and the end of each; none of one that went meanwhile. */
  ends(entries: readonly TranscriptEntry[]): Promise<Map<TranscriptEntry, TranscriptEnds>>;
  /** @throws UserError when it is not there any more, or cannot be read */
  open(entry: TranscriptEntry): Promise<OpenedTranscript>;
  /** Sessions that a running Claude Code has open there, wherever their transcripts lie. */
  openSessions?(): Promise<ReadonlySet<string>>;
  /**
   * Which folder this is of all that there are, to remember what was read of its transcripts; undefined where that is not worth it.
   * @param slug of `TranscriptEntry`
   */
  nameOf?(slug: string): string | undefined;
}
