import { dirname, join, relative, sep } from 'node:path';
import type { Goal } from '@claude-sessions/core/verify/Goals.ts';
import { aliasesName, judgeAliases } from '@claude-sessions/core/verify/judgeAliases.ts';
import { judgeEntry } from '@claude-sessions/core/verify/judgeEntry.ts';
import { judgeFile } from '@claude-sessions/core/verify/judgeFile.ts';
import { judgeRead } from '@claude-sessions/core/verify/judgeRead.ts';
import { acceptablePrompts, type TrustedPrompts } from '@claude-sessions/core/verify/judgeTexts.ts';
import { judgeTranscript } from '@claude-sessions/core/verify/judgeTranscript.ts';
import type { FileCall } from '@claude-sessions/core/verify/lineFact.ts';
import { judgeMemory, type MemoryFile } from '@claude-sessions/core/verify/memory.ts';
import { isAcceptable } from '@claude-sessions/core/verify/verifyCodes.ts';
import { type VerifyFinding, verifyFinding } from '@claude-sessions/core/verify/verifyFinding.ts';
import { acceptedKey } from './accept.ts';
import { fileStateOf } from './fileState.ts';
import { knownLength } from './knownPrefix.ts';
import { OpenFolder } from './OpenFolder.ts';
import { judgeFolders, judgeOtherMemory } from './projectFolders.ts';
import { readMemoryFile } from './readMemory.ts';
import { ScanPool } from './ScanPool.ts';
import { type ScannedTranscript, scanTranscript } from './scanTranscripts.ts';
import type { FileState, KnownTranscript, VerifiedState } from './stateSchema.ts';
import { hostPromptKeys, ownPromptKeys, promptKeys } from './trustedPrompts.ts';
import type { VerifyOptions, VerifyResult } from './types.ts';
import { reason, type WalkedEntry, walkFolder } from './walkFolder.ts';

/** Findings of a severity beyond this are counted only: a container may make a million. */
const maxFindings = 2000;

/** Transcripts below a size that are remembered, beside those that were known before. */
const maxSmall = 20_000;
const worthRemembering = 1024 * 1024;

/** Keys of new prompts that `--accept` would record: what is remembered of a project has its bounds. */
const maxNewPrompts = 200_000;
const maxNewText = 16 * 1024 * 1024;

/**
 * Looks through everything that the container of a project could have written. Changes nothing: what is to be remembered
 * is in the result, for the caller to write (`writeState`).
 *
 * 1. `openVerify.ts` has found out what to look at: the folder, what was remembered, what the container reaches.
 * 2. `projectFolders.ts` judges the folder and `memory/` themselves. A link in the folder's place is not opened.
 * 3. `walkFolder.ts` visits each entry and follows no link. A container may swap folders meanwhile, so that each is held
 *    open and its entries are reached through it (`OpenFolder.ts`). Core's `judgeEntry` judges the entry as such.
 * 4. Files in `memory/` are read (`readMemory.ts`), and compared at the end with those of before. The first time there is
 *    nothing to compare with: they are remembered. Where the memory is the repository's, that folder is looked through as well, also before
 *    the project has a folder.
 * 5. What of a transcript is known (`knownPrefix.ts`) is not judged again: what lay there before a container could write, and
 *    what was found harmless, or accepted, since. A file that has not changed is not even opened; of one that has grown
 *    the known beginning is compared by its hash. `scanTranscripts.ts` collects the facts of what is new, and keeps those that
 *    depend on this host; much of it is cut into parts and scanned in threads (`ScanPool.ts`, `scanWorker.ts`).
 * 6. Core's `judgeTranscript` makes findings of the facts. Prompts not known yet are looked for in this host's other
 *    projects (`trustedPrompts.ts`).
 * 7. Findings that the user accepted become mild. Of each severity so many are kept, and the rest counted.
 *
 * `verifyTranscript` does the same for one conversation: what is another one's is left out.
 *
 * `commands/verify.ts` shows the result, and has `quarantine.ts` move what is bad or `accept.ts` remember it.
 * `baseline.ts` runs it before a project is first shared. What is looked for, and why: `core/src/verify/scanTranscript.ts`.
 */
