import { join } from 'node:path';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { isOurMount } from '@claude-sessions/core/mounts/claudeMount.ts';
import { absolutePath, isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { configuredMounts } from '@claude-sessions/core/mounts/configuredMounts.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { breachHost } from '../workspace/hostPaths.ts';
import { readRecord } from '../workspace/records.ts';
import { parseConfig, readSource, type Workspace } from '../workspace/workspace.ts';

/** As far as the configuration of the container tells. */
interface ContainerReach {
  /** It may write `memory/`. */
  readonly memory: boolean;
  /** Claude's state is mounted by hand: a container may have written here at any time. */
  readonly byHand: boolean;
  /** So are conversations of other projects. */
  readonly otherProjects: boolean;
  /** Sources of its mounts; undefined when they are not known. */
  readonly mounted: readonly string[] | undefined;
  /** The folder that the tools mount by themselves. */
  readonly mountedTop: string;
  /** As devcontainer.json has it: of any type. */
  readonly workspaceFolder: unknown;
}

/**
 * Reads what the configuration lets a container reach: everything, where that cannot be read.
 * @param present devcontainer.json as it was read before; of one that is yet to be made, what it is made of
 */
export async function containerReach(
  workspace: Workspace,
  configDir: string,
  env: NodeJS.ProcessEnv,
  collection: string,
  present?: DevcontainerDocument,
): Promise<ContainerReach> {
  const host = await breachHost(workspace, env);
  const mountedTop = host.defaultWorkspaceMount;
  const nothing = { mountedTop, mounted: undefined, workspaceFolder: undefined };
  const everything = { memory: true, byHand: true, otherProjects: true, ...nothing };
  try {
    const source = await readSource(workspace.configFile);
    const document =
      source === undefined ? present : await parseConfig(workspace.configFile, source, present);
    if (!document) return everything;
    const record = await readRecord(workspace);
    const collections = collectionsOf(collection, record);
    const { mode, options, handMade, usesCompose } = readConfigured(document, collections);
    const config = toObject(documentValue(document));
    const binds = configuredMounts(config).filter(({ mount }) => mount.type === 'bind' && !isOurMount(mount));
    const sources = binds.map(({ mount }) => absolutePath(mount.source ?? '', host));
    const projects = [join(configDir, 'projects'), host.resolve(join(configDir, 'projects'))].map(plainPath);
    const reachesProjects = binds.some(({ entry, mount }, index) => {
      // The tools drop `readonly` of an object.
      const readOnly = typeof entry === 'string' && mount.readonly;
      const source = sources[index];
      if (readOnly || source === undefined) return false;
      return [source, plainPath(host.resolve(source))].some((path) =>
        projects.some((each) => isWithin(path, each) || isWithin(each, path)),
      );
    });
    const known = sources.filter((path) => path !== undefined);
    const byHand = handMade.length > 0 || reachesProjects;
    return {
      memory: byHand || (mode === 'share' && options.memory === 'rw'),
      byHand,
      otherProjects: reachesProjects,
      mounted: usesCompose || known.length < sources.length ? undefined : [...known, mountedTop],
      mountedTop,
      workspaceFolder: config.workspaceFolder,
    };
  } catch {
    return everything;
  }
}
