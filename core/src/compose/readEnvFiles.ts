import type { ComposeHost } from './composeHost.ts';
import {
  type ContainerSettings,
  noSettings,
  type SetVariable,
  type UnknownSetting,
} from './containerSettings.ts';
import { parseEnvFile } from './envFile.ts';
import { envVariable } from './envVariable.ts';

/** More of them nobody names. */
const maxFiles = 40;

/** Reads files of variables that are given to the engine, which replaces nothing in them. Never throws. */
export async function readEnvFiles(
  paths: readonly string[],
  host: Pick<ComposeHost, 'read' | 'shown' | 'variable'>,
): Promise<ContainerSettings> {
  const variables: SetVariable[] = [];
  const unknown: UnknownSetting[] = [];
  const looked = paths.slice(0, maxFiles);
  for (const path of looked) {
    const shown = host.shown(path);
    const file = await host.read(path);
    if (file && 'text' in file) {
      const lines = parseEnvFile(file.text, shown);
      variables.push(...lines.map((line) => ({ ...envVariable(line, host.variable, false), isOwn: true })));
    } else {
      unknown.push({ why: `${shown} ${file ? file.why : 'is missing'}`, isFatal: true });
    }
  }
  return { ...noSettings, variables, unknown, files: looked.map(host.shown) };
}
