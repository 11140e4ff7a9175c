import type { Found } from '../check.ts';
import { type FoundParts, found } from '../editAction.ts';
import type { ConfigurationFacts, HostFacts } from '../facts.ts';
import { type ClaudeMount, type ClaudeMountKind, claudeMounts } from './claudeMounts.ts';

/** What is told of a mount, beside what it is and where. */
type Told = Omit<FoundParts, 'evidence' | 'range'> & { readonly evidence?: readonly string[] };

/** Findings about every mount of Claude's state of a kind. */
export function findMounts(
  { configuration, host }: { configuration: ConfigurationFacts; host?: HostFacts },
  kinds: readonly ClaudeMountKind[],
  tell: (mount: ClaudeMount) => Told,
): Found[] {
  return claudeMounts(configuration, host)
    .filter(({ kind }) => kinds.includes(kind))
    .map((mount) => {
      const { evidence = [], ...rest } = tell(mount);
      return found({ ...rest, evidence: [mount.site.text, ...evidence], range: mount.site.range });
    });
}
