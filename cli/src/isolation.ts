import { documentValue, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { type Breach, isolationBreaches } from '@claude-sessions/core/share/isolationBreaches.ts';
import { breachHost } from './host/hostPaths.ts';
import type { Workspace } from './workspace.ts';

/** What in a devcontainer.json lets its container reach more of this host than our Features do. */
export async function breachesOf(workspace: Workspace, source: string): Promise<Breach[]> {
  return isolationBreaches(documentValue(parseDocument(source)), await breachHost(workspace, process.env));
}
