import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiRequest, MockApi } from '../claude/mockApi.ts';
import { tryRun } from '../system/run.ts';
import { pixel, writeProjectFiles } from './projectFiles.ts';
import { RecordedPlace, type Side } from './RecordedPlace.ts';
import { agentWord, ScriptedModel, type ToolUse } from './ScriptedModel.ts';
import { StreamedClient } from './StreamedClient.ts';
import { refusedWord, settings } from './settings.ts';
import { TerminalClient } from './TerminalClient.ts';

/** What the client of one version left of its conversations. */
export interface Recording {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The tools that it offered to the model. */
  readonly tools: readonly string[];
}

/**
 * Has the real client of one version hold conversations that use all it can do, with a model that does as it is told: on a host,
 * in what looks like its container, and on the host again.
 * @param client path of its program
 */
export async function record(client: string, progress?: (what: string) => void): Promise<Recording> {
  const api = await MockApi.start();
  const place = new RecordedPlace(api, client, settings);
  try {
    writeProjectFiles(place);
    const model = new ScriptedModel(api);
    const stage = { api, client, model, place };
    for (const [name, turns] of Object.entries(parts)) {
      const started = Date.now();
      await turns(stage);
      progress?.(`${name}: ${Math.round((Date.now() - started) / 1000)} s, ${api.requests.length} requests`);
    }
    return { files: place.files(), tools: [...model.offered].sort() };
  } finally {
    place.remove();
    await api.stop();
  }
}

interface Stage {
  readonly api: MockApi;
  readonly client: string;
  readonly model: ScriptedModel;
  readonly place: RecordedPlace;
}

/** In this order. */
const parts = { beginOnHost, useTools, limits, goOnInside, inTerminal, inTerminalInside, goOnOnHost };

/** One prompt, with `-p`. */
async function ask({ client }: Stage, { folder, env }: Side, prompt: string, args: readonly string[] = []) {
  const all = ['-p', prompt, '--output-format', 'json', ...args];
  await tryRun(client, all, { cwd: folder, env, timeout: 30_000 });
}

async function beginOnHost(stage: Stage) {
  await ask(stage, stage.place.host, 'hi');
}

async function useTools({ client, model, place }: Stage) {
  const server = { mcpServers: { eyes: { command: 'node', args: [join(place.host.folder, 'eyes.cjs')] } } };
  const mcp = ['--mcp-config', JSON.stringify(server)];
  const talk = new StreamedClient([client], place.host, ['--resume', place.longestSession, ...mcp]);
  const turn = async (tools: ToolUse[], prompt: string | object[]) => {
    model.tools = tools;
    model.agentTools = [{ name: 'Read', input: { file_path: join(place.host.folder, 'a.txt') } }];
    await talk.say(prompt);
  };
  await turn(toolsOfFiles(place.host.folder), 'work on files');
  await turn(otherTools(), 'work on other things');
  appendFileSync(join(place.host.folder, 'a.txt'), 'changed by another program\n');
  await turn([], 'look at @a.txt and @sub and @pixel.png');
  await turn([{ name: 'Read', input: { file_path: join(place.host.folder, 'sub/b.txt') } }], '/hello you');
  const source = { type: 'base64', media_type: 'image/png', data: pixel };
  await turn(
    [],
    [
      { type: 'text', text: 'a picture' },
      { type: 'image', source },
    ],
  );
  await turn([], `please ${refusedWord}`);
  model.refusals = [529];
  await turn([], 'after a refusal');
  await turn([], '/compact');
  await turn([], 'after it');
  await turn([], '/cost');
  await talk.end();
}

