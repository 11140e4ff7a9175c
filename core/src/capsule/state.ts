import * as z from 'zod/mini';

const stateSchema = z.object({
  Running: z.catch(z.boolean(), false),
  ExitCode: z.catch(z.number(), 1),
  OOMKilled: z.catch(z.boolean(), false),
  Error: z.catch(z.string(), ''),
  StartedAt: z.catch(z.string(), ''),
  FinishedAt: z.catch(z.string(), ''),
});

/** What an engine says of a container's state. */
export interface ContainerState {
  readonly running: boolean;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** Why it did not start; empty where it did. */
  readonly error: string;
  readonly upMs: number;
}

/** As shells have it for what cannot be run. */
const neverStarted = 127;

/** Of `inspect --format '{{json .State}}'`; undefined where that is none. */
export function parseState(text: string): ContainerState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { success, data } = stateSchema.safeParse(value);
  if (!success) return undefined;
  const isNew = !(Date.parse(data.StartedAt) > 0);
  const up = Date.parse(data.FinishedAt) - Date.parse(data.StartedAt);
  return {
    running: data.Running,
    exitCode: isNew && data.ExitCode === 0 ? neverStarted : data.ExitCode,
    oomKilled: data.OOMKilled,
    error: data.Error || (isNew ? 'the engine did not start it' : ''),
    upMs: up > 0 ? up : 0,
  };
}
