import { allChecks } from '@claude-sessions/core/checks/allChecks.ts';
import { loginWords } from '@claude-sessions/core/container/insideLogin.ts';
import type { InsideFacts } from '@claude-sessions/core/container/insideReport.ts';
import { type DevcontainerDocument, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { type CheckResult, runChecks } from '@claude-sessions/core/findings/check.ts';
import type { Facts } from '@claude-sessions/core/findings/facts.ts';
import { statusOf } from '@claude-sessions/core/findings/status.ts';
import type { Mode } from '@claude-sessions/core/share/options.ts';
import { shareOptionsNow } from '../change/modeNow.ts';
import { collectionsOf, configurationOf, type ReadConfiguration } from '../facts/configurationFacts.ts';
import { factsFromWithin } from '../facts/insideFacts.ts';
import { lookAt, whyUnknown } from '../facts/lookAt.ts';
import { guardState } from '../guard/guardState.ts';
import type { ReviewLook } from '../review/reviewLook.ts';
import { settingOf } from '../settings/setting.ts';
import { configWords } from '../workspace/commandWords.ts';
import { mirrorsOf } from '../workspace/preparedProject.ts';
import { readRecord } from '../workspace/records.ts';
import { openWorkspace, resolveFolder, sourceOf, type Workspace } from '../workspace/workspace.ts';
import { collectionOf, engineOf } from './settings.ts';
import type { EditorLook, LookRequest, Project } from './types.ts';

/**
 * Looks at one dev container, as far as the place allows.
 * @throws UserError when devcontainer.json is no text, or the folder is gone
 * @throws the reason of the signal when it was aborted: nothing is known then
 */
export async function lookAtProject(project: Project, request: LookRequest): Promise<EditorLook> {
  const { signal } = request;
  signal?.throwIfAborted();
  const workspace = await openWorkspace(await resolveFolder(project.folder), project.configFile);
  const look = await lookByScope[request.scope](workspace, request);
  signal?.throwIfAborted();
  const record = await readRecord(workspace);
  const { configuration, results, mode = configuration.configured.mode } = look;
  return {
    project,
    source: configuration.source,
    mode,
    options: shareOptionsNow(record, configuration.configured),
    loginIsChosen: record?.chosen !== undefined || settingOf('login', process.env).source !== 'built-in',
    status: statusOf(mode, results, configuration.configured.options),
    results,
    whyUnknown: look.whyUnknown,
    home: workspace.home,
    ...look.more,
  };
}

interface ScopedResult {
  readonly configuration: ReadConfiguration;
  readonly results: readonly CheckResult[];
  readonly whyUnknown: EditorLook['whyUnknown'];
  /** Absent when it is what devcontainer.json says. */
  readonly mode?: Mode;
  readonly more?: Pick<
    EditorLook,
    'container' | 'conversations' | 'guard' | 'look' | 'isMade' | 'review' | 'versionInside' | 'login'
  >;
}

const lookByScope: Record<
  LookRequest['scope'],
  (workspace: Workspace, request: LookRequest) => Promise<ScopedResult>
> = {
  async full(workspace, { settings, text, signal }) {
    const engine = engineOf(settings, signal);
    const collection = collectionOf(settings);
    const document = text === undefined ? undefined : await documentOf(workspace, text);
    const [look, review, guard] = await Promise.all([
      lookAt(workspace, { engine, collection, inside: true, document }),
      reviewOf(workspace),
      process.platform === 'win32'
        ? undefined
        : guardState(workspace.home, process.env, [workspace.realFolder]),
    ]);
    const { lookup, configuration, facts } = look.gathered;
    const container =
      lookup.kind === 'found'
        ? { name: lookup.container.name, running: lookup.container.running }
        : undefined;
    return {
      configuration,
      results: look.results,
      whyUnknown: (result) => whyUnknown(result, look.gathered),
      more: {
        look,
        ...(container && { container }),
        ...(guard && { guard }),
        ...(review && { review }),
        ...(facts.host?.conversations !== undefined && { conversations: facts.host.conversations }),
        ...(look.gathered.record?.team && { isMade: true }),
        ...saidInside(facts.inside),
      },
    };
  },

  async configuration(workspace, request) {
    const configuration = await readFileOf(workspace, request);
    const results = runChecks(allChecks, { configuration: configuration.facts });
    return { configuration, results, whyUnknown: () => 'only devcontainer.json was looked at' };
  },

  async inside(workspace, request) {
    const [configuration, within] = await Promise.all([
      readFileOf(workspace, request),
      factsFromWithin(workspace.folder, request.signal),
    ]);
    const inside = 'unknown' in within ? undefined : within;
    // Where this folder has no such file, the container was made of one that is elsewhere.
    const hasFile = configuration.source !== undefined;
    const facts: Facts = {
      ...(hasFile && { configuration: configuration.facts }),
      ...(inside && { inside }),
    };
    const mode = hasFile ? undefined : modeFrom(inside?.doctor?.mode);
    return {
      configuration,
      results: runChecks(allChecks, facts),
      whyUnknown: ({ check: { needs } }) =>
        'unknown' in within && needs.every((need) => need === 'inside' || facts[need] !== undefined)
          ? within.unknown
          : onlyTheHost,
      ...(mode && { mode }),
      ...(inside?.doctor && { more: saidInside(inside) }),
    };
  },
};

/** Its code is loaded where there is a mirror; what keeps it from being looked at, whoever carries says. */
async function reviewOf(workspace: Workspace): Promise<ReviewLook | undefined> {
  if ((await mirrorsOf(workspace.preparedFolder)).length === 0) return undefined;
  const { lookAtReview } = await import('../review/reviewLook.ts');
  return await lookAtReview(workspace, process.env).catch(() => undefined);
}

/** Why what is of the host, the engine, or the container from outside is unknown from within a container. */
const onlyTheHost = 'only the host can know this';

/** devcontainer.json alone, as it is in the editor or else in the file. */
async function readFileOf(workspace: Workspace, { settings, text }: LookRequest): Promise<ReadConfiguration> {
  const [record, where, document] = await Promise.all([
    readRecord(workspace),
    configWords(workspace),
    documentOf(workspace, text),
  ]);
  const collections = collectionsOf(collectionOf(settings), record);
  return configurationOf(workspace, collections, document, [], where);
}

async function documentOf(
  workspace: Workspace,
  text: string | undefined,
): Promise<DevcontainerDocument | undefined> {
  const source = await sourceOf(workspace.configFile, text);
  return source === undefined ? undefined : parseDocument(source);
}

function saidInside(inside: InsideFacts | undefined): Pick<EditorLook, 'versionInside' | 'login'> {
  if (!inside?.doctor) return {};
  const { version, login } = inside.doctor;
  return { versionInside: version, ...(login && { login: loginWords(login) }) };
}

/** A container's word for its mode. */
function modeFrom(word: string | undefined): Mode | undefined {
  return word === 'share' || word === 'isolate' || word === 'none' ? word : undefined;
}