function toolsOfFiles(folder: string): ToolUse[] {
  const file = (name: string) => ({ file_path: join(folder, name) });
  const change = { old_string: 'alpha', new_string: 'beta' };
  const back = { old_string: 'beta', new_string: 'alpha' };
  return [
    { name: 'Read', input: file('a.txt') },
    { name: 'Edit', input: { ...file('a.txt'), ...change } },
    { name: 'MultiEdit', input: { ...file('a.txt'), edits: [back] } },
    { name: 'Write', input: { ...file('new.txt'), content: 'x\n' } },
    { name: 'Write', input: { ...file('new.txt'), content: 'y\n' } },
    { name: 'Read', input: file('none.txt') },
    { name: 'Read', input: file('pixel.png') },
    { name: 'Read', input: { file_path: '/etc/hosts' } },
    { name: 'Read', input: file('n.ipynb') },
    {
      name: 'NotebookEdit',
      input: { notebook_path: join(folder, 'n.ipynb'), cell_id: 'c1', new_source: 'y' },
    },
    { name: 'Grep', input: { pattern: 'beta|alpha', output_mode: 'content' } },
    { name: 'Glob', input: { pattern: '**/*.txt' } },
    { name: 'Bash', input: { command: 'ls', description: 'List' } },
    { name: 'Bash', input: { command: 'seq 1 9000', description: 'Count' } },
    { name: 'Bash', input: { command: 'sleep 1', description: 'Wait', run_in_background: true } },
    { name: 'Bash', input: { command: 'rm -r /', description: 'Is refused' } },
  ];
}

function otherTools(): ToolUse[] {
  const agent = { description: 'look', prompt: `${agentWord}: look around` };
  return [
    { name: 'TodoWrite', input: { todos: [{ content: 'a', status: 'pending', activeForm: 'doing a' }] } },
    { name: 'TaskCreate', input: { subject: 'a', description: 'b', activeForm: 'c' } },
    { name: 'TaskUpdate', input: { taskId: '1', status: 'in_progress' } },
    { name: 'TaskList', input: {} },
    { name: 'TaskGet', input: { taskId: '1' } },
    { name: 'Task', input: { ...agent, subagent_type: 'general-purpose' } },
    { name: 'Agent', input: { ...agent, subagent_type: 'helper' } },
    { name: 'TaskOutput', input: { task_id: 'none' } },
    { name: 'TaskStop', input: { task_id: 'none' } },
    { name: 'BashOutput', input: { bash_id: 'none' } },
    { name: 'KillShell', input: { shell_id: 'none' } },
    { name: 'WebFetch', input: { url: 'http://127.0.0.1:9/', prompt: 'x' } },
    { name: 'WebSearch', input: { query: 'x y' } },
    { name: 'Skill', input: { skill: 'note', command: 'note' } },
    { name: 'SlashCommand', input: { command: '/hello you' } },
    { name: 'ToolSearch', input: { query: 'select:CronList,WebFetch', max_results: 2 } },
    { name: 'mcp__eyes__look', input: {} },
    { name: 'ListMcpResourcesTool', input: {} },
    { name: 'CronCreate', input: { cron: '0 0 1 1 *', prompt: 'later', recurring: true } },
    { name: 'CronList', input: {} },
    { name: 'CronDelete', input: cronMade },
    {
      name: 'Monitor',
      input: { command: 'echo seen', description: 'm', timeout_ms: 1000, persistent: false },
    },
    { name: 'AskUserQuestion', input: { questions: [question] } },
  ];
}

/** The id that the last use of `CronCreate` gave. */
function cronMade({ messages }: ApiRequest): object {
  const text = JSON.stringify(messages);
  return { id: /job ([0-9a-f]{8})\b/.exec(text)?.[1] ?? 'none' };
}

const question = {
  question: 'Which?',
  header: 'Choice',
  multiSelect: false,
  options: ['one', 'other'].map((label) => ({ label, description: label })),
};

