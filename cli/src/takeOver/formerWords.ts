import { placeText } from '@claude-sessions/core/filePlace.ts';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import type { Holding } from '../host/copyState.ts';
import type { FormerVolume } from '../migrate/formerStores.ts';
import { holdingWords } from '../migrate/holdingWords.ts';
import type { HostConversations } from '../migrate/hostConversations.ts';

/** How what stays behind is said; where no engine answered, it may never have been there. */
interface Left {
  /** That takes it over later, as it is typed. */
  readonly command: string;
  readonly known: boolean;
  readonly why?: string | undefined;
}

/** Says that a volume is left behind, and how it is taken over later. */
export function leftVolume(former: FormerVolume, { command, known, why }: Left): string {
  const { volume, target } = former;
  const what = known
    ? "Claude's login and conversations so far"
    : "If this dev container was used before, Claude's login and conversations";
  const reason = why === undefined ? '' : ` It was not taken over: ${why}.`;
  return `${what} stay in the volume ${volume} (at ${target} until now), which the dev container no longer uses.${reason} ${command} copies them into the volume that takes its place.${staysMounted(former)}`;
}

/** Our commands change no Compose file of the user's, and over our volume another hides it. */
function staysMounted({ volume, target, at }: FormerVolume): string {
  return at
    ? ` ${placeText(at)} goes on to mount ${volume} at ${target}: take that mount out, once the state is copied and before you rebuild.`
    : '';
}

/** Says that a folder of this host is left behind. @param command that copies it, as it is typed */
export function leftFolder(
  { path, target }: { readonly path: string; readonly target: string },
  command: string,
): string {
  return `Claude's login and conversations so far stay in the folder ${path} (at ${target} until now), which the dev container no longer uses. ${command} copies them into the volume that takes its place. Delete it when you no longer need them.`;
}

/** Says that another Feature keeps the state, too. @param command that copies it, as it is typed */
export function keptByPeer(reference: string, command: string): string {
  return `The Feature ${reference} keeps Claude's state in a volume of its own. ${command} copies what is in it into ours; take that Feature out then.`;
}

/** Says that conversations lie among the host's own. @param command that copies them, as it is typed */
export function leftOnHost({ folder, cwd, conversations }: HostConversations, command: string): string {
  const count = conversations === 1 ? '1 conversation' : `${conversations} conversations`;
  return `${count} of the container so far (begun in ${cwd} there) ${conversations === 1 ? 'lies' : 'lie'} on this host in ${folder}, where nobody goes on with them. ${command} copies them into the dev container.`;
}

/** Says what was copied, and how the former volume is removed. @param program the engine's */
export function takenVolume(former: FormerVolume, holding: Holding, kept: number, program: string): string {
  const { volume, inside } = former;
  const left =
    kept === 0
      ? ''
      : ` ${kept === 1 ? '1 entry' : `${kept} entries`} that the new volume had already stayed as they were.`;
  // What else a home has may be there alone.
  const clear =
    inside === ''
      ? `; \`${shellWord(program)} volume rm ${volume}\` deletes it once the old container is gone and you no longer need it`
      : '';
  return `Taken over from the volume ${volume}: ${holdingWords(holding)}.${left} The volume itself is unchanged${clear}.${staysMounted(former)}`;
}
