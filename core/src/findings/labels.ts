import type { Place, Severity } from './finding.ts';

/** The places that checks look at, in the order in which they are shown. */
export const places: readonly Place[] = ['host', 'configuration', 'container', 'inside'];

const placeTitles: Readonly<Record<Place, string>> = {
  host: 'On this host',
  configuration: 'In devcontainer.json',
  container: 'The container, from outside',
  inside: 'Inside the container',
};

/** The heading of what was found at a place. @param isHere the reader is on the host that is spoken of */
export function placeTitle(place: Place, isHere: boolean): string {
  return place === 'host' && !isHere ? 'On the host' : placeTitles[place];
}

/** A severity as a word in a line. */
export const severityWords: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
};
