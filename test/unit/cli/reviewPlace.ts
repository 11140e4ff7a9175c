import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type ReviewOptions, syncProject } from '../../../cli/src/review/syncProject.ts';
import { projectSlug } from '../../../core/src/slug.ts';

/** The folder of everything. */
export let root = '';
export let options: ReviewOptions;
/** The project's folder in the container. */
export const inside = '/workspaces/app';

/** A project on the host and its mirror, without any container: others for each test. */
export function useReviewPlace(): void {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'review-'));
    const realFolder = join(root, 'app');
    mkdirSync(join(realFolder, 'src'), { recursive: true });
    const projectFolder = join(root, '.claude', 'projects', projectSlug(realFolder));
    mkdirSync(projectFolder, { recursive: true });
    const mirror = join(root, 'prepared', 'project');
    mkdirSync(join(mirror, 'memory'), { recursive: true });
    options = {
      devcontainerId: `test-${process.pid}-${Math.random()}`,
      realFolder,
      paths: { host: realFolder, container: inside },
      mirror,
      projectFolder,
      configDir: join(root, '.claude'),
      journal: join(root, 'prepared', 'review', 'journal.jsonl'),
    };
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
}

/** The container has the project where the host has it. */
export function useSamePath(): void {
  options = { ...options, paths: { host: options.realFolder, container: options.realFolder } };
}

export const one = '11111111-1111-4111-8111-111111111111';
export const two = '22222222-2222-4222-8222-222222222222';
let count = 0;
export const uuid = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;

/** A line of a conversation. */
export function line(
  session: string,
  cwd: string,
  text: string,
  parentUuid: string | null = null,
  id = uuid(),
) {
  return {
    parentUuid,
    isSidechain: false,
    userType: 'external',
    cwd,
    sessionId: session,
    version: '2.1.329',
    type: 'user',
    message: { role: 'user', content: text },
    uuid: id,
    timestamp: '2026-11-30T10:00:00.000Z',
  };
}
export const host = (session: string) => join(options.projectFolder, `${session}.jsonl`);
export const mirror = (session: string) => join(options.mirror, `${session}.jsonl`);
export const add = (path: string, ...lines: object[]) =>
  appendFileSync(path, lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
export const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text));
export const textsOf = (path: string) =>
  linesOf(path).flatMap(
    ({ message, customTitle }) => message?.content ?? (customTitle ? `title: ${customTitle}` : []),
  );
export const outcomes = async (only?: 'pull' | 'push') =>
  (await syncProject({ ...options, ...(only && { only }) })).files.map(({ outcome }) => outcome.kind);
