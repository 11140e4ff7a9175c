import { claudePaths } from '@claude-sessions/core/catalogue.ts';
import {
  type ClaudeMount,
  isHeededReadonly,
} from '@claude-sessions/core/checks/configuration/claudeMounts.ts';
import { containerHostDir } from '@claude-sessions/core/containerPaths.ts';
import type { MountSite } from '@claude-sessions/core/findings/readDocument.ts';
import { catalogueText, wholeText } from './catalogueText.ts';
import type { Writer } from './writer.ts';

/** Our own mounts, by their path below `containerHostDir`. */
const ourMounts: Readonly<Record<string, string>> = {
  project: 'This project’s conversations on the host.',
  'project/memory':
    'The memory of this project’s git repository. Mounted so, the container can write what Claude Code on the host takes for instructions; without this mount it can only read it (`claude-sessions share --memory rw`).',
  tasks:
    'Task lists, of every project: they are filed without their project (`claude-sessions share --tasks`).',
  plugins:
    'The list of plugin marketplaces, for Claude Code to load plugins (`claude-sessions share --plugins`).',
  'plugins/cache': 'Plugins of this host, to load.',
  'plugins/marketplaces': 'Plugin marketplaces of this host.',
  projects:
    'The conversations of every project of this host, to read (`claude-sessions share --all-projects`). The container’s own go on being those of this project.',
};

/** About one of our mounts; a paragraph each. */
export function ourMountText(site: MountSite, usesCompose: boolean): string[] {
  const name = site.mount.target.slice(containerHostDir.length + 1);
  const what = Object.hasOwn(ourMounts, name) ? ourMounts[name] : undefined;
  return [
    what ?? entryText(name) ?? 'Something of the host’s that is given to Claude Code in the container.',
    accessText(site, usesCompose),
    'Written by `claude-sessions share`, and taken out again by `share` without the option, `isolate` and `remove`.',
  ];
}

/** About a mount of Claude's state that somebody made by hand; a paragraph each. */
export function claudeMountText(mount: ClaudeMount, usesCompose: boolean, write: Writer): string[] {
  const { site, part = '', ofHost } = mount;
  const access = accessText(site, usesCompose);
  if (part === '' && !ofHost) return [write.strong(site.mount.target), keptText, access, ourWay];
  const own = ofHost
    ? []
    : ['What is mounted here is not the host’s own, but in its place in the container.'];
  return [...partText(part, write), ...own, access, ourWay];
}

/** About a path of Claude's state on its own; a paragraph each. */
export function partText(part: string, write: Writer): string[] {
  if (part === '') return [write.strong('~/.claude'), ...wholeText];
  const [name = ''] = part.split('/');
  const entry = claudePaths.find((each) => each.name === name);
  return entry
    ? [write.strong(nameOf(entry.name)), ...catalogueText(entry)]
    : [write.strong(`~/.claude/${name}`), unknownText];
}

const ourWay =
  'Our way: `claude-sessions share` or `claude-sessions isolate` takes this mount out and mounts what is needed beside Claude’s folder, in every remote user’s home alike.';
const keptText = 'Keeps Claude’s state of the container in a place of its own, across rebuilds.';
const unknownText = 'Not an entry of Claude’s config directory that is known here. It is not shared.';

/** The login file lies beside the folder on a host. */
function nameOf(name: string): string {
  return name === '.claude.json' ? '~/.claude.json' : `~/.claude/${name}`;
}

function entryText(name: string): string | undefined {
  return claudePaths.find((entry) => entry.name === name)?.why;
}

/** As the mount really comes up, whatever the text asks for. */
function accessText(site: MountSite, usesCompose: boolean): string {
  if (isHeededReadonly(site, usesCompose)) return 'The container can read it, and not write.';
  if (!site.mount.readonly) return 'The container can read and write it.';
  return usesCompose
    ? 'The container can read and write it: under Docker Compose the tools drop read-only from `mounts`.'
    : 'The container can read and write it: the tools drop `readonly` from a mount that is an object.';
}
