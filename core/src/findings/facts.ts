import type { ContainerSettings } from '../compose/containerSettings.ts';
import type { FolderIdentity } from '../container/folderIdentity.ts';
import type { InsideFacts } from '../container/insideReport.ts';
import type { Container } from '../container/inspect.ts';
import type { ExpectedMount, MountDrift } from '../container/mountDrift.ts';
import type { DevcontainerDocument } from '../devcontainer/document.ts';
import type { BreachHost } from '../share/isolationBreaches.ts';
import type { Chosen } from '../share/options.ts';
import type { Configured } from '../share/readConfigured.ts';

/**
 * What is known of one dev container. Each part is there only where it could be looked at: a check that needs a part
 * which is missing is *unknown*, never passed and never failed.
 */
export interface Facts {
  readonly configuration?: ConfigurationFacts;
  readonly host?: HostFacts;
  readonly engine?: EngineFacts;
  /** Of the container that is really this project's. */
  readonly container?: ContainerFacts;
  readonly inside?: InsideFacts;
}

/** A devcontainer.json: known wherever its text is, in an editor with no host at hand too. */
export interface ConfigurationFacts {
  /** As shown to the user: relative to the workspace folder. */
  readonly file: string;
  /** The words that name it on our command line; absent where it is found without, or nobody could look. */
  readonly where?: readonly string[];
  /** Absent when the file does not exist. */
  readonly document?: DevcontainerDocument;
  /** Where it does not exist: the folders below the workspace that have one, relative to it, with `/`. */
  readonly below?: readonly string[];
  /** Absent when the document cannot be read as an object. */
  readonly configured?: Configured;
  /** Collections whose Features are ours, beside the public one. */
  readonly collections: readonly string[];
  /** What the files that it names set; absent where it names none, or where they could not be looked for. */
  readonly settings?: ContainerSettings;
}

export interface PathFacts {
  readonly path: string;
  readonly kind: 'missing' | 'directory' | 'file' | 'other';
  /** It is a link itself. */
  readonly link: boolean;
  readonly realPath: string;
  /** Numeric owner; absent on Windows and when missing. */
  readonly uid?: number;
}

export interface HostFacts {
  /** As `process.platform`. */
  readonly platform: string;
  /** Numeric user; absent on Windows. */
  readonly uid?: number;
  /** The host as the breaches and sources of mounts are judged by it. */
  readonly paths: BreachHost;
  /** Claude's config directory on this host, `CLAUDE_CONFIG_DIR` or `~/.claude`. */
  readonly configDir: string;
  readonly env: {
    readonly HOME?: string;
    readonly USERPROFILE?: string;
    readonly CLAUDE_CONFIG_DIR?: string;
  };
  readonly workspace: PathFacts;
  /** Another folder than this one and the top of its repository, which git has the Dev Containers tools mount as the workspace. */
  readonly mountedInstead?: string;
  /** Which folder it is; absent where that cannot be told. */
  readonly identity?: FolderIdentity;
  /** The devcontainer id of this workspace and configuration. */
  readonly devcontainerId: string;
  /**
   * `~/.claude-sessions/<id>` and what is in it; `project` is the link to this project's conversations, `memory` that to its
   * memory, which is mounted over `ownMemory`.
   */
  readonly prepared: {
    readonly folder: PathFacts;
    readonly project: PathFacts;
    readonly memory: PathFacts;
    readonly ownMemory: PathFacts;
    readonly files: PathFacts;
    /** `project` is a mirror: for review, a folder of the container's own. */
    readonly mirrored?: boolean;
    /** When `project` was last changed from the link to a mirror, or back. */
    readonly formSince?: Date;
    /** Our Compose file beside devcontainer.json, where this is shared under Docker Compose. */
    readonly composeFile?: PathFacts;
  };
  /** The folder of this project's conversations as the host's Claude Code has it. */
  readonly projectFolder: PathFacts;
  /** How many conversations are in it. */
  readonly conversations?: number;
  /** The folder of its memory, which Claude Code files by the git repository. */
  readonly memoryFolder: PathFacts;
  /** Transcripts of this project that belong to another user than you or the folder's owner: their paths, at most 20. */
  readonly foreignTranscripts: readonly string[];
  /** The config directory that the prepared link keeps to, where that is another than `configDir`. */
  readonly keepsTo?: string;
  /** The sources of the binds of devcontainer.json, substituted, that could be looked up; by the index in `configuredMounts`. */
  readonly sources: readonly { readonly index: number; readonly source: PathFacts }[];
  /** Sources of our own Features' binds, where the mode has them. */
  readonly ownSources: readonly PathFacts[];
  /** The prepare scripts beside devcontainer.json against those of this version; null when sharing needs none. */
  readonly scripts: 'current' | 'changed' | 'missing' | null;
  /** The team's file has changed since the personal configuration was made of it. */
  readonly teamChanged: boolean;
  /** The user's last choice by one of our commands on this host. */
  readonly chosen?: Chosen;
  readonly settings: {
    /** Names of what *prepare* leaves out of the copy of settings.json; never a value. */
    readonly leftOut: readonly string[];
    /** Names of settings that *prepare* would copy, and that the copy that is there lacks or has otherwise; see `copyDifferences`. */
    readonly notCopied: readonly string[];
    readonly cleanupPeriodDays?: number;
    /** The same of the user's own settings alone, and of those of the project. */
    readonly cleanupOfUser?: number;
    readonly cleanupOfProject?: { readonly file: string; readonly days: number };
    /** Why the hooks of keep, where there are any, do nothing: sentences. */
    readonly keepProblems?: readonly string[];
    /** Programs that hooks and the status line of the copied settings name: first words, at most 50. */
    readonly commands: readonly string[];
    /** On the host they start Claude Code without any question about permissions; that is left out. */
    readonly bypassesPermissions?: true;
    /** The guard's hooks are among the user's. */
    readonly guarded?: true;
    /** What in the project's own settings may keep the user's hooks from running there; where the user has any. */
    readonly hooksOff?: readonly HooksOff[];
  };
  /** Of what the user's CLAUDE.md imports, where it imports anything: at most 20 each. */
  readonly imports?:
    | {
        /** As they are written: files that *prepare* would copy, or say that it does not. */
        readonly notCopied: readonly string[];
        /** What *prepare* left out: lines `file: @path: why`. */
        readonly leftOut: readonly string[];
      }
    | undefined;
  /** What *prepare* left out of what links in the shared folders of `~/.claude` lead to: lines `path: why`, at most 20. */
  readonly linksNotCopied: readonly string[];
  /** Names of plugin marketplaces with what may be a login; looked for where plugins are shared. */
  readonly marketplaceLogins?: readonly string[];
  /** The versions of Claude Code that wrote this project's last conversations, oldest first. */
  readonly clientVersions: readonly string[];
  /** Where this project was, or may have been, before it was renamed, moved or cloned again: places that are gone. */
  readonly formerPlaces?: readonly FormerPlace[];
  /** Logins in folders of the project that held Claude's state before our first command, relative to it, with `/`. */
  readonly loginsLeft?: readonly string[];
  /** Folders below the project in which conversations of this host were begun, relative to it, with `/`; at most 20. */
  readonly conversationsBelow?: readonly { readonly folder: string; readonly conversations: number }[];
  /** Ids of sessions that a running Claude Code of this host has open in this project. */
  readonly openSessions: readonly string[];
}

