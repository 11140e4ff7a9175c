import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { CliPlace } from './place.ts';

export const session = '0e7e4f5c-0000-4000-8000-000000000000';
export const prompt = ['You are an agent.\nBe kind.', 'And be brief.'];

export interface Json {
  findings: { code: string; severity: string; path: string; evidence: string[] }[];
  unchanged: number;
  bytes: number;
  entries: number;
  moreFindings: number;
  moreInformation: number;
  quarantined?: { path: string; to?: string; why?: string }[];
}

export const line = (value: object, id = session) => `${JSON.stringify({ ...value, sessionId: id })}\n`;
export const snapshot = (systemPrompt: string[], id = session) =>
  line({ type: 'attachment', attachment: { type: 'prompt_snapshot', systemPrompt } }, id);
export const turn = line({ type: 'user', message: { role: 'user', content: 'hi' } });

/** A project with a conversation, shared by the program, and what a container then wrote. */
export class VerifyPlace extends CliPlace {
  /** Claude Code's folder of the project. */
  readonly transcripts = join(this.home, '.claude/projects', this.folder.replace(/[^A-Za-z0-9]/g, '-'));

  static async shared(): Promise<VerifyPlace> {
    const place = new VerifyPlace();
    place.writeConfig('{"image": "x"}\n');
    place.put(`${session}.jsonl`, turn + snapshot(prompt));
    place.put('memory/MEMORY.md', '- one\n');
    const { exitCode, stderr } = await place.run('share', '--no-install-claude');
    expect(exitCode, stderr).toBe(0);
    return place;
  }

  put(path: string, text: string | Buffer): string {
    return put(join(this.transcripts, path), text);
  }

  get prepared(): string {
    const sessions = join(this.home, '.claude-sessions');
    return join(sessions, readdirSync(sessions)[0] ?? '');
  }

  async verify(...args: string[]): Promise<{ code: number | null; json: Json; found: string[] }> {
    const { exitCode, stdout, stderr } = await this.run('verify', '--json', ...args);
    expect(stdout, stderr).toMatch(/^\{/);
    const json = JSON.parse(stdout) as Json;
    const found = json.findings
      .filter(({ severity }) => severity !== 'information')
      .map(({ code, path }) => `${code} ${path}`.trimEnd());
    return { code: exitCode, json, found: found.sort() };
  }
}
