import { isNamedFix } from '@claude-sessions/core/findings/finding.ts';
import type { FixRequest } from '../../server/src/contract/serverHost.ts';

/** Whether an argument is what the language server asks for: anybody may call the command, with anything. */
export function isFixRequest(value: unknown): value is FixRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, code, kind } = value as Partial<Record<keyof FixRequest, unknown>>;
  return typeof uri === 'string' && typeof code === 'string' && isNamedFix(kind);
}
