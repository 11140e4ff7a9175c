import { claudeMounts } from '@claude-sessions/core/checks/configuration/claudeMounts.ts';
import { containerConfigDir } from '@claude-sessions/core/containerPaths.ts';
import { ourFeature } from '@claude-sessions/core/features.ts';
import {
  keyRangeAt,
  type Path,
  type Range,
  rangeAt,
  readDocument,
} from '@claude-sessions/core/findings/readDocument.ts';
import { isOurMount } from '@claude-sessions/core/mounts/claudeMount.ts';
import { isOurComposeFile } from '@claude-sessions/core/share/compose.ts';
import { runsPrepare } from '@claude-sessions/core/share/initializeCommand.ts';
import { tokenReference, tokenVariable } from '@claude-sessions/core/share/login.ts';
import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import type { Hover } from 'vscode-languageserver';
import { claudePathAt } from './claudePathAt.ts';
import { featureText, noOptions } from './featureText.ts';
import { claudeMountText, ourMountText, partText } from './mountText.ts';
import type { ProviderInput } from './providerInput.ts';
import { type Writer, writerFor } from './writer.ts';

interface Said {
  readonly range: Range | undefined;
  readonly paragraphs: readonly string[];
}

interface Spot {
  readonly input: ProviderInput;
  readonly offset: number;
  readonly node: Node;
  /** The way to the member or item under the pointer, of its key too. */
  readonly path: Path;
  readonly value: Readonly<Record<string, unknown>>;
  readonly write: Writer;
}

/** The hover at an offset; null when there is nothing of ours. */
export function hover(input: ProviderInput, offset: number): Hover | null {
  const { devcontainer, document, markdown } = input;
  const node = devcontainer.root && findNodeAtOffset(devcontainer.root, offset);
  if (!node) return null;
  const write = writerFor(markdown);
  const { value } = readDocument({ document: devcontainer });
  const spot: Spot = { input, offset, node, path: getNodePath(node), value, write };
  const said =
    ofFeature(spot) ??
    ofMount(spot) ??
    ofPrepareCommand(spot) ??
    ofVariable(spot) ??
    ofComposeFile(spot) ??
    ofPath(spot);
  if (!said) return null;
  const { range } = said;
  return {
    contents: write.content(said.paragraphs),
    ...(range && {
      range: {
        start: document.positionAt(range.offset),
        end: document.positionAt(range.offset + range.length),
      },
    }),
  };
}

function ofFeature({ path, input, write }: Spot): Said | undefined {
  const [where, reference] = path;
  if (where !== 'features' || typeof reference !== 'string') return undefined;
  const id = ourFeature(reference, input.collections);
  if (!id) return undefined;
  return {
    range: keyRangeAt(input.devcontainer, ['features', reference]),
    paragraphs: [write.strong(id), ...featureText[id], noOptions],
  };
}

function ofMount({ path, input, value, write }: Spot): Said | undefined {
  const { sites } = readDocument({ document: input.devcontainer });
  const site = sites.find((each) => each.path.every((part, index) => part === path[index]));
  if (!site) return undefined;
  const usesCompose = 'dockerComposeFile' in value;
  if (isOurMount(site.mount)) {
    return {
      range: site.range,
      paragraphs: [write.strong(site.mount.target), ...ourMountText(site, usesCompose)],
    };
  }
  const { devcontainer: document, file, collections, host } = input;
  const mount = claudeMounts({ document, file, collections }, host).find(
    (each) => each.site.index === site.index,
  );
  return mount && { range: site.range, paragraphs: claudeMountText(mount, usesCompose, write) };
}

function ofPrepareCommand({ path, value, input, write }: Spot): Said | undefined {
  const [where, name] = path;
  if (where !== 'initializeCommand') return undefined;
  const { initializeCommand } = value;
  const whole = typeof initializeCommand === 'string' || Array.isArray(initializeCommand);
  const command = whole ? initializeCommand : name !== undefined && Object(initializeCommand)[name];
  if (!runsPrepare(command)) return undefined;
  const at = whole || name === undefined ? [where] : [where, name];
  return {
    range: whole ? rangeAt(input.devcontainer, at) : keyRangeAt(input.devcontainer, at),
    paragraphs: [
      write.strong('Prepares the host'),
      'Runs on the host before every start of the container: makes the folders in `~/.claude-sessions` that our Features mount, for this project, where they are missing. It overwrites nothing, and takes some milliseconds.',
      'Written by `claude-sessions share`, with the script that it runs; `isolate` and `remove` take it out.',
    ],
  };
}

const variables: Readonly<Record<string, readonly string[]>> = {
  CLAUDE_CONFIG_DIR: [
    'Where Claude Code keeps its state.',
    `Our Features set it to \`${containerConfigDir}\`, a volume that is kept across rebuilds. Another value here wins over theirs: what Claude Code then records is not kept.`,
  ],
  [tokenVariable]: [
    'A long-lived token by which Claude Code logs in, made by `claude setup-token`.',
    `Written as \`${tokenReference}\` it comes from the host’s environment; \`claude-sessions share --login token\` writes that. A token itself does not belong into this file. Without it the container has a login of its own, kept across rebuilds.`,
  ],
};

function ofVariable({ path, input, write }: Spot): Said | undefined {
  const [where, name, ...deeper] = path;
  if ((where !== 'containerEnv' && where !== 'remoteEnv') || typeof name !== 'string' || deeper.length > 0)
    return undefined;
  if (!Object.hasOwn(variables, name)) return undefined;
  return {
    range: keyRangeAt(input.devcontainer, [where, name]),
    paragraphs: [write.strong(name), ...(variables[name] ?? [])],
  };
}

function ofComposeFile({ path, node, write }: Spot): Said | undefined {
  if (path[0] !== 'dockerComposeFile' || !isOurComposeFile(node.value)) return undefined;
  if (node.parent?.type === 'property' && node.parent.children?.[0] === node) return undefined;
  return {
    range: node,
    paragraphs: [
      write.strong('What is shared with Claude Code in this container'),
      'A Compose file that is made on each host before every start, by `initializeCommand`. It mounts this project’s conversations, and of the rest what is safe, to read only: under Docker Compose read-only holds nowhere else.',
      'It has to be the last one. A `.gitignore` beside it keeps it out of git.',
    ],
  };
}

function ofPath({ node, offset, input, write }: Spot): Said | undefined {
  if (node.type !== 'string') return undefined;
  const found = claudePathAt(input.devcontainer.text, offset);
  const inside = found && found.offset >= node.offset && found.offset < node.offset + node.length;
  return inside ? { range: found, paragraphs: partText(found.part, write) } : undefined;
}
