import type { Login } from './login.ts';
import { type Chosen, defaultShareOptions, modeWord, type ShareOptions } from './options.ts';
import type { Otel } from './otel.ts';
import type { Configured } from './readConfigured.ts';

/** One way in which devcontainer.json differs from what the user chose. */
interface ChoiceDifference {
  /** A clause. */
  readonly text: string;
  /** The container gets more than was chosen. */
  readonly wider: boolean;
}

/** The options by which a container gets more: the value that does, and a clause for each of both values. */
const rows: readonly [keyof ShareOptions, more: string | boolean, wider: string, narrower: string][] = [
  ['profile', true, 'the profile is shared', 'the profile is not shared'],
  ['memory', 'rw', 'the memory can be written', 'the memory cannot be written'],
  ['tasks', true, 'the task lists of every project are shared', 'the task lists are not shared'],
  ['plugins', true, 'the plugins can be read', 'the plugins cannot be read'],
  ['allProjects', true, 'every project can be read', 'the other projects cannot be read'],
  ['review', false, 'the conversations are shared live, without review', 'the conversations are reviewed'],
];

/** Of each login that reaches beyond the container: a clause where the file has it, and where it has not. */
const loginClauses = {
  shared: ['it gets the login that your dev containers share', 'it does not get the shared login'],
  token: ["the host's token is passed on", "the host's token is not passed on"],
  'host-readonly': ["it can read the host's access token", "it cannot read the host's access token"],
} as const;

const nothing: ShareOptions = { ...defaultShareOptions, profile: false };

/** Compares what a devcontainer.json says with what the user chose last by one of our commands on this host. */
export function compareChoice(
  configured: Pick<Configured, 'mode' | 'options' | 'tokenByHand'>,
  chosen: Chosen,
): ChoiceDifference[] {
  const { mode, options, tokenByHand } = configured;
  const ofMode =
    mode === chosen.mode
      ? []
      : [
          {
            text: `it is ${modeWord(mode, options)}, and you chose ${modeWord(chosen.mode, chosen.options)}`,
            wider: mode === 'share',
          },
        ];
  const ofHome =
    options.home === chosen.options.home
      ? []
      : [{ text: options.home ? 'the whole home is kept' : 'the whole home is not kept', wider: false }];
  const ofOtel = compareOtel(options.otel, chosen.options.otel);
  const ofLogin =
    tokenByHand && options.login === 'token' ? [] : compareLogin(options.login, chosen.options.login);
  if (mode !== 'share') return [...ofMode, ...ofHome, ...ofOtel, ...ofLogin];
  const before = chosen.mode === 'share' ? chosen.options : nothing;
  const ofOptions = rows
    .filter(([name]) => options[name] !== before[name])
    .map(([name, more, wider, narrower]) => {
      const isWider = options[name] === more;
      return { text: isWider ? wider : narrower, wider: isWider };
    });
  return [...ofMode, ...ofOptions, ...ofHome, ...ofOtel, ...ofLogin];
}

/** Another place is more: what telemetry says goes there, with the headers of this host. */
function compareOtel(now: Otel, chosen: Otel): ChoiceDifference[] {
  if (now === chosen) return [];
  if (now === 'off') return [{ text: 'telemetry is not sent', wider: false }];
  const where = now === 'host' ? 'as the environment of this host says' : `to ${now}`;
  return [{ text: `telemetry is sent ${where}`, wider: true }];
}

/** Another login of somebody's is more, whichever was chosen. */
function compareLogin(now: Login, chosen: Login): ChoiceDifference[] {
  if (now === chosen) return [];
  if (now !== 'own') return [{ text: loginClauses[now][0], wider: true }];
  return chosen === 'own' ? [] : [{ text: loginClauses[chosen][1], wider: false }];
}
