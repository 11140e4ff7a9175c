import {
  type CopiedState,
  type Copier,
  copyState,
  type Failed,
  type OwnVolume,
  type Source,
} from '../host/copyState.ts';

/** A part of what is migrated: where it lies, and the volume that gets it. */
export interface Part {
  readonly source: Source;
  readonly to: OwnVolume;
}

/** Copies the parts, one after the other. Nothing is replaced and no source is written, so that it may be run again. */
export async function copyParts(copier: Copier, parts: readonly Part[]): Promise<CopiedState | Failed> {
  const made = new Set<string>();
  let [copied, kept] = [0, 0];
  for (const { source, to } of parts) {
    const done = await copyState(copier, source, { ...to, exists: to.exists || made.has(to.volume) });
    if ('why' in done) return done;
    made.add(to.volume);
    copied += done.copied;
    kept += done.kept;
  }
  return { copied, kept };
}
