import type { Disclosure } from '@claude-sessions/core/share/disclosure.ts';
import type { Breach } from '@claude-sessions/core/share/isolationBreaches.ts';
import type { Login } from '@claude-sessions/core/share/login.ts';
import type { Mode } from '@claude-sessions/core/share/options.ts';
import { version } from '../../package.json';
import type { PrepareResult } from '../prepare/prepareWorkspace.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Plan } from './plan.ts';

/** What `share`, `isolate`, `remove`, `prepare` and `adopt` print with `--json`, one shape: as `schemas/change-report.schema.json` says. */
export interface ChangeReport extends Disclosure {
  readonly schemaVersion: 1;
  /** Of claude-sessions. */
  readonly version: string;
  readonly command: 'share' | 'isolate' | 'remove' | 'prepare' | 'adopt';
  /** As it is after the command; `prepare` and `adopt` change none. */
  readonly mode: Mode;
  /** The container's login as `share` or `isolate` write it; null for the others. */
  readonly login: Login | null;
  readonly folder: string;
  readonly config: string;
  readonly devcontainerId: string;
  readonly dryRun: boolean;
  /** Something was written, or would be. */
  readonly changed: boolean;
  readonly changes: Plan['changes'];
  readonly files: readonly { readonly path: string; readonly change: 'created' | 'changed' | 'deleted' }[];
  readonly warnings: readonly string[];
  readonly breaches: readonly Breach[];
  /** What Claude Code asks at its first start inside. */
  readonly asks: readonly string[];
  /** Volumes that held the container's Claude state before, and what became of them. */
  readonly formerVolumes: readonly FormerVolumeReport[];
  /** What was made on this host; null where nothing was prepared. */
  readonly prepared: PrepareResult | null;
  /** What `remove` took out, and what it left; null for the others. */
  readonly removed: Removed | null;
  /** What `adopt` took over, or would; null for the others. */
  readonly adopted: AdoptedReport | null;
}

export interface AdoptedReport {
  /** The former place; `proven`: it is the same folder. */
  readonly former: { readonly folder: string; readonly devcontainerId: string; readonly proven: boolean };
  readonly conversations: readonly {
    readonly from: string;
    readonly to: string;
    readonly conversations: number;
    /** Conversations that stay where they are, and why. */
    readonly stay: number;
    readonly why: string | null;
    /** Paths where what differs from what is here already was put. */
    readonly aside: readonly string[];
    /** What could not be moved, and why: a line each. */
    readonly left: readonly string[];
  }[];
  readonly volume: {
    readonly state: 'copy' | 'none' | 'later' | 'unreachable';
    /** Null where nothing was copied yet. */
    readonly copies: readonly {
      readonly from: string;
      readonly to: string;
      readonly copied: number | null;
      readonly kept: number | null;
    }[];
    /** Why it cannot be copied now. */
    readonly why: string | null;
  };
  /** The host's record of devcontainer.json. */
  readonly record: boolean;
  readonly approval: boolean;
  /** Nothing is left to be taken over. */
  readonly done: boolean;
  /** Paths in the former prepared folder that are not the tools' own. */
  readonly left: readonly string[];
}

export interface FormerVolumeReport {
  readonly volume: string;
  readonly target: string;
  readonly takenOver: boolean;
  readonly login?: boolean;
  readonly conversations?: number;
  readonly kilobytes?: number;
  /** Entries that the new volume had already. */
  readonly kept?: number;
  /** Why it was not taken over. */
  readonly why?: string;
}

export interface Removed {
  /** How devcontainer.json is after that; null when it was not changed. */
  readonly restores: Plan['restores'] | null;
  /** A copy of the file as it was before the first command, where that is not restored. */
  readonly originalKept: string | null;
  /** The volume that is left with the container's own state. */
  readonly volume: string | null;
  /** The Compose project's name stands in front of it. */
  readonly volumeHasProjectInFront: boolean;
  /** The volume that is left with the whole home of the container's user. */
  readonly homeVolume: string | null;
  readonly keptPreparedFolder: boolean;
  /** The settings.json that the guard was taken out of, since no project is shared any more. */
  readonly guard: readonly string[];
  readonly left: readonly string[];
}

/** A report; what is not given is as if nothing had been done. */
export function changeReport(
  command: ChangeReport['command'],
  { folder, configFile, devcontainerId }: Workspace,
  mode: Mode,
  parts: Partial<ChangeReport>,
): ChangeReport {
  return {
    ...{ schemaVersion: 1, version, command, mode, login: null, folder, config: configFile, devcontainerId },
    ...{ dryRun: false, changed: false, changes: [], files: [], warnings: [] },
    ...{ writes: [], reads: [], keeps: [], breaches: [], asks: [], formerVolumes: [] },
    ...{ prepared: null, removed: null, adopted: null },
    ...parts,
  };
}
