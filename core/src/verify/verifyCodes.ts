import type { Severity } from '../findings/finding.ts';

/** One kind of finding of `verify`. Its code is stable: users, scripts and links name it. */
interface VerifyKind {
  /** The worst that it reports. */
  readonly severity: Severity;
  /** A noun phrase, for lists. */
  readonly title: string;
  /** Its effect on the host; Markdown, a paragraph. */
  readonly why: string;
  /** The advice; Markdown, a sentence or two. */
  readonly remedy: string;
  /** It says that not all was looked at: accepted, it would hide whatever comes there later. */
  readonly neverAccepted?: true;
  /** A warning at which the guard stops all the same: it acts by itself, or nobody knows whether it does. */
  readonly stopsGuard?: true;
}

const aside =
  '`verify --quarantine` moves it out of the reach of the container, every byte kept. Look at it there.';

/** All of them, in the order in which they are shown. */
export const verifyKinds = {
  'project-folder-replaced': {
    severity: 'error',
    title: "the project's folder is another than before",
    why: 'The folder that the container writes is no directory, is a link, leads elsewhere than *prepare* linked it, or is another directory than at the last verification. What lies in it now is not what the host put there.',
    remedy:
      'Look where it leads. When you moved it yourself (a restored backup, say), `verify --accept` records it.',
  },
  'memory-folder-replaced': {
    severity: 'error',
    title: '`memory/` is another than before',
    why: 'Memory goes into every new conversation as instructions. When `memory/` is a link, Claude Code on the host reads through it, sends what it finds and records it in the transcript, which the container can read.',
    remedy: `${aside} When you replaced it yourself, \`verify --accept\` records it.`,
  },
  'memory-changed': {
    severity: 'warning',
    title: 'memory that changed since it was last verified',
    why: 'Memory goes into every new conversation of the project as instructions to follow. In a shared container it is read-only unless `share --memory rw` was used, so it changes by Claude Code on the host, by you, or by a container that may write it.',
    remedy: 'Read what changed. `verify --accept` records it as seen.',
  },
  'listed-elsewhere': {
    severity: 'error',
    title: "conversations of other folders in the project's list",
    why: "`.session-aliases` names folders whose conversations Claude Code lists with the project's. One outside of Claude's own folder, in the workspace say, may hold a conversation that the container made: picked in `/resume`, it is loaded and goes on as one of this project's, and nobody has looked through it (tried with Claude Code 2.1.329).",
    remedy: `${aside} Claude Code makes the list again where it needs one.`,
  },
  link: {
    severity: 'error',
    title: 'a symbolic link',
    why: "Claude Code follows links. A linked transcript, memory file or folder makes the host's Claude read a file of the container's choice, send it, and record it where the container can read it; what it writes goes through the link as well.",
    remedy: aside,
  },
  'special-file': {
    severity: 'error',
    title: 'a pipe, socket or device',
    why: 'Whoever opens a named pipe waits for a writer: `claude --resume` of a pipe in place of a transcript hangs. A device may do worse.',
    remedy: aside,
  },
  'set-id': {
    severity: 'error',
    title: 'a program that runs as its owner',
    why: 'A file with the set-user-ID or set-group-ID bit runs, for everybody on the host, with the rights of its owner: root, when root in the container made it.',
    remedy: aside,
  },
  'hard-link': {
    severity: 'warning',
    title: 'a file with a second name',
    why: 'A file with several names (hard links) is also somewhere else: what is written here, by Claude or by the container, changes it there. Some backup programs make such names and mean no harm.',
    remedy:
      'See where its other name is (`find -samefile`). When a program of yours made it, `verify --accept` records it.',
  },
  'other-owner': {
    severity: 'warning',
    title: 'a file that belongs to another user',
    why: "Root in a container writes files that are root's on a Linux host. Claude Code on the host cannot read such a transcript, and `--continue` answers with an empty history.",
    remedy:
      "Restart the container (it gives its files to the folder's owner at every start), or run `sudo chown` on it.",
  },
  'hidden-characters': {
    severity: 'warning',
    title: 'a name with hidden characters',
    why: 'Control characters act on the terminal that shows them, and characters that turn the direction of writing make a name look like another. Claude Code makes no such names.',
    remedy: aside,
  },
  unreadable: {
    severity: 'warning',
    title: 'something that could not be looked at',
    why: 'What cannot be read cannot be verified.',
    remedy: 'See why (its owner, its mode, a container that replaces it meanwhile) and verify again.',
    stopsGuard: true,
  },
  'not-json': {
    severity: 'warning',
    title: 'a line that is not one JSON object',
    why: 'Claude Code writes one JSON object in a line. It takes the first value of a line and ignores what follows: what acts and is hidden so is reported under its own code too. A line that was torn by a crash does no harm.',
    remedy: 'Look at the line. After a crash or a full disk, `verify --accept` records it.',
  },
  'transcript-rewritten': {
    severity: 'information',
    title: 'a transcript whose beginning is another than before',
    why: 'Claude Code appends to a transcript, and what was looked at once is known by its hash. Of this one that beginning is not there any more, so all of it was judged, as if a container had written it. Claude Code itself takes a line out again when an answer broke off and was asked for anew; so does whoever edits the file, or puts a backup in its place.',
    remedy: 'Nothing, by itself: what would act in it is reported too.',
  },
  'broken-line': {
    severity: 'error',
    title: 'a line that begins with no object, or a value over several lines',
    why: 'Claude Code writes one JSON object in a line, so that each line begins with `{`. It also reads an object that is spread over several lines, none of which is JSON by itself, and skips a byte order mark: what acts and is hidden so is reported under its own code too. No crash leaves such lines.',
    remedy: `${aside} When you edited the file yourself, \`verify --accept\` records it.`,
  },
  'other-session': {
    severity: 'information',
    title: 'lines of another session',
    why: "Each line names the session that it belongs to, which is the file's name. Versions up to 2.0 of Claude Code copied lines of the conversation that was gone on with, or forked, as they were. It takes such lines as the file's own, and so does `verify`: whatever acts in them is named all the same.",
    remedy: 'Nothing, when the conversation is an old one or was forked.',
  },
  'line-too-long': {
    severity: 'error',
    title: 'a line too long to be looked at',
    why: 'Lines beyond 16 MiB are not read as JSON, nor those that are nested more than 500 deep or have more than 250,000 values, so that nothing is known of them, or of what follows a line that is too long. Claude Code does read them: one of two gigabytes kept it busy for half a minute.',
    remedy: `${aside} It cannot be accepted.`,
    neverAccepted: true,
  },
  'too-much': {
    severity: 'error',
    title: 'more than can be judged',
    why: 'A transcript has more bytes (4 GiB that are not known), more lines or more odd lines, or names more rewind targets, or more or longer prompts, than any conversation would; or all of them together have more than is looked at in one run. It was not looked at to its end.',
    remedy: `${aside} It cannot be accepted.`,
    neverAccepted: true,
  },
  'file-read-again': {
    severity: 'error',
    title: 'a file outside the project that is read again and sent',
    why: 'Where a conversation goes on, Claude Code reads the files again that its calls of `Read`, `Write` and `Edit` name: when they changed, at the next prompt; all of them after `/compact`. It sends what is in them and records it in the transcript, where the container can read it. It follows `~`, `..` and links. Only files count that exist on this host outside the project, and are not just as a call wrote them. In a home, or where not everybody may read it, it is an error; a system file that anybody may read (`/etc/hosts`), and the plans and temporary files of this project, are notes: honest conversations name them.',
    remedy: `Do not continue this conversation on this host. ${aside} When Claude on this host did work on that file, \`verify --accept\` records it.`,
  },
  'deferred-call': {
    severity: 'error',
    title: 'a call of a tool that runs by itself',
    why: 'A `hook_deferred_tool` attachment carries a call over to where the conversation is resumed: `claude -p --continue` runs it before the model is asked, as far as the permissions of this host allow it.',
    remedy: `${aside} When a hook of yours deferred that call, \`verify --accept\` records it.`,
  },
  'goal-open': {
    severity: 'warning',
    title: 'a goal that the host would work for by itself',
    why: 'A `goal_status` attachment that is not met makes Claude Code go on by itself after the next prompt, asking the model again and again, until the condition holds. A goal that a later line says was met, or given up, is a note.',
    remedy: `Read the condition. When you set it, \`verify --accept\` records it; \`/goal clear\` ends it. ${aside}`,
    stopsGuard: true,
  },
  'permission-mode': {
    severity: 'warning',
    title: 'a permission mode that the conversation goes on in',
    why: 'The terminal goes on in the mode that a `permission-mode` line names last, above the `defaultMode` of this host, and shows it in its status line. In `auto`, commands run on this host without asking you: a warning where your settings name another `defaultMode`, since what is right in a container may not be here, and a note where they name none, since Claude Code then begins in `auto` by itself. `acceptEdits`, `plan` and `dontAsk` allow no command and are notes; `bypassPermissions` is not taken over.',
    remedy:
      'Shift+Tab changes the mode in the terminal; `claude --permission-mode default` begins in another. When you want it here too, `verify --accept` records it.',
  },
  'other-mode': {
    severity: 'warning',
    title: 'a mode with other tools',
    why: 'With a `mode` line that says `coordinator`, the conversation goes on in that mode on this host, with other tools, and says so.',
    remedy: 'When you chose that mode in the container, `verify --accept` records it.',
  },
  'client-stops': {
    severity: 'information',
    title: 'a line with which Claude Code does not go on',
    why: 'The model ended this conversation (`ended-by-model`), it needs a mode that is an experiment (`repl-mode`), or an attachment is not as Claude Code writes it. It says so, and nothing else happens.',
    remedy: 'Nothing, unless you want to go on with this conversation.',
  },
  'unknown-name': {
    severity: 'error',
    title: 'something that is not known to be harmless',
    why: 'What Claude Code writes in a transcript, and what each line, attachment and member does on the host, is known of the versions that were tried. This one is not among it. A new version of Claude Code brings new names, so that mostly nothing is wrong. Where it stands in a place that acts (an unknown attachment with a text that is sent, say), it is an error.',
    remedy:
      'Update claude-sessions: a newer one may know it. Or look at the line; `verify --accept` records exactly this name in this transcript.',
  },
  'unknown-file': {
    severity: 'warning',
    title: 'a file that is not known to be harmless',
    why: 'Which files Claude Code keeps beside the transcripts, and whether it reads them on the host, is known of the versions that were tried. This one is not among them, or what it does was not tried.',
    remedy:
      'Update claude-sessions: a newer one may know it. Or look at the file; `verify --accept` records it.',
  },
  'rewind-outside': {
    severity: 'error',
    title: 'a rewind that would change a file outside the project',
    why: 'A `file-history-snapshot` or `file-history-delta` line says what a file was at that moment. A rewind on the host deletes the files that did not exist then, and writes back the others. This line names one that exists on this host, outside the project, and that this host has no backup of which would show that the conversation edited it here. The backup of a new file is made with the next message of the conversation, so a file that Claude on this host made with the last one is named until then; not one in the folder for temporary files that the container cannot see.',
    remedy: `Do not rewind this conversation. ${aside} When Claude on this host did edit that file, \`verify --accept\` records it.`,
  },
  'rewind-backup': {
    severity: 'error',
    title: 'a rewind from a backup that is not of that file',
    why: 'A backup is named after the file that it is of. One of another name, or with a path in it, would put other contents there: a file of yours into the project, say, where the container reads it. It is reported whether this host has the backup or not: it may be made later.',
    remedy: `Do not rewind this conversation. ${aside}`,
  },
  'rewind-elsewhere': {
    severity: 'information',
    title: 'files outside the project that do not exist on this host',
    why: 'A conversation that went on in a container names files that Claude edited there. A rewind on the host finds nothing at these paths.',
    remedy: 'Nothing, as long as nothing of yours comes to lie there.',
  },
  'prompt-changed': {
    severity: 'error',
    title: "a recorded system prompt with lines that are not Claude Code's",
    why: 'The system prompt recorded in a transcript (`prompt_snapshot`) is sent again when the conversation is resumed. Most of this one is known from this host, some lines are not: they were put in, or come from a way of running Claude Code that this host has not seen.',
    remedy: `Read the lines. ${aside} When they are Claude Code's own, \`verify --accept\` records them, and prints every line that is trusted from then on.`,
  },
  'prompt-unknown': {
    severity: 'warning',
    title: 'a recorded system prompt that this host has nothing to compare with',
    why: 'Prompts are compared, line by line, with those that Claude Code on this host recorded in projects that no container ever shared. There are none, or none of this version, or a mount made by hand let a container write all of them. A part of a prompt that is no text is reported here too.',
    remedy:
      'Run Claude Code once on this host in another folder (one prompt is enough) and verify again; or read the lines and use `verify --accept`.',
  },
  'prompt-rearranged': {
    severity: 'information',
    title: 'a recorded system prompt put together in another way',
    why: 'Every line of it is known, but not in this arrangement: lines may have been left out. Ways of running Claude Code differ by some lines.',
    remedy: 'Nothing, when you run Claude Code in several ways.',
  },
  'system-texts': {
    severity: 'information',
    title: "texts in the system's name that this host has not recorded",
    why: 'An `attachment` line whose `renderedRole` is `system` is sent to the model as a message of the system, whatever its type, and so are most without one. Memory files, hooks, skills, agents, MCP servers, opened files and the ways of running Claude Code all give such texts: honest ones differ from place to place, and nobody can tell whether a container wrote others in their stead.',
    remedy: 'Nothing, but resume only what you trust. `verify --json` shows the first lines.',
  },
  'scheduled-prompt': {
    severity: 'warning',
    title: 'a prompt that runs by itself',
    why: 'A `session_cron_carry` attachment carries scheduled prompts over to where the conversation is resumed. Claude Code on the host runs them when their time comes, without asking you.',
    remedy: `Read the prompt. ${aside} When you scheduled it, \`verify --accept\` records it.`,
    stopsGuard: true,
  },
  'worktree-elsewhere': {
    severity: 'error',
    title: 'a working directory outside the project',
    why: 'A `worktree-state` line says where the conversation works. A resume on the host goes to that directory, without asking whether you trust it.',
    remedy: `${aside} When the worktree is yours, \`verify --accept\` records it.`,
  },
  'agent-chosen': {
    severity: 'information',
    title: 'an agent that the conversation goes on as',
    why: 'An `agent-setting` line names the agent as which a resumed conversation goes on. It is one of yours or of the project, and the terminal shows its name.',
    remedy: 'Nothing, when you know the agent.',
  },
} as const satisfies Record<string, VerifyKind>;

export type VerifyCode = keyof typeof verifyKinds;

export const verifyCodes = Object.keys(verifyKinds) as VerifyCode[];

/** True when `verify --accept` takes a finding of this code as seen. */
export function isAcceptable(code: VerifyCode): boolean {
  const kind: VerifyKind = verifyKinds[code];
  return !kind.neverAccepted;
}

/** True when the guard stops at such a finding: what acts, as far as it was not accepted. */
export function stopsGuard({
  code,
  severity,
}: {
  readonly code: VerifyCode;
  readonly severity: Severity;
}): boolean {
  const kind: VerifyKind = verifyKinds[code];
  return severity === 'error' || (severity === 'warning' && kind.stopsGuard === true);
}
