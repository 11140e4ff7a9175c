import { homedir } from 'node:os';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import { UsageError } from '../host/errors.ts';
import { withoutSecrets } from '../host/withoutSecrets.ts';
import { configFilePath, readConfigFile, readConfigText } from '../settings/configFile.ts';
import { settingKeys } from '../settings/definitions.ts';
import { setInFile, settingKey, unsetInFile } from '../settings/editConfigFile.ts';
import { type Setting, settingOf } from '../settings/setting.ts';
import { escapeControls, out, printJson, printResult } from '../terminal/output.ts';

/**
 * `config`: shows the defaults that hold for every project, and where each is from; `set` and `unset` edit the config file.
 * @returns the exit code
 */
export async function config(
  words: readonly (string | undefined)[],
  options: { readonly json?: boolean },
): Promise<number> {
  const [action, key, value] = words;
  if (action === 'set') {
    if (value === undefined) throw new UsageError('The setting or its value is missing.', usage);
    await setInFile(settingKey(key), value, process.env);
  } else if (action === 'unset') {
    if (key === undefined || value !== undefined) throw new UsageError('Name one setting.', usage);
    await unsetInFile(key, process.env);
  }
  show(options.json ?? false);
  return 0;
}

const usage = 'Run `claude-sessions config`, `config set KEY VALUE`, or `config unset KEY`.';

function show(asJson: boolean): void {
  const file = configFilePath(process.env);
  const exists = readConfigText(file) !== undefined;
  const inFile = readConfigFile(process.env);
  const settings = settingKeys.map((key) => ({ key, ...shown(settingOf(key, process.env, () => inFile)) }));
  if (asJson) {
    printJson({
      version,
      file,
      exists,
      settings: settings.map((each) => ({ ...each, from: each.from ?? null })),
    });
    return;
  }
  const short = (text: string) => escapeControls(shortenHome(text, homedir()));
  const keyWidth = Math.max(...settingKeys.map((key) => key.length));
  const width = Math.max(...settings.map(({ value }) => value.length));
  printResult(
    [
      ...settings.map(
        ({ key, ...setting }) =>
          `${out.bold(key.padEnd(keyWidth))}  ${escapeControls(setting.value.padEnd(width))}  ${short(origin(setting))}`,
      ),
      '',
      exists
        ? `Config file: ${short(file)}`
        : `Config file: ${short(file)} (none yet; \`claude-sessions config set KEY VALUE\` makes it)`,
    ].join('\n'),
  );
}

/** An address in the environment may have a password in it. */
const shown = (setting: Setting): Setting => ({ ...setting, value: withoutSecrets(setting.value) });

function origin({ source, from }: Setting): string {
  return source === 'built-in' ? 'built in' : source === 'environment' ? `$${from}` : (from ?? '');
}
