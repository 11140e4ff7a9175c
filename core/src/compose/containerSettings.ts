import type { FilePlace } from '../filePlace.ts';
import type { Mount } from '../mounts/parseMount.ts';

/**
 * What containers get by the files that a devcontainer.json names: Compose files, and files of variables. Values may be
 * secrets: what is shown of it is `written`, in which those that a text gives away by itself are hidden.
 */
export interface ContainerSettings {
  /** Of all services; sources are absolute paths, variables are replaced. */
  readonly mounts: readonly SetMount[];
  /** Of all services, those of a service in the order in which they are set: the last one holds. */
  readonly variables: readonly SetVariable[];
  /** What else lets a service reach the whole host. */
  readonly access: readonly SetAccess[];
  /** What could not be read, and why. */
  readonly unknown: readonly UnknownSetting[];
  /** Every file that was read or looked for, as shown: when one of them changes, this may be another. */
  readonly files: readonly string[];
}

interface Setting {
  /** As it stands in the file, on one line, without secrets. */
  readonly written: string;
  readonly at: FilePlace;
}

interface ServiceSetting extends Setting {
  readonly service: string;
  /** The service is the dev container. */
  readonly isOwn: boolean;
}

export interface SetMount extends ServiceSetting {
  readonly mount: Mount;
  /** The engine's own name of a volume, where it is not the Compose project's with the volume's. */
  readonly volumeName?: string;
}

export interface SetAccess extends ServiceSetting {
  /** `volumes_from` hands over mounts that are not known here; everything else opens the whole host. */
  readonly kind: 'host' | 'volumesFrom';
}

/** Where a variable is set: by `environment`, by a file of variables, or as an argument of a build. */
export type VariableKind = 'environment' | 'envFile' | 'build';

export interface SetVariable extends Pick<Setting, 'at'>, Pick<ServiceSetting, 'isOwn'> {
  readonly name: string;
  /** The value as it stands in the file; undefined where only the name does. */
  readonly text: string | undefined;
  /** With variables replaced; undefined where it is not known, or not set. */
  readonly value: string | undefined;
  readonly kind: VariableKind;
}

export interface UnknownSetting {
  /** A clause, without secrets. */
  readonly why: string;
  /** None where a whole file is missing that devcontainer.json names. */
  readonly at?: FilePlace;
  /** Compose does not start with it: a file is missing or not valid, a variable that has to be set is not. */
  readonly isFatal: boolean;
}

export const noSettings: ContainerSettings = {
  mounts: [],
  variables: [],
  access: [],
  unknown: [],
  files: [],
};
