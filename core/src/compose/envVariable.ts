import type { EnvLine } from './envFile.ts';
import { interpolate } from './interpolate.ts';
import type { Variable } from './service.ts';

/**
 * A line of a file of variables as what it sets.
 * @param isReplaced variables in it are replaced: Compose does so, `docker run --env-file` does not
 */
export function envVariable(
  { name, text, at, isLiteral }: EnvLine,
  variable: (name: string) => string | undefined,
  isReplaced = true,
): Variable {
  const common = { name, text, at, kind: 'envFile' as const };
  if (text === undefined) return { ...common, value: variable(name) };
  if (isLiteral || !isReplaced) return { ...common, value: text };
  const result = interpolate(text, variable);
  return { ...common, value: 'value' in result ? result.value : undefined };
}
