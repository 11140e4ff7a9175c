import type { Engine } from '../host/engine.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';

/** An editor's settings; undefined leaves it to the environment, or to the default. */
export interface EditorSettings {
  /** Docker or Podman: the program's name or path. */
  readonly dockerPath?: string | undefined;
  /** A registry with a namespace, or a relative folder. */
  readonly collection?: string | undefined;
  /** The Dev Containers CLI: the program's name or path. */
  readonly devcontainerPath?: string | undefined;
}

/** A setting that is empty is none. @throws UserError when it is no collection */
export function collectionOf({ collection }: EditorSettings): string {
  return collectionFrom({ collection: collection || undefined }, process.env);
}

/** The engine that is meant. @param signal ends whatever was asked of it */
export function engineOf({ dockerPath }: EditorSettings, signal?: AbortSignal | undefined): Engine {
  return engineFrom(dockerPath || undefined, process.env, signal);
}
