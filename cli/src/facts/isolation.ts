import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { composeBreaches, composeCollisions } from '@claude-sessions/core/share/composeBreaches.ts';
import { type Breach, isolationBreaches } from '@claude-sessions/core/share/isolationBreaches.ts';
import type { Engine } from '../host/engine.ts';
import { hideSecrets } from '../host/hideSecrets.ts';
import { readCompose } from '../workspace/composeConfig.ts';
import { breachHost } from '../workspace/hostPaths.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Ways by which a container reaches more of this host than our Features give it; `warnings` are sentences about them. */
export interface FoundBreaches {
  readonly breaches: readonly Breach[];
  /** The Compose files, if there are any, could be looked at. */
  readonly known: boolean;
  readonly warnings: readonly string[];
}

/** Looks at a devcontainer.json and the Compose files that it names. */
export async function lookForBreaches(
  workspace: Workspace,
  document: DevcontainerDocument,
  engine: Engine,
): Promise<FoundBreaches> {
  const host = await breachHost(workspace, process.env);
  const breaches = isolationBreaches(documentValue(document), host);
  const compose = await readCompose(workspace, document, engine);
  if (!compose) return { breaches, known: true, warnings: [] };
  const { services, service, unknown } = compose;
  return {
    breaches: [...breaches, ...composeBreaches(services, service, host).map(shown)],
    known: unknown === undefined,
    warnings: [
      ...(unknown === undefined ? [] : [`what the Compose files mount is not known: ${unknown}`]),
      ...composeCollisions(services, service),
    ].map((each) => hideSecrets(each)),
  };
}

/** Docker Compose has put the variables of the host in. */
const shown = (breach: Breach): Breach => ({ ...breach, what: hideSecrets(breach.what) });
