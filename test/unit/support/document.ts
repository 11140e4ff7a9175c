import { documentSource, documentValue, parseDocument } from '../../../core/src/devcontainer/document.ts';
import { defaultCollection } from '../../../core/src/features.ts';
import { type ApplyInput, applyMode } from '../../../core/src/share/applyMode.ts';
import { defaultShareOptions, type Mode, type ShareOptions } from '../../../core/src/share/options.ts';
import { readConfigured } from '../../../core/src/share/readConfigured.ts';

/** The source of a devcontainer.json after a mode was applied to it. */
export function apply(
  source: string,
  mode: Mode,
  options: Partial<ShareOptions> = {},
  input: Partial<ApplyInput> = {},
): string {
  const document = parseDocument(source);
  const text = applyMode(document, {
    mode,
    options: { ...defaultShareOptions, ...options },
    collection: defaultCollection,
    scriptPath: '.devcontainer/claude-sessions-prepare.sh',
    installClaude: false,
    ...input,
  });
  return documentSource({ ...document, text });
}

// biome-ignore lint/suspicious/noExplicitAny: a devcontainer.json is whatever its author wrote
export function configOf(source: string): any {
  const document = parseDocument(source);
  if (document.errors.length > 0) throw new Error(`${document.errors[0]?.message} in ${source}`);
  return JSON.parse(JSON.stringify(documentValue(document)));
}

export const configuredOf = (source: string) => readConfigured(parseDocument(source));
