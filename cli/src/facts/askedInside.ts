import { join } from 'node:path';
import { setVariables } from '@claude-sessions/core/checks/configuration/setVariables.ts';
import type { ConfigurationFacts } from '@claude-sessions/core/findings/facts.ts';
import { readDocument } from '@claude-sessions/core/findings/readDocument.ts';
import { loginVariables, logsIn, providerVariables } from '@claude-sessions/core/loginVariables.ts';
import { substituteLocal } from '@claude-sessions/core/mounts/claudeSource.ts';
import { readOptions } from '@claude-sessions/core/mounts/configuredMounts.ts';
import { answerLists } from '@claude-sessions/core/prepare/projectAnswers.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { tryReadOwnText } from '../host/files.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What decides on questions of Claude Code inside beside what the host has answered. */
export interface AskedInside {
  /** The container gets `ANTHROPIC_API_KEY`, as far as its files say: Claude Code asks whether to use it. */
  readonly hasKey: boolean;
  /** It gets a key, a token or an account of a cloud, so that nobody has to log in. */
  readonly hasLogin: boolean;
  /** `.mcp.json` has servers that nobody has decided on. */
  readonly hasOpenServers: boolean;
}

const keyVariable = 'ANTHROPIC_API_KEY';

/** Measured with 2.1.197 and 2.1.329 for the first two providers: with one of them the first start has no step to log in. */
const withoutLoginStep = [...loginVariables, ...providerVariables];

/**
 * @param configuration as it is to be, with the settings of the files that it names
 * @param shared what of the host counts inside: its settings.json, and what it has answered about the project
 */
export async function readAskedInside(
  workspace: Workspace,
  configuration: ConfigurationFacts,
  shared: { readonly settings: string; readonly answers: string } | undefined,
  env: NodeJS.ProcessEnv,
): Promise<AskedInside> {
  const isSet = (name: string) => isSetInside(name, configuration, workspace.folder, env);
  return {
    hasKey: isSet(keyVariable),
    hasLogin: withoutLoginStep.some(isSet),
    hasOpenServers: await hasOpenServers(workspace, shared),
  };
}

/** Those questions in a user's words. */
export function moreQuestions({ hasKey, hasOpenServers }: AskedInside): string[] {
  return [
    ...(hasKey ? [`approve the API key in ${keyVariable}`] : []),
    ...(hasOpenServers ? ['approve the MCP servers in .mcp.json'] : []),
  ];
}

/** What the image sets is not looked at. A value that is not known counts. */
function isSetInside(
  name: string,
  configuration: ConfigurationFacts,
  workspaceFolder: string,
  env: NodeJS.ProcessEnv,
): boolean {
  const { value } = readDocument(configuration);
  const host = { workspaceFolder, variable: (of: string) => env[of] };
  const members = [value.containerEnv, value.remoteEnv].map((member) => toObject(member)[name]);
  const others = setVariables(configuration, name).map((site) => site.value);
  // The name alone hands on what the host has.
  const isHandedOn =
    !('dockerComposeFile' in value) &&
    readOptions(value.runArgs, { long: 'env', short: 'e' }).some((option) => option.value === name);
  return (
    members.some((text) => typeof text === 'string' && logsIn(name, substituteLocal(text, host))) ||
    others.some((text) => text === undefined || logsIn(name, substituteLocal(text, host))) ||
    (isHandedOn && logsIn(name, env[name] ?? ''))
  );
}

/** By what the project's files and the user's settings say, as Claude Code goes by them. */
async function hasOpenServers(
  { folder }: Workspace,
  shared: { readonly settings: string; readonly answers: string } | undefined,
): Promise<boolean> {
  const read = async (...path: string[]) => members(await tryReadOwnText(join(folder, ...path)));
  const [mcp, ...ofProject] = await Promise.all([
    read('.mcp.json'),
    read('.claude', 'settings.json'),
    read('.claude', 'settings.local.json'),
  ]);
  const all = [...ofProject, members(shared?.settings), members(shared?.answers)];
  if (all.some((settings) => settings.enableAllProjectMcpServers === true)) return false;
  const decided = new Set(
    all.flatMap((settings) =>
      answerLists.flatMap((list) =>
        list !== 'allowedTools' && Array.isArray(settings[list]) ? settings[list] : [],
      ),
    ),
  );
  return Object.keys(toObject(mcp?.mcpServers)).some((name) => !decided.has(name));
}

function members(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return toObject(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
}
