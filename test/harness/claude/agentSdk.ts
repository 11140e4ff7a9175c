import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cached } from '../system/cache.ts';
import { unpackPackage } from '../system/unpackPackage.ts';

/** Of the release whose reading of transcripts ours is held against. */
const version = '0.3.332';

/** A conversation as the SDK lists it; times in milliseconds since 1970. */
export interface SdkSession {
  readonly sessionId: string;
  /** The title that it shows. */
  readonly summary: string;
  readonly lastModified: number;
  readonly fileSize?: number;
  readonly customTitle?: string;
  readonly firstPrompt?: string;
  readonly gitBranch?: string;
  readonly cwd?: string;
  readonly createdAt?: number;
}

/** A message as the SDK reads it: those that a resumed client would show. */
export interface SdkMessage {
  readonly type: 'user' | 'assistant' | 'system';
  readonly uuid: string;
  readonly session_id: string;
  readonly message: unknown;
}

/** The SDK's reading of transcripts, as far as the tests ask it. It finds them by `CLAUDE_CONFIG_DIR` of the process. */
export interface AgentSdk {
  listSessions(options?: {
    dir?: string;
    limit?: number;
    offset?: number;
    includeWorktrees?: boolean;
  }): Promise<SdkSession[]>;
  getSessionInfo(id: string, options?: { dir?: string }): Promise<SdkSession | undefined>;
  getSessionMessages(
    id: string,
    options?: { dir?: string; includeSystemMessages?: boolean },
  ): Promise<SdkMessage[]>;
  forkSession(
    id: string,
    options?: { dir?: string; upToMessageId?: string; title?: string },
  ): Promise<{ sessionId: string }>;
}

/** Where the SDK lies, without its native client: a module. @throws Unavailable when npm cannot fetch it */
export async function agentSdkFile(): Promise<string> {
  const folder = await cached(join('claude-agent-sdk', version), (path) =>
    unpackPackage(`@anthropic-ai/claude-agent-sdk@${version}`, path),
  );
  return join(folder, 'sdk.mjs');
}

/** The official reader and forker of transcripts. It is an oracle of the tests, and never shipped. */
export async function agentSdk(): Promise<AgentSdk> {
  return import(pathToFileURL(await agentSdkFile()).href);
}
