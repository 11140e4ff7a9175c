import type { ServerHost } from './contract/serverHost.ts';

/** Neither may throw. */
interface Work {
  publish(): Promise<void>;
  /** Absent where the host cannot be looked at. */
  readonly look: (() => Promise<void>) | undefined;
}

/**
 * When an open file is checked, and when the host is looked at for it: changes that arrive together are one; there is never more
 * than one look at a time, and what changes meanwhile is looked at after it.
 */
export class Watch {
  private readonly timers: Pick<ServerHost, 'after'>;
  private readonly work: Work;
  private cancelPublish: (() => void) | undefined;
  private cancelLook: (() => void) | undefined;
  /** The host was looked at once, or that was tried. */
  hasLooked = false;
  private looking = false;
  private again = false;
  private ended = false;

  constructor(timers: Pick<ServerHost, 'after'>, work: Work) {
    this.timers = timers;
    this.work = work;
  }

  /** Publishes as soon as what has arrived is read. */
  publish(): void {
    if (this.ended || this.cancelPublish) return;
    this.cancelPublish = this.timers.after(0, () => {
      this.cancelPublish = undefined;
      void this.work.publish();
    });
  }

  /** Looks at the host after a pause, then publishes what came of it. */
  look(pause: number): void {
    if (this.ended || !this.work.look) return;
    this.cancelLook?.();
    this.cancelLook = this.timers.after(pause, () => {
      this.cancelLook = undefined;
      void this.lookNow();
    });
  }

  /** Nothing comes after this, not even of what is under way. */
  end(): void {
    this.ended = true;
    this.cancelPublish?.();
    this.cancelLook?.();
  }

  private async lookNow(): Promise<void> {
    this.again = this.looking;
    if (this.looking) return;
    this.looking = true;
    await this.work.look?.();
    this.looking = false;
    this.hasLooked = true;
    this.publish();
    if (this.again) this.look(0);
    this.again = false;
  }
}
