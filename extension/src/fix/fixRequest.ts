/** Of the language server: the same as its own `FixRequest`, and as little to be trusted as any argument. */
export interface FixRequest {
  readonly uri: string;
  readonly code: string;
  readonly kind: string;
}

export function isFixRequest(value: unknown): value is FixRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, code, kind } = value as Partial<Record<keyof FixRequest, unknown>>;
  return typeof uri === 'string' && typeof code === 'string' && typeof kind === 'string';
}
