import type { ObservedMount } from './docker.ts';

/** A mount as the tests compare it. */
export interface DescribedMount {
  Type: string;
  /** The host's path of a bind, the name of a volume. */
  Source: string | undefined;
  Destination: string;
  RW: boolean;
}

/** Mounts in the order of their places. */
export function describeMounts(mounts: readonly ObservedMount[]): DescribedMount[] {
  const described = mounts.map(({ Type, Name, Source, Destination, RW }) => {
    return { Type, Source: Type === 'volume' ? Name : Source, Destination, RW };
  });
  return inOrder(described);
}

export function inOrder(mounts: readonly DescribedMount[]): DescribedMount[] {
  return [...mounts].sort((a, b) => (a.Destination < b.Destination ? -1 : 1));
}

export function bindMount(Source: string, Destination: string, RW: boolean): DescribedMount {
  return { Type: 'bind', Source, Destination, RW };
}
