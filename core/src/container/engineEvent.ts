import * as z from 'zod/mini';
import { folderLabel } from './ownContainer.ts';

const attributes = z.catch(z.optional(z.record(z.string(), z.unknown())), undefined);

/** Docker has the labels in `Actor.Attributes`; Podman in `Attributes`, of some events and in some versions. */
const eventSchema = z.object({
  Action: z.catch(z.optional(z.string()), undefined),
  Status: z.catch(z.optional(z.string()), undefined),
  status: z.catch(z.optional(z.string()), undefined),
  Actor: z.catch(z.optional(z.object({ Attributes: attributes })), undefined),
  Attributes: attributes,
});

/** Events that change nothing about a container and may come many times a second: from health checks, and our own looks. */
const idle = /^(exec|health_status|top$|archive-path|copy$|attach|detach|resize|sync$)/;

/**
 * Which workspace folder an event of an engine is about, by the line that it prints for it.
 * @returns null when nothing changes by it, undefined when it does not say the folder
 */
export function eventFolder(line: string): string | null | undefined {
  const { success, data } = eventSchema.safeParse(tryParse(line));
  if (!success) return undefined;
  const action = data.Action ?? data.Status ?? data.status ?? '';
  if (idle.test(action)) return null;
  const folder = (data.Actor?.Attributes ?? data.Attributes)?.[folderLabel];
  return typeof folder === 'string' ? folder : undefined;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
