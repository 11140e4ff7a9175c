import { allChecks } from '@claude-sessions/core/checks/allChecks.ts';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { adviceText } from '@claude-sessions/core/findings/advice.ts';
import { findingsOf, runChecks } from '@claude-sessions/core/findings/check.ts';
import type { Facts } from '@claude-sessions/core/findings/facts.ts';
import { compare } from '@claude-sessions/core/reconcile/compare.ts';
import { modeWord } from '@claude-sessions/core/share/options.ts';
import { collectionsOf, configurationOf, documentOf, withSettings } from '../facts/configurationFacts.ts';
import { containerFactsOf } from '../facts/containerFacts.ts';
import { imageFeatures } from '../facts/imageFeatures.ts';
import { type Engine, type ListedContainer, labelsOfImage } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { configWords, wordsHere } from '../workspace/commandWords.ts';
import { type Group, groupContainers } from '../workspace/devContainerGroups.ts';
import { type ContainerLookup, chooseOwn } from '../workspace/findContainer.ts';
import { recordFor } from '../workspace/personalConfig.ts';
import { readRecord } from '../workspace/records.ts';
import { insideWorkspace, openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { lossless, observedOf } from './containers.ts';
import type { Attempt, MendOptions, ResultDifference, SkippedSubject, Subject } from './result.ts';

interface Scope {
  readonly engine: Engine;
  readonly collection: string;
  readonly place: string;
}

/** Dev containers, held against devcontainer.json and its Features as `doctor` does it; the host and their inside are not looked at. */
export async function devContainerSubjects(
  listed: readonly ListedContainer[],
  scope: Scope,
): Promise<{ subjects: Subject[]; skipped: SkippedSubject[] }> {
  const { groups, skipped } = await groupContainers(listed);
  const labelsOf = labelsByImage(scope.engine);
  const subjects = await Promise.all(groups.map((group) => subjectOf(group, scope, labelsOf)));
  return {
    subjects: subjects.flatMap((each) => each ?? []),
    skipped: skipped.flatMap(({ containers, why }) => containers.map((name) => ({ name, why }))),
  };
}

type LabelsOf = (image: string) => ReturnType<typeof labelsOfImage>;

/** Many dev containers are of one image: the engine is asked for it once. */
function labelsByImage(engine: Engine): LabelsOf {
  const asked = new Map<string, ReturnType<LabelsOf>>();
  return (image) => {
    const known = asked.get(image) ?? labelsOfImage(engine, image);
    asked.set(image, known);
    return known;
  };
}

async function subjectOf(group: Group, scope: Scope, labelsOf: LabelsOf): Promise<Subject | undefined> {
  const workspace = await openWorkspace(group.folder, group.config);
  const lookup = chooseOwn(group.containers, workspace);
  if (lookup.kind !== 'found') return undefined;
  const { container } = lookup;
  const known = {
    ...{ kind: 'dev-container' as const, name: container.name, place: scope.place },
    ...{ id: container.id, config: workspace.configFile, running: container.running, owners: [] },
  };
  const file = insideWorkspace(workspace, workspace.configFile);
  try {
    const { mode, asked, differences } = await judge(workspace, container, scope, labelsOf);
    const others = mode === 'none' ? compare(observedOf(container, {})) : [];
    // One that is not set up, and has nothing of Claude's, is none of ours.
    if (!others) return undefined;
    const all = [...differences, ...others];
    const mends = differences.length > 0;
    return {
      result: {
        ...known,
        askedBy: mode === 'none' ? lossless : asked,
        state: all.length > 0 ? 'differs' : 'as-asked',
        differences: all,
        line: mends
          ? ['claude-sessions', 'doctor', '--recreate', workspace.folder, ...(await configWords(workspace))]
          : [],
      },
      ...(mends && { mend: (options) => recreate(workspace, lookup, scope, options) }),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      result: { ...known, askedBy: file, state: 'unknown', why: error.message, differences: [], line: [] },
    };
  }
}

async function judge(workspace: Workspace, container: Container, { collection }: Scope, labelsOf: LabelsOf) {
  const [record, where, words] = await Promise.all([
    readRecord(workspace),
    configWords(workspace),
    wordsHere(workspace.folder),
  ]);
  const collections = collectionsOf(collection, record);
  const document = await documentOf(workspace);
  if (!document) throw new UserError('its devcontainer.json is gone');
  const [error] = document.errors;
  if (error) throw new UserError(`${workspace.configFile}:${error.line}:${error.column}: ${error.message}`);
  const ofImage = await imageFeatures(document, collections, labelsOf);
  const read = configurationOf(workspace, collections, document, ofImage, where);
  const configuration = await withSettings(workspace, read);
  const ofContainer = await containerFactsOf(
    workspace,
    container,
    configuration,
    recordFor(record, configuration.source),
  );
  const facts: Facts = { configuration: configuration.facts, container: ofContainer };
  const { mode, options } = configuration.configured;
  const asked = `${insideWorkspace(workspace, workspace.configFile)}: ${modeWord(mode, options)}`;
  const found = findingsOf(runChecks(allChecks, facts)).filter(
    ({ place, severity }) => place === 'container' && severity !== 'information',
  );
  const differences: ResultDifference[] = found.map(({ code, message, evidence, fix }) => ({
    ...{ code, path: '', asked, is: [message, ...evidence].join('; '), fix: adviceText(fix, words) },
  }));
  return { mode, asked, differences };
}

/** As `doctor --recreate`: what is shown, asked and kept is the same. */
async function recreate(
  workspace: Workspace,
  lookup: ContainerLookup,
  { engine, collection }: Scope,
  options: MendOptions,
): Promise<Attempt> {
  const { treat } = await import('../doctor/treat.ts');
  const scope = { engine, collection, inside: false, lookup };
  const { attempts } = await treat(workspace, scope, { ...options, recreate: true });
  const [attempt] = attempts;
  if (!attempt) return { result: 'left', what: 'a new container of this configuration had the same' };
  return { result: attempt.result, what: attempt.what };
}
