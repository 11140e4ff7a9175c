import { documentValue, parseDocument } from '../devcontainer/document.ts';
import { toObject } from '../toObject.ts';

/**
 * Whether a settings.json has Claude Code run no hooks, those of the user's own settings included. Measured with 2.1.329 and
 * 2.1.332: `true` alone does, in the settings of a project as in the user's; `allowManagedHooksOnly` does nothing there.
 */
export function switchesHooksOff(source: string): boolean {
  return toObject(contentOf(source)).disableAllHooks === true;
}

/** As Claude Code reads it; what is no JSON, as far as it can be read. */
function contentOf(source: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch {
    return documentValue(parseDocument(source));
  }
}
