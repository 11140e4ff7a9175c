import { realpath } from 'node:fs/promises';
import { documentSource, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { nodeAt, removeAt, setMember } from '@claude-sessions/core/devcontainer/edit.ts';
import { UsageError } from '../host/errors.ts';
import { writeText } from '../host/files.ts';
import { withoutSecrets } from '../host/withoutSecrets.ts';
import { configFilePath, readConfigText } from './configFile.ts';
import { definitions, formerKeys, isSettingKey, type SettingKey, settingKeys } from './definitions.ts';

/** Takes a word for a key. @throws UsageError when it is none */
export function settingKey(word: string | undefined): SettingKey {
  if (word !== undefined && isSettingKey(word)) return word;
  throw new UsageError(
    word === undefined ? 'Which setting is missing.' : `"${word}" is not a setting.`,
    `The settings are ${settingKeys.join(', ')}.`,
  );
}

/** Sets a key in the config file; what else is in it stays, comments included. @returns the file @throws UsageError for a bad value */
export async function setInFile(key: SettingKey, value: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { allowed, isValid } = definitions[key];
  if (!isValid(value))
    throw new UsageError(`"${withoutSecrets(value)}" is not a value of ${key}.`, `It may be ${allowed}.`);
  return edit(env, '{}\n', (text, layout) => setMember(withoutFormer(text, key), [], key, value, layout));
}

/** Takes a key out of the config file, also one that does not belong there. @returns the file */
export async function unsetInFile(key: string, env: NodeJS.ProcessEnv): Promise<string> {
  return edit(env, undefined, (text) => {
    if (!nodeAt(text, [key]) && !isSettingKey(key)) settingKey(key);
    return withoutFormer(removeAt(text, [key]), key);
  });
}

/** Takes a setting out by the name that it had before. */
function withoutFormer(text: string, key: string): string {
  return [...formerKeys].reduce((now, [former, of]) => (of === key ? removeAt(now, [former]) : now), text);
}

/** @param otherwise the text to start from where there is no file; left out, none is made */
async function edit(
  env: NodeJS.ProcessEnv,
  otherwise: string | undefined,
  change: (text: string, layout: { eol: string; indent: string }) => string,
): Promise<string> {
  const path = configFilePath(env);
  const source = readConfigText(path) ?? otherwise;
  const document = parseDocument(source ?? '{}');
  const [first] = document.errors;
  if (first) throw new UsageError(`${path}:${first.line}: ${first.message}.`, 'Fix this first.');
  const text = change(document.text, document);
  if (source === undefined || text === document.text) return path;
  // A link, as those make who keep their settings in a repository, stays one.
  const real = await realpath(path).catch(() => path);
  await writeText(real, documentSource({ ...document, text }), 0o600);
  return path;
}
