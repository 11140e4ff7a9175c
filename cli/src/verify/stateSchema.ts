import * as z from 'zod/mini';

/** Which file it is and whether it changed: a container cannot set the time of change (`ctime`). */
const identity = z.object({ dev: z.string(), ino: z.string() });
export const fileState = z.object({
  ...identity.shape,
  size: z.string(),
  mtime: z.string(),
  ctime: z.string(),
});

/** A part of a transcript, up to the end of a line, by its length and hash. */
export const hashedLines = z.object({ length: z.number(), hash: z.string() });

/** The beginning of a transcript that is known: a container could not write it, nothing was found in it, or that was accepted. */
const knownTranscript = z.object({
  /** The whole file as it was; absent when it may have changed since, unseen. */
  state: z.optional(fileState),
  lines: z.number(),
  /** So much of it was not found harmless by reading: it was the host's before a container could write, or was accepted. */
  trusted: z.optional(z.object({ length: z.number(), lines: z.number() })),
  segments: z.array(hashedLines),
  /** What of it depends on this host, and is judged in each run: `lastingFacts`, without what is empty. */
  facts: z.optional(
    z.record(z.string(), z.array(z.object({ what: z.unknown(), line: z.number(), count: z.number() }))),
  ),
});

/** The memory of `verify` of one project. It is kept where no container can reach it. */
const stateSchema = z.object({
  version: z.literal(1),
  /** The folder that was verified. */
  folder: z.string(),
  project: z.optional(identity),
  memoryFolder: z.optional(identity),
  /** Absent until it was looked at once. */
  memory: z.optional(z.record(z.string(), z.object({ hash: z.string(), lines: z.array(z.string()) }))),
  /** Keys of prompts that are Claude Code's own: of this host's own runs, and those that the user accepted. */
  prompts: z.array(z.string()),
  /** Identities, hashed, of findings that the user accepted. */
  accepted: z.array(z.string()),
  /** A mount by hand let a container write conversations of other projects: theirs prove nothing since. */
  exposed: z.optional(z.boolean()),
  /** By which rules transcripts were judged: `judgedBy`. */
  rules: z.optional(z.string()),
  /** By their paths below the folder. */
  transcripts: z.record(z.string(), knownTranscript),
});

/** As earlier versions wrote it: what they knew of transcripts is found out again. */
export const writtenSchema = z.object({
  ...stateSchema.shape,
  transcripts: z.optional(stateSchema.shape.transcripts),
});

export type VerifiedState = z.infer<typeof stateSchema>;
export type KnownTranscript = z.infer<typeof knownTranscript>;
export type FileState = z.infer<typeof fileState>;
export type FolderIdentity = z.infer<typeof identity>;
