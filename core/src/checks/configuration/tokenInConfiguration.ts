import { placeText } from '../../filePlace.ts';
import { advice } from '../../findings/advice.ts';
import type { Found } from '../../findings/check.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import { type Path, rangeAt, readDocument } from '../../findings/readDocument.ts';
import { loginVariables } from '../../loginVariables.ts';
import { readOptions } from '../../mounts/configuredMounts.ts';
import { toObject } from '../../toObject.ts';

/** Keys and tokens of Anthropic's. */
const token = /sk-ant-[\w-]{20,}/;

/** Anything shorter is a placeholder, as in tests and examples. */
const minLength = 20;

export const tokenInConfiguration = defineCheck({
  code: 'token-in-configuration',
  place: 'configuration',
  severity: 'error',
  title: 'A key or token in plain text',
  why: 'These files are committed, and readable in the container: whoever has the repository has the key.',
  remedy:
    'Revoke the key. Put the new one into your environment, and name it: in a Compose file `${ANTHROPIC_API_KEY}`; in devcontainer.json `"remoteEnv": { "ANTHROPIC_API_KEY": "${localEnv:ANTHROPIC_API_KEY}" }`, or `claude-sessions share --login token` for `CLAUDE_CODE_OAUTH_TOKEN`.',
  needs: ['configuration'],
  find({ configuration }) {
    const { document, value } = readDocument(configuration);
    const ofDocument = places(value)
      .filter(({ name, text }) => isToken(name, text))
      .map(({ path }) =>
        found({
          severity: 'error',
          message:
            'devcontainer.json contains a Claude key or token: everyone with access to the repository can read it.',
          evidence: [placeIn(path)],
          fix: advice`Revoke it, put the new one into your environment, and write "\${localEnv:NAME}" in its place.`,
          range: rangeAt(document, path),
        }),
      );
    return [...ofDocument, ...inNamedFiles(configuration)];
  },
});

/** A path as it is written in JavaScript: `runArgs[2]`, `containerEnv.NAME`. */
function placeIn(path: readonly (string | number)[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** Those that Compose files and files of variables hold, of any service; each once, however many services take it over. */
function inNamedFiles({ settings }: ConfigurationFacts): Found[] {
  const tokens = (settings?.variables ?? []).filter(({ name, text }) => isToken(name, text));
  const places = new Map(tokens.map((each) => [`${placeText(each.at)}:${each.at.column}`, each]));
  return [...places.values()].map(({ name, at, kind }) =>
    found(
      kind === 'envFile'
        ? {
            severity: 'warning',
            message: `${at.file} contains a Claude key or token: whatever runs in the container can read it, and so can whoever gets the file.`,
            evidence: [name],
            fix: advice`Keep ${at.file} out of git; better, log in once inside: with our Features that login is kept across rebuilds.`,
            at,
          }
        : {
            severity: 'error',
            message: `${at.file} contains a Claude key or token: everyone with access to the repository can read it.`,
            evidence: [name],
            fix: advice`Revoke it, put the new one into your environment, and write "\${${name}}" in its place.`,
            at,
          },
    ),
  );
}

interface Place {
  readonly path: Path;
  readonly name: string;
  readonly text: unknown;
}

function places(value: Readonly<Record<string, unknown>>): Place[] {
  const of = (at: Path, members: object): Place[] =>
    Object.entries(members).map(([name, text]) => ({ path: [...at, name], name, text }));
  const args: unknown[] = Array.isArray(value.runArgs) ? value.runArgs : [];
  const options = readOptions(value.runArgs, { long: 'env', short: 'e' });
  const variables = new Map(options.map(({ value: text, index }) => [index, text]));
  return [
    ...['containerEnv', 'remoteEnv'].flatMap((name) => of([name], toObject(value[name]))),
    ...of(['build', 'args'], toObject(toObject(value.build).args)),
    ...args.map((text, index) => {
      const [name = '', ...rest] = variables.get(index)?.split('=') ?? [];
      return { path: ['runArgs', index], name, text: name === '' ? text : rest.join('=') };
    }),
  ];
}

function isToken(name: string, text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const [found] = token.exec(text) ?? [];
  if (found !== undefined) return isRandom(found.replace(/^sk-ant-(?:[a-z]+\d\d-)?/, ''));
  return loginVariables.includes(name) && text.length >= minLength && isRandom(text);
}

/** Not words that stand in for a key, a variable, or the address of a vault or a file. */
function isRandom(text: string): boolean {
  return /^[\w.+=-]+$/.test(text) && /\d/.test(text) && new Set(text).size >= 8;
}
