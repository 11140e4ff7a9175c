import type { SetMount } from '../../compose/containerSettings.ts';
import { type FilePlace, placeText } from '../../filePlace.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import type { MountSite } from '../../findings/readDocument.ts';
import { shownSetting } from './shownSetting.ts';

/** A mount of a Compose file. */
export interface ComposeSite extends MountSite {
  readonly at: FilePlace;
  /** Of the dev container, not of another service. */
  readonly isOwn: boolean;
  readonly volumeName?: string;
}

/**
 * The mounts of Compose files as sites, each place once, however many services take it over. Their indices are below those
 * of devcontainer.json, and none of them can be edited there.
 */
export function composeSites({ settings }: ConfigurationFacts): ComposeSite[] {
  const places = new Map<string, SetMount>();
  const all = settings?.mounts ?? [];
  for (const each of [...all.filter(({ isOwn }) => isOwn), ...all.filter(({ isOwn }) => !isOwn)]) {
    const key = `${placeText(each.at)}:${each.at.column}:${each.mount.source}`;
    if (!places.has(key)) places.set(key, each);
  }
  return [...places.values()].map((each, index) => ({
    where: 'dockerComposeFile',
    path: [],
    entry: each.written,
    mount: each.mount,
    index: -1 - index,
    text: shownSetting(each),
    range: undefined,
    at: each.at,
    isOwn: each.isOwn,
    ...(each.volumeName !== undefined && { volumeName: each.volumeName }),
  }));
}
