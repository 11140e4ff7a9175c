/**
 * What sharing comes to where the engine cannot mount this host's folders.
 * @param elsewhere where it is, a clause that goes on from "The container engine"
 * @returns a sentence
 */
export function noFoldersThere(elsewhere: string): string {
  return `The container engine ${elsewhere}: what is shared lies here, so the dev container will not start, or will get empty folders.`;
}