/** Ends that are not the usual: of a plan, for want of turns, for want of a permission. */
async function limits(stage: Stage) {
  const { model, place } = stage;
  model.tools = [
    { name: 'EnterPlanMode', input: {} },
    { name: 'ExitPlanMode', input: { plan: 'First a, then b.' } },
  ];
  await ask(stage, place.host, 'plan it', ['--continue', '--permission-mode', 'plan']);
  model.tools = [{ name: 'Bash', input: { command: 'ls', description: 'List' } }];
  await ask(stage, place.host, 'one turn', ['--continue', '--max-turns', '1']);
  model.tools = [];
}

async function goOnInside(stage: Stage) {
  const { model, place } = stage;
  const inside = place.container;
  const agent = { description: 'look', prompt: `${agentWord}: look`, subagent_type: 'general-purpose' };
  model.tools = [
    { name: 'Read', input: { file_path: join(inside.folder, 'a.txt') } },
    {
      name: 'Edit',
      input: { file_path: join(inside.folder, 'a.txt'), old_string: 'alpha', new_string: 'in' },
    },
    { name: 'Write', input: { file_path: join(inside.folder, 'inside.txt'), content: 'a\n' } },
    { name: 'Write', input: { file_path: '/tmp/outside-of-it.txt', content: 'a\n' } },
    { name: 'Bash', input: { command: 'ls', description: 'List' } },
    { name: 'Task', input: agent },
    { name: 'Agent', input: agent },
  ];
  model.agentTools = [{ name: 'Bash', input: { command: 'echo seen', description: 'Look' } }];
  await ask(stage, inside, 'go on inside', ['--continue']);
  model.tools = [];
  await ask(stage, inside, 'a fork', ['--continue', '--fork-session']);
  await ask(stage, inside, 'begun inside');
}

async function inTerminal({ api, client, model, place }: Stage) {
  const args = ['--resume', place.longestSession];
  const terminal = await TerminalClient.start(client, place, place.host, api, args);
  await terminal.prompt('in the terminal');
  await terminal.prompt('!echo shell');
  for (const command of ['/rename my title', '/color red', '/hello again']) await terminal.prompt(command);
  model.tools = [{ name: 'Bash', input: { command: 'touch touched', description: 'Is asked about' } }];
  await terminal.prompt('ask me');
  await terminal.keys('Escape');
  model.tools = [{ name: 'Bash', input: { command: 'touch touched', description: 'Is asked about' } }];
  await terminal.prompt('ask me again');
  await terminal.keys('Enter');
  let release = () => {};
  model.held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await terminal.begin('is interrupted');
  await terminal.keys('Escape');
  await terminal.begin('is waited for');
  await terminal.begin('is queued');
  release();
  model.held = Promise.resolve();
  await terminal.still();
  model.tools = [{ name: 'AskUserQuestion', input: { questions: [question] } }];
  await terminal.prompt('a question');
  await terminal.keys('Enter');
  await terminal.keys('BTab');
  await terminal.prompt('in another mode');
  await terminal.keys('BTab');
  model.tools = [{ name: 'ExitPlanMode', input: { plan: 'First a, then b.' } }];
  await terminal.prompt('in one more mode');
  await terminal.keys('Enter');
  await terminal.toUsualMode();
  await terminal.prompt('/goal all is done');
  await terminal.keys('Escape');
  await terminal.prompt('/goal clear');
  await terminal.prompt('/compact');
  await terminal.prompt('third');
  await terminal.keys('Escape', 'Escape', 'Up', 'Enter', 'Enter');
  await terminal.prompt('after a rewind');
  await terminal.prompt('/branch');
  await terminal.prompt('in the branch');
  await terminal.prompt('/clear');
  await terminal.prompt('after clearing');
  await terminal.stop();
}

async function inTerminalInside({ api, client, place }: Stage) {
  const terminal = await TerminalClient.start(client, place, place.container, api, ['--continue']);
  await terminal.prompt('in the terminal inside');
  await terminal.stop();
}

async function goOnOnHost(stage: Stage) {
  await ask(stage, stage.place.host, 'back on the host', ['--continue']);
}
