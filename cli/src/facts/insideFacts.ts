import { randomUUID } from 'node:crypto';
import type { InsideFacts } from '@claude-sessions/core/container/insideReport.ts';
import { parseInsideReport } from '@claude-sessions/core/container/insideReport.ts';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { remoteVariable } from '@claude-sessions/core/container/metadata.ts';
import { loginVariables, logsIn, providerVariables } from '@claude-sessions/core/loginVariables.ts';
import { substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import lookInside from '../../../core/assets/lookInside.sh';
import type { Engine } from '../host/engine.ts';
import { type BoundedCall, runBounded } from '../host/runBounded.ts';

/** Why nothing is known of the inside, a clause; and what was said, where the call ended by itself and failed. */
interface NotInside {
  readonly unknown: string;
  readonly refused?: string;
}

/** A container is given this long to answer, and may say this much. */
export const limits = { timeoutMs: 20_000, maxBytes: 2 * 1024 * 1024 };

interface InsideRequest {
  readonly container: Container;
  readonly remoteUser: string;
  /** The project's folder there; empty when unknown. */
  readonly folder: string;
  /** Programs that settings name. */
  readonly commands: readonly string[];
}

/**
 * Looks inside a running container by one `exec`. What it answers is the container's word, and bounded in time and size.
 */
export async function insideFacts(engine: Engine, look: InsideRequest): Promise<InsideFacts | NotInside> {
  return factsOf((boundary) => insideCall(engine, look, boundary), look.commands);
}

/**
 * The same from within the container, by a shell of ours there.
 * @param folder the project's folder, as it is here
 */
export async function factsFromWithin(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<InsideFacts | NotInside> {
  return factsOf((boundary) => ({ ...withinCall(folder, boundary), signal }), []);
}

async function factsOf(
  call: (boundary: string) => BoundedCall,
  commands: readonly string[],
): Promise<InsideFacts | NotInside> {
  const boundary = randomUUID();
  const result = await runBounded(call(boundary));
  const facts = parseInsideReport(result.stdout, boundary, commands);
  if (result.ended === 'exit' && facts) return facts;
  if (result.ended === 'time') {
    return { unknown: `the container did not answer within ${limits.timeoutMs / 1000} seconds` };
  }
  if (result.ended === 'size') return { unknown: 'the container printed without end' };
  // Docker prints there what kept it from running anything (code 126).
  const said = result.stderr || (result.stdout.includes(boundary) ? '' : firstLine(result.stdout));
  const failed = result.ended === 'exit' && result.exitCode !== 0 && said !== '';
  return {
    unknown: `the container did not answer as expected${said && `: ${said}`}`,
    ...(failed && { refused: said }),
  };
}

function firstLine(text: string): string {
  return text.slice(0, 4096).trim().split('\n')[0] ?? '';
}

/** The call of the look. Only what decides where Claude's state and login lie is taken from `remoteEnv`: it may hold secrets. */
export function insideCall(engine: Engine, look: InsideRequest, boundary: string): BoundedCall {
  const { container, remoteUser, folder, commands } = look;
  const [before = '', after = ''] = aroundPath(remoteVariable(container, 'PATH'));
  return {
    command: engine.command,
    args: [
      'exec',
      '--user',
      remoteUser,
      ...['CLAUDE_CONFIG_DIR', 'CLAUDE_SECURESTORAGE_CONFIG_DIR'].flatMap((name) =>
        placeVariable(container, name),
      ),
      ...loginNames(container),
      container.id,
      ...['/bin/sh', '-c', lookInside, 'sh', boundary, folder, before, after, ...commands],
    ],
    signal: engine.signal,
    ...limits,
  };
}

function placeVariable(container: Container, name: string): string[] {
  const value = remoteVariable(container, name);
  return value && !value.includes('${') ? ['--env', `${name}=${value}`] : [];
}

/** What `remoteEnv` has Claude Code log in by, as it is on this host: `claude-state doctor` takes it, and is not told the values. */
function loginNames(container: Container): string[] {
  const variable = (name: string) => process.env[name];
  const set = [...loginVariables, ...providerVariables].filter((name) =>
    logsIn(name, substituteLocal(remoteVariable(container, name) ?? '', { variable, workspaceFolder: '' })),
  );
  return set.length > 0 ? ['--env', `CLAUDE_STATE_REMOTE_ENV=${set.join(' ')}`] : [];
}

/** The call of the look from within: the environment is the remote user's already. What settings name only the host knows. */
function withinCall(folder: string, boundary: string): BoundedCall {
  const args = ['-c', lookInside, 'sh', boundary, folder, '', ''];
  return { command: '/bin/sh', args, cwd: '/', ownGroup: true, ...limits };
}

/** The texts that `remoteEnv` puts before and behind the container's own PATH; none where it uses other variables. */
function aroundPath(value = ''): string[] {
  const parts = value.split('${containerEnv:PATH}');
  return parts.length === 2 && !value.replace('${containerEnv:PATH}', '').includes('${') ? parts : [];
}
