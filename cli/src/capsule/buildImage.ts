import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildArguments, imageTag, userArguments } from '@claude-sessions/core/capsule/engineArguments.ts';
import { parseImageUser } from '@claude-sessions/core/capsule/imageUser.ts';
import { ownUserDockerfile } from '@claude-sessions/core/capsule/ownUser.ts';
import type { Capsule, ImageUser } from '@claude-sessions/core/capsule/types.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runBounded } from '../host/runBounded.ts';
import { LastLines, streamProcess } from '../host/streamProcess.ts';

/** What a capsule runs. */
export interface CapsuleImage {
  readonly id: string;
  readonly user: ImageUser;
}

/** A build that failed, with its last words. */
export class BuildFailure extends Error {
  constructor(readonly lines: readonly string[]) {
    super('the build failed');
  }
}

/** A fetch of the image may be part of it. */
const askMs = 600_000;

/**
 * Builds the capsule's image of its folder, or takes the given one; its user is given this host's ids, where the two share files.
 * @param show what the build prints
 * @throws BuildFailure, UserError where the image cannot be used
 */
export async function capsuleImage(
  engine: Engine,
  capsule: Capsule,
  show: (text: string) => void,
): Promise<CapsuleImage> {
  const id =
    capsule.image ?? (await withIdFile((file) => build(engine, buildArguments(capsule, file), show)));
  const user = await imageUser(engine, id);
  const own = hostIds(user);
  if (!own) return { id, user };
  const base = capsule.image ?? imageTag(capsule);
  const derived = await withFolder(async (folder) => {
    await writeFile(join(folder, 'Dockerfile'), ownUserDockerfile(base, user, own));
    const tag = `${imageTag(capsule).replace(/:latest$/, '')}:user`;
    return withIdFile((file) => build(engine, ['build', '--iidfile', file, '--tag', tag, folder], show));
  });
  return { id: derived, user: { ...own, home: user.home } };
}

/** An image that is there, as it is. @throws UserError where it cannot be used */
export async function imageThere(engine: Engine, id: string): Promise<CapsuleImage> {
  return { id, user: await imageUser(engine, id) };
}

async function build(
  { command, signal }: Engine,
  args: readonly string[],
  show: (text: string) => void,
): Promise<void> {
  const last = new LastLines();
  const hear = (text: string) => {
    last.add(text);
    show(text);
  };
  const exitCode = await streamProcess({ command, args, signal, onOut: hear, onErr: hear });
  if (exitCode !== 0) throw new BuildFailure(last.lines);
}

async function imageUser({ command, signal }: Engine, image: string): Promise<ImageUser> {
  const asked = await runBounded({
    command,
    args: userArguments(image),
    signal,
    timeoutMs: askMs,
    maxBytes: 4096,
  });
  const user = parseImageUser(asked.stdout);
  if (user) return user;
  const why = asked.exitCode === 0 ? 'its user has no home' : asked.stderr || 'it does not run';
  throw new UserError(
    `The image ${image} cannot be used: ${why}.`,
    'It needs sh and id, and a user with a home: make one in it, and name it with USER.',
  );
}

/** On Linux what the container writes in the folder keeps its ids: they have to be this user's. Root's are nobody's. */
function hostIds({ uid, gid }: ImageUser): { uid: number; gid: number } | undefined {
  if (process.platform !== 'linux') return undefined;
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return own.uid === 0 || uid === 0 || (own.uid === uid && own.gid === gid) ? undefined : own;
}

/** @returns what the engine wrote into the file */
function withIdFile(work: (file: string) => Promise<void>): Promise<string> {
  return withFolder(async (folder) => {
    const file = join(folder, 'image');
    await work(file);
    return (await readFile(file, 'utf8')).trim();
  });
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'claude-sessions-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
