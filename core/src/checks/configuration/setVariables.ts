import type { FilePlace } from '../../filePlace.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import { type Path, type Range, rangeAt, readDocument } from '../../findings/readDocument.ts';
import { readOptions } from '../../mounts/configuredMounts.ts';

/** A variable that something else than `containerEnv` and `remoteEnv` sets, and where. */
export interface VariableSite {
  /** The member of devcontainer.json, or the file. */
  readonly where: string;
  /** Undefined when it is not known. */
  readonly value: string | undefined;
  readonly path?: Path;
  readonly range?: Range | undefined;
  readonly at?: FilePlace;
}

/** Where a variable of the container is set: in `runArgs`, which count without Docker Compose, and in the files that are named. */
export function setVariables(configuration: ConfigurationFacts, name: string): VariableSite[] {
  const { document, value } = readDocument(configuration);
  const byArguments =
    'dockerComposeFile' in value
      ? []
      : readOptions(value.runArgs, { long: 'env', short: 'e' })
          .filter(({ value: text }) => text.startsWith(`${name}=`))
          .map(({ value: text, index }) => {
            const path = ['runArgs', index];
            return {
              where: 'runArgs',
              value: text.slice(name.length + 1),
              path,
              range: rangeAt(document, path),
            };
          });
  const byFiles = (configuration.settings?.variables ?? []).filter((each) => {
    return each.name === name && each.isOwn && each.kind !== 'build';
  });
  // A name alone hands on what the host has, if it has it.
  const set = byFiles.filter(({ text, value: known }) => text !== undefined || known !== undefined);
  return [...set.map(({ value: known, at }) => ({ where: at.file, value: known, at })), ...byArguments];
}
