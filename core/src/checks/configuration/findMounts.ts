import { type Advice, advice, joinAdvice, ourCommand } from '../../findings/advice.ts';
import type { Found } from '../../findings/check.ts';
import { type FoundParts, found } from '../../findings/editAction.ts';
import type { ConfigurationFacts, HostFacts } from '../../findings/facts.ts';
import { type MountSite, readDocument } from '../../findings/readDocument.ts';
import { modeCommand } from '../../findings/words.ts';
import { isOurMount, isReplacedMount } from '../../mounts/claudeMount.ts';
import { type ClaudeMount, type ClaudeMountKind, claudeMounts } from './claudeMounts.ts';
import { offersFor } from './offersFor.ts';

/** The parts of a finding about a mount, without those that are the same for all mounts. */
interface Told extends Omit<FoundParts, 'evidence' | 'range' | 'at' | 'fix' | 'offers'> {
  readonly evidence?: readonly string[];
  /** A sentence: what to do or have in its place. */
  readonly instead?: Advice;
}

/** Findings about every mount of Claude's state of a kind, each to be taken out. */
export function findMounts(
  { configuration, host }: { configuration: ConfigurationFacts; host?: HostFacts },
  kinds: readonly ClaudeMountKind[],
  tell: (mount: ClaudeMount) => Told,
): Found[] {
  return claudeMounts(configuration, host)
    .filter(({ kind }) => kinds.includes(kind))
    .map((mount) => {
      const { evidence = [], instead, ...rest } = tell(mount);
      return found({
        ...rest,
        evidence: [mount.site.text, ...evidence],
        fix: joinAdvice([takeOut(mount.site, configuration), ...(instead ? [' ', instead] : [])]),
        offers: rest.action ? [] : offersFor(mount.site, configuration),
        range: mount.site.range,
        at: mount.site.at,
      });
    });
}

/** How a mount is taken out: by our command, where that does so. */
function takeOut({ mount, where, at }: MountSite, configuration: ConfigurationFacts): Advice {
  if (at) {
    const instead = configuration.configured?.mode === 'none';
    return instead
      ? advice`Take the mount out of ${at.file}; ${ourCommand('share')} gives the container this project’s conversations.`
      : advice`Take the mount out of ${at.file}.`;
  }
  if (
    where !== 'mounts' ||
    !(isOurMount(mount) || isReplacedMount(mount, readDocument(configuration).value))
  ) {
    return advice`Take the mount out of ${where}.`;
  }
  return configuration.configured?.mode === 'none'
    ? advice`Take the mount out; ${ourCommand('share')} and ${ourCommand('isolate')} do that, too.`
    : advice`Run ${modeCommand(configuration)}, which takes the mount out.`;
}