export async function verifyProject(options: VerifyOptions): Promise<VerifyResult> {
  return await new VerifyRun(options).run();
}

/**
 * Looks through one conversation of a project: its transcript, the folder that Claude Code keeps for it, and what is of no
 * conversation. In the state of the result stands what is known of the others as well.
 * @throws TypeError when the session is no id
 */
export async function verifyTranscript(
  options: VerifyOptions & { /** Its id. */ readonly session: string },
): Promise<VerifyResult> {
  if (!/^[\w-]+$/.test(options.session))
    throw new TypeError('A session has an id of letters, digits and dashes.');
  return await new VerifyRun(options).run(options.session);
}

class VerifyRun {
  readonly #options: VerifyOptions;
  readonly #findings: VerifyFinding[] = [];
  readonly #memory = new Map<string, MemoryFile>();
  readonly #pool = new ScanPool();
  readonly #accepted: Set<string>;
  readonly #prompts: Set<string>;
  readonly #seen = new Map<string, FileState>();
  readonly #acceptableKeys = new Set<string>();
  readonly #acceptableLines = new Set<string>();
  readonly #transcripts: VerifiedState['transcripts'] = {};
  readonly #acceptableTranscripts: VerifiedState['transcripts'] = {};
  #hostPrompts: Set<string> | undefined;
  readonly #kept = { error: 0, warning: 0, information: 0 };
  #acceptableText = 0;
  #leftOut = 0;
  #small = 0;
  #counts = { entries: 0, transcripts: 0, unchanged: 0, bytes: 0, more: 0, moreInformation: 0 };

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#accepted = new Set(options.state.accepted);
    this.#prompts = new Set(options.state.prompts);
  }

  /** @param session of the only conversation to be looked at; whether memory has changed is not */
  async run(session?: string): Promise<VerifyResult> {
    const { projectFolder, readFrom = projectFolder, state } = this.#options;
    const folders = await judgeFolders(this.#options);
    for (const finding of folders.findings) this.#add(finding);
    if (folders.open) {
      const root = new OpenFolder(readFrom);
      try {
        await walkFolder(root, {
          visit: (entry) => this.#visit(entry),
          failed: (path, why) => this.#unreadable(path, why),
          leavesOut: session === undefined ? undefined : (name) => isOfAnother(name, session),
        });
      } finally {
        root.close();
        await this.#pool.close();
      }
    }
    // It may be there before the project's own folder is.
    if (session === undefined)
      for (const folder of this.#options.otherMemory) await this.#otherMemory(folder);
    if (folders.open) {
      if (session === undefined) for (const finding of this.#memoryFindings()) this.#add(finding);
      if (this.#leftOut > 0) this.#add(this.#notRecorded());
    }
    const memory = Object.fromEntries(
      [...this.#memory].map(([name, { hash, lines }]) => [name, { hash, lines: [...lines] }]),
    );
    const remembered = session === undefined ? { memory: state.memory ?? memory } : {};
    return {
      folder: projectFolder,
      open: folders.open,
      findings: this.#findings,
      ...this.#counts,
      state: {
        ...state,
        ...folders.identities,
        ...remembered,
        prompts: [...this.#prompts],
        transcripts: { ...(session !== undefined && state.transcripts), ...this.#transcripts },
      },
      seen: this.#seen,
      acceptable: {
        prompts: [...this.#acceptableKeys],
        lines: [...this.#acceptableLines],
        memory: session === undefined ? memory : state.memory,
        transcripts: this.#acceptableTranscripts,
      },
    };
  }

  async #visit(entry: WalkedEntry): Promise<void> {
    this.#counts.entries++;
    const before = this.#findings.length;
    for (const finding of judgeEntry(entry, process.getuid?.())) this.#add(finding);
    for (const finding of judgeFile(entry)) this.#add(finding);
    if (entry.kind === 'file') await this.#file(entry);
    if (this.#findings.length > before) this.#seen.set(entry.key, fileStateOf(entry.stats));
  }

  async #file(entry: WalkedEntry): Promise<void> {
    try {
      // What keeps the folder from being swept away is *prepare*'s.
      if (entry.path === 'memory/.keep') return;
      if (entry.path.toLowerCase() === aliasesName) {
        const { text } = readMemoryFile(entry);
        const lines = text.length === 0 && entry.stats.size > 0n ? undefined : text;
        for (const finding of judgeAliases(lines, dirname(this.#options.projectFolder))) this.#add(finding);
      } else if (entry.path.startsWith('memory/')) {
        this.#memory.set(entry.path.slice('memory/'.length), readMemoryFile(entry));
      } else if (/\.jsonl$/i.test(entry.path)) await this.#transcript(entry);
    } catch (error) {
      this.#unreadable(entry.path, reason(error));
    }
  }

  /** Looks through the memory of the repository. Its paths are shown from the project's folder: `../SLUG/memory/FILE`. */
  async #otherMemory(folder: string): Promise<void> {
    const at = relative(this.#options.projectFolder, folder).split(sep).join('/');
    const { findings, open } = judgeOtherMemory(folder, at);
    for (const finding of findings) this.#add(finding);
    if (!open) return;
    const root = new OpenFolder(folder);
    try {
      await walkFolder(root, {
        visit: (entry) => this.#memoryEntry(entry, `${at}/${entry.path}`),
        failed: (path, why) => this.#unreadable(`${at}/${path}`, why),
      });
    } finally {
      root.close();
    }
  }

  #memoryEntry(entry: WalkedEntry, path: string): void {
    this.#counts.entries++;
    for (const finding of judgeEntry({ ...entry, path }, process.getuid?.())) this.#add(finding);
    if (entry.kind !== 'file' || entry.path === '.keep') return;
    try {
      this.#memory.set(path, readMemoryFile(entry));
    } catch (error) {
      this.#unreadable(path, reason(error));
    }
  }

  async #transcript(entry: WalkedEntry): Promise<void> {
    this.#counts.transcripts++;
    const { path } = entry;
    const known = this.#options.state.transcripts[path];
    // Whatever happens, what is known stays so: it is compared in each run.
    if (known) this.#transcripts[path] = known;
    const scanned = await scanTranscript(entry, this.#pool, known);
    const { before, after } = scanned;
    this.#counts.bytes += scanned.bytes;
    if (scanned.bytes === 0) this.#counts.unchanged++;
    if (scanned.rewritten) delete this.#transcripts[path];
    const findings = await this.#judge(scanned);
    for (const finding of findings) this.#add(finding);
    if (scanned.rewritten) this.#add(rewritten(path));
    if (scanned.changed)
      this.#unreadable(path, 'it is being written; what was added meanwhile was not looked at', true);
    if (before) this.#transcripts[path] = before;
    if (!after || scanned.facts.overflow) return;
    if (this.#options.trustAll) this.#transcripts[path] = hostsOwn(after, this.#options.host);
    else if (findings.every((finding) => this.#isMild(finding))) this.#remember(path, after);
    else if (findings.every(({ code }) => isAcceptable(code)))
      this.#acceptableTranscripts[path] = trustedAll(after);
  }

  /** What is small is read again soon: a container may make a million of such. */
  #remember(path: string, known: KnownTranscript): void {
    const isSmall = knownLength(known) < worthRemembering;
    if (path in this.#transcripts || !isSmall || this.#small++ < maxSmall) this.#transcripts[path] = known;
  }

  async #judge({ place, facts }: ScannedTranscript): Promise<VerifyFinding[]> {
    const { host, trustAll } = this.#options;
    if (trustAll) for (const key of ownPromptKeys(facts, host)) this.#prompts.add(key);
    const keys = promptKeys(facts, host);
    if (keys.some((key) => !this.#prompts.has(key))) await this.#askHost(keys);
    const trusted: TrustedPrompts = this.#prompts;
    const { lines, keys: acceptable } = acceptablePrompts(place.path, facts.texts, trusted, host);
    const text = lines.reduce((sum, { length }) => sum + length, 0);
    const isTooMuch = this.#acceptableKeys.size + acceptable.length > maxNewPrompts;
    if (isTooMuch || this.#acceptableText + text > maxNewText) this.#leftOut++;
    else {
      this.#acceptableText += text;
      for (const key of acceptable) this.#acceptableKeys.add(key);
      for (const line of lines) this.#acceptableLines.add(line);
    }
    // What lies there before a container could write is the host's, whatever it does.
    return trustAll ? [] : judgeTranscript(place, facts, trusted, host);
  }

  /** Prompts that are not known yet may be known from other projects of this host; those found there are remembered. */
  async #askHost(keys: readonly string[]): Promise<void> {
    const { projectFolder, workspace, host, state } = this.#options;
    if (state.exposed) return;
    this.#hostPrompts ??= await hostPromptKeys(projectFolder, join(workspace.home, '.claude-sessions'), host);
    for (const key of keys) if (this.#hostPrompts.has(key)) this.#prompts.add(key);
  }

  #memoryFindings(): VerifyFinding[] {
    const seen = this.#options.state.memory;
    if (seen === undefined) return [];
    return judgeMemory(new Map(Object.entries(seen)), this.#memory, this.#options.memoryWritable);
  }

  #notRecorded(): VerifyFinding {
    const message = `More unknown texts than can be recorded: \`--accept\` leaves those of ${this.#leftOut} transcripts out.`;
    return verifyFinding('too-much', { path: '', message, severity: 'information' });
  }

  #unreadable(path: string, why: string, busy = false): void {
    const message = busy ? 'It is being written.' : 'It could not be looked at.';
    this.#add(
      verifyFinding('unreadable', {
        path,
        message,
        evidence: [why],
        ...(busy && { severity: 'information' as const }),
      }),
    );
  }

  #isMild(finding: VerifyFinding): boolean {
    return finding.severity === 'information' || this.#isAccepted(finding);
  }

  #isAccepted(finding: VerifyFinding): boolean {
    return isAcceptable(finding.code) && this.#accepted.has(acceptedKey(finding, this.#options.host));
  }

  #add(finding: VerifyFinding): void {
    const judged: VerifyFinding = this.#isAccepted(finding)
      ? { ...finding, severity: 'information', message: `${finding.message} (accepted)` }
      : finding;
    const { severity } = judged;
    // Each severity has its own room: what is mild or accepted hides nothing that is worse.
    if (this.#kept[severity]++ < maxFindings) this.#findings.push(judged);
    else if (severity === 'information') this.#counts.moreInformation++;
    else this.#counts.more++;
  }
}

/** A transcript of another session than this one, or the folder beside it. */
function isOfAnother(name: string, session: string): boolean {
  const [, id] = /^([0-9a-f]{8}-[0-9a-f-]{27})(?:\.jsonl)?$/.exec(name) ?? [];
  return id !== undefined && id !== session;
}

/**
 * What the host itself wrote is not judged later either. But a call that failed may be made one that did not, a goal be opened
 * again, and a file in the workspace become a link out of it.
 */
function hostsOwn({ facts, ...known }: KnownTranscript, host: VerifyOptions['host']): KnownTranscript {
  const isInside = (path: string) => host.workspaceFolders.some((each) => host.isIn(host.locate(path), each));
  const calls = facts?.calls?.filter(({ what }) => {
    const { failed, path } = what as FileCall;
    return failed !== undefined || (isInside(path) && judgeRead(path, host) === 'nothing');
  });
  const goals = facts?.goals?.filter(({ what }) => (what as Goal).rest);
  return { ...trustedAll(known), facts: { calls: calls ?? [], goals: goals ?? [] } };
}

function trustedAll(known: KnownTranscript): KnownTranscript {
  return { ...known, trusted: { length: knownLength(known), lines: known.lines } };
}

function rewritten(path: string): VerifyFinding {
  const message = 'What was known of it is not there any more: all of it was judged.';
  return verifyFinding('transcript-rewritten', { path, message });
}