/** A project that this host remembers, and that is no longer where it was. */
export interface FormerPlace {
  /** Its folder then. */
  readonly folder: string;
  /** What `adopt` takes for it: the folder, or the dev container's id where several are of one folder. */
  readonly name: string;
  /** What is the same, the surest first: the folder itself; the clone, by the first line of its log; its remote repository; the devcontainer.json. */
  readonly knownBy: 'folder' | 'clone' | 'remote' | 'file';
  /** That are filed under its path on this host. */
  readonly conversations: number;
}

export interface EngineFacts {
  /** The program's name or path. */
  readonly command: string;
  /** Its own words when it does not answer. */
  readonly unreachable?: string;
  /** Where it is that it does not have this host's folders, a clause; only looked for where they are shared. */
  readonly elsewhere?: string;
  /** Containers that carry this project's labels but are not this project's: name and why. */
  readonly impostors: readonly { readonly name: string; readonly why: string }[];
  /** Containers that are this project's by their mounts, with labels of another tool; only looked for where there is no other. */
  readonly otherwiseLabelled?: readonly { readonly name: string; readonly running: boolean }[];
  /** The volumes for Claude's data that there are of this project, and who uses them; only looked for under Docker Compose. */
  readonly volumes?: readonly { readonly name: string; readonly usedBy?: string }[];
  /** There is a container of this project. */
  readonly hasContainer: boolean;
}

export interface ContainerFacts {
  readonly container: Container;
  /** Our mounts, as today's devcontainer.json wants them. */
  readonly expected: readonly ExpectedMount[];
  readonly drift: MountDrift;
  /** The devcontainer.metadata label says it was made with other Features or mounts of ours than today's file asks for: a phrase each. */
  readonly builtFrom: readonly string[];
  /** The remote user, as the metadata and devcontainer.json say; empty when unknown. */
  readonly remoteUser: string;
  /** What the last replacement of the container by a new one left as it was, for the same configuration. */
  readonly leftByRecreate?: readonly { readonly code: string; readonly evidence: readonly string[] }[];
  /** What was said where nothing could be run in it: the engine's words, or a container's. */
  readonly refused?: string;
}

/** A file of a project, relative to it with `/`, that switches the user's hooks off, or may: a link, or what cannot be read. */
export interface HooksOff {
  readonly file: string;
  readonly by: 'setting' | 'link' | 'unread';
}
