import { placeText } from '@claude-sessions/core/filePlace.ts';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import type { Holding } from '../host/copyState.ts';
import type { FormerVolume } from './formerStores.ts';

/** What a volume holds, as a list in a sentence. */
export function holdingWords({ login, conversations, kilobytes }: Holding): string {
  const count = conversations === 1 ? '1 conversation' : `${conversations || 'no'} conversations`;
  const size =
    kilobytes < 1024 ? `${kilobytes} kB` : `${(kilobytes / 1024).toFixed(kilobytes < 10_240 ? 1 : 0)} MB`;
  return `${login ? 'a login' : 'no login'}, ${count}, ${size}`;
}

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

/** Says that a folder of this host is left behind. */
export function leftFolder({ path, target }: { readonly path: string; readonly target: string }): string {
  return `Claude's login and conversations so far stay in the folder ${path} (at ${target} until now), which the dev container no longer uses. Delete it when you no longer need them.`;
}

/** Says what was copied, and how the former volume is removed. @param program the engine's */
export function takenVolume(former: FormerVolume, holding: Holding, kept: number, program: string): string {
  const { volume } = former;
  const left =
    kept === 0
      ? ''
      : ` ${kept === 1 ? '1 entry' : `${kept} entries`} that the new volume had already stayed as they were.`;
  return `Taken over from the volume ${volume}: ${holdingWords(holding)}.${left} The volume itself is unchanged; \`${shellWord(program)} volume rm ${volume}\` deletes it once the old container is gone and you no longer need it.${staysMounted(former)}`;
}
