import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { BuildFailure, type CapsuleImage, capsuleImage } from './buildImage.ts';
import type { CapsuleEvents } from './events.ts';
import { watchCommits } from './watchCommits.ts';

/** Builds the image again at each new commit, one build at a time, while the capsule goes on. */
export class Redeployer {
  /** Built, and not taken yet. */
  #ready: CapsuleImage | undefined;
  /** The commit that came while another was built. */
  #next: string | undefined;
  #isBuilding = false;
  #watch: { dispose(): Promise<void> } | undefined;

  /**
   * @param running the id of the image that runs
   * @param onReady told when there is another to take
   */
  constructor(
    private readonly engine: Engine,
    private readonly capsule: Capsule,
    private readonly events: CapsuleEvents,
    private running: string,
    private readonly onReady: () => void,
  ) {}

  async start(): Promise<void> {
    const trouble = (message: string) =>
      this.events.say(
        'note',
        `The repository can no longer be watched: ${message}. New commits are not noticed.`,
      );
    this.#watch = await watchCommits(this.capsule.folder, (commit) => void this.#build(commit), trouble);
  }

  /** Whether there is another image to take. */
  get isReady(): boolean {
    return this.#ready !== undefined;
  }

  /** The new image, once; whoever takes it says which one runs then. */
  take(): CapsuleImage | undefined {
    const ready = this.#ready;
    this.#ready = undefined;
    return ready?.id === this.running ? undefined : ready;
  }

  /** @param image the id of the one that runs now: a new one may have been refused */
  runs(image: string): void {
    this.running = image;
  }

  async dispose(): Promise<void> {
    await this.#watch?.dispose();
  }

  async #build(commit: string): Promise<void> {
    if (this.#isBuilding) {
      this.#next = commit;
      return;
    }
    this.#isBuilding = true;
    await this.#buildOne(commit);
    this.#isBuilding = false;
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined && !this.engine.signal?.aborted) await this.#build(next);
  }

  async #buildOne(commit: string): Promise<void> {
    const { events, capsule } = this;
    const short = commit.slice(0, 12);
    events.say('building', `Building the image at commit ${short}.`, { commit });
    try {
      const image = await capsuleImage(this.engine, capsule, events.progress);
      if (image.id === this.running) {
        events.say('unchanged', `The image at commit ${short} is the one that runs.`, { commit });
        return;
      }
      events.say('built', `The image at commit ${short} is built.`, { commit, image: image.id });
      this.#ready = image;
      this.onReady();
    } catch (error) {
      if (this.engine.signal?.aborted) return;
      const lines = error instanceof BuildFailure ? error.lines : [wordsOf(error)];
      const message = `The build at commit ${short} failed: ${capsule.name} stays as it was, until the next commit.`;
      events.say('build-failed', message, { commit }, lines);
    }
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof UserError && error.hint) return `${error.message} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
