import * as z from 'zod/mini';
import type { FolderIdentity } from './folderIdentity.ts';
import { type InsideLogin, loginSchema } from './insideLogin.ts';

/** Much longer than anything that the program inside prints; what is longer is no message for people. */
const maxText = 4000;
const maxFindings = 200;

const text = z.catch(
  z.pipe(
    z.string(),
    z.transform((value: string) => value.slice(0, maxText)),
  ),
  '',
);
const textOrNull = z.catch(z.nullable(z.string()), null);

const findingSchema = z.object({
  code: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)),
  severity: z.enum(['error', 'warning', 'information']),
  message: text,
  evidence: text,
  fix: text,
});

/** The output of `claude-state doctor --json`. */
const doctorSchema = z.object({
  version: z.string(),
  mode: text,
  configDir: text,
  folder: textOrNull,
  slug: textOrNull,
  login: z.catch(z.optional(loginSchema), undefined),
  findings: z.array(z.unknown()),
});

/** A finding as `claude-state doctor --json` prints it. Everything in it is a container's word. */
export type InsideFinding = Readonly<z.infer<typeof findingSchema>>;

/** The project's folder as it is inside; each part absent where it was not said. */
export interface InsidePlace {
  readonly identity?: FolderIdentity;
  /** The path on its file system that is mounted there. It ends with `//deleted` when that is gone. */
  readonly mountedFrom?: string;
  /** The numeric owner of the mounted folder of conversations, as it is there. */
  readonly projectOwner?: number;
}

/** The container's own words: hostile until shown otherwise, so only shown, never followed. */
export interface InsideFacts {
  /** Absent when there is no `claude-state` inside, or it printed something else. */
  readonly doctor?: {
    readonly version: string;
    readonly mode: string;
    readonly configDir: string;
    readonly folder: string | null;
    readonly slug: string | null;
    /** Absent where it is older than that. */
    readonly login?: InsideLogin | undefined;
    readonly findings: readonly InsideFinding[];
  };
  /** Of the settings in effect inside. Absent when none says so. */
  readonly cleanupPeriodDays?: number;
  /** The project's folder there. */
  readonly place?: InsidePlace;
  /** Ids of sessions open inside in this project. */
  readonly openSessions: readonly string[];
  /** Conversations begun in folders whose names begin with the project folder's; absent when there are none. */
  readonly conversationsElsewhere?: number;
  /** Those of `settings.commands` that are not found inside. */
  readonly missingCommands: readonly string[];
  /** `claude` is found on the remote user's PATH. */
  readonly claudeFound: boolean;
}

/**
 * Reads what the look inside a container printed (`core/assets/lookInside.sh`). All of it is the container's word:
 * whatever is malformed counts as absent. Never throws.
 * @param commands those that were asked for, in their order
 * @returns undefined when it did not come to its end
 */
export function parseInsideReport(
  output: string,
  boundary: string,
  commands: readonly string[],
): InsideFacts | undefined {
  const parts = output.split(`\n--${boundary} `).slice(1);
  const bodies = (name: string) =>
    parts.filter((part) => part.startsWith(`${name}\n`)).map((part) => part.slice(name.length + 1));
  if (bodies('end').length === 0) return undefined;
  const doctor = readDoctor(bodies('doctor')[0] ?? '');
  const days = bodies('settings').flatMap((body) => readCleanupPeriodDays(body) ?? []);
  const missing = new Set(bodies('missing').map((body) => Number(body.trim())));
  const period = days.at(-1);
  const elsewhere = Number(/^\d{1,6}$/.exec(bodies('elsewhere')[0]?.trim() ?? '')?.[0] ?? 0);
  const place = readPlace(bodies('place')[0] ?? '');
  return {
    ...(doctor && { doctor }),
    // The project's own settings, which come later, go before the user's.
    ...(period !== undefined && { cleanupPeriodDays: period }),
    ...(elsewhere > 0 && { conversationsElsewhere: elsewhere }),
    ...(place && { place }),
    openSessions: [...new Set(bodies('session').flatMap((body) => readSession(body)?.id ?? []))],
    missingCommands: commands.filter((_, index) => missing.has(index)),
    claudeFound: bodies('claude')[0]?.trim() === 'yes',
  };
}

/** `cleanupPeriodDays` of a settings.json, when it says so. */
export function readCleanupPeriodDays(settings: string): number | undefined {
  const { success, data } = z.object({ cleanupPeriodDays: z.number() }).safeParse(tryParse(settings));
  return success ? data.cleanupPeriodDays : undefined;
}

const sessionSchema = z.object({
  sessionId: z.string().check(z.regex(/^[0-9A-Za-z-]{1,64}$/)),
  cwd: z.catch(z.string(), ''),
});

/** A running Claude Code as its `sessions/<pid>.json` tells of it. */
export function readSession(entry: string): { id: string; cwd: string } | undefined {
  const { success, data } = sessionSchema.safeParse(tryParse(entry));
  return success ? { id: data.sessionId, cwd: data.cwd } : undefined;
}

function readPlace(body: string): InsidePlace | undefined {
  const [, device, inode] = /^folder (\d{1,20}) (\d{1,20})$/m.exec(body) ?? [];
  const [, bootId] = /^boot ([0-9a-f-]{1,64})$/m.exec(body) ?? [];
  const [, from] = /^from (.+)$/m.exec(body) ?? [];
  const [, owner] = /^owner (\d{1,10})$/m.exec(body) ?? [];
  const place = {
    ...(device && inode && bootId && { identity: { bootId, device, inode } }),
    ...(from && { mountedFrom: from.slice(0, maxText) }),
    ...(owner && { projectOwner: Number(owner) }),
  };
  return Object.keys(place).length > 0 ? place : undefined;
}

function readDoctor(printed: string): InsideFacts['doctor'] {
  const { success, data } = doctorSchema.safeParse(tryParse(printed));
  if (!success) return undefined;
  const findings = data.findings.slice(0, maxFindings).flatMap((item) => {
    const parsed = findingSchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
  return { ...data, version: data.version.slice(0, 64), findings };
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
