import { findNodeAtLocation, type JSONPath, type Node } from 'jsonc-parser';
import { type DevcontainerDocument, documentValue } from '../devcontainer/document.ts';
import type { FilePlace } from '../filePlace.ts';
import { type ConfiguredMount, configuredMounts } from '../mounts/configuredMounts.ts';
import { toObject } from '../toObject.ts';
import type { ConfigurationFacts } from './facts.ts';
import type { Finding } from './finding.ts';

export type Range = NonNullable<Finding['range']>;
export type Path = readonly (string | number)[];

/** A mount that a devcontainer.json asks for and the tools make, and where it stands in the text. */
export interface MountSite extends ConfiguredMount {
  /** Its place in what `configuredMounts` gives. */
  readonly index: number;
  /** The entry, for people. */
  readonly text: string;
  readonly range: Range | undefined;
  /** Where it stands when that is a file which devcontainer.json names. */
  readonly at?: FilePlace;
}

export interface DocumentReading {
  readonly document: DevcontainerDocument | undefined;
  readonly value: Readonly<Record<string, unknown>>;
  readonly sites: readonly MountSite[];
}

const readings = new WeakMap<DevcontainerDocument, DocumentReading>();
const nothing: DocumentReading = { document: undefined, value: {}, sites: [] };

/** Reads a document, once for all checks. Never throws; of a broken one, what can be read. */
export function readDocument({ document }: Pick<ConfigurationFacts, 'document'>): DocumentReading {
  if (!document) return nothing;
  const known = readings.get(document);
  if (known) return known;
  const value = toObject(documentValue(document));
  const sites = configuredMounts(value)
    .map((mount, index) => ({
      ...mount,
      index,
      text: typeof mount.entry === 'string' ? mount.entry : JSON.stringify(mount.entry),
      range: rangeAt(document, mount.path),
    }))
    // Under Docker Compose the tools heed neither `runArgs` nor `workspaceMount`.
    .filter(({ where }) => where === 'mounts' || !('dockerComposeFile' in value));
  const reading = { document, value, sites };
  readings.set(document, reading);
  return reading;
}

/** The range of a value; undefined when nothing is there. */
export function rangeAt(document: DevcontainerDocument | undefined, path: Path): Range | undefined {
  return rangeOf(findNode(document, path));
}

export function keyRangeAt(document: DevcontainerDocument | undefined, path: Path): Range | undefined {
  const parent = findNode(document, path)?.parent;
  return parent?.type === 'property' ? rangeOf(parent.children?.[0]) : undefined;
}

function findNode(document: DevcontainerDocument | undefined, path: Path): Node | undefined {
  return document?.root && path.length > 0 ? findNodeAtLocation(document.root, path as JSONPath) : undefined;
}

function rangeOf(node: Node | undefined): Range | undefined {
  return node && { offset: node.offset, length: node.length };
}
