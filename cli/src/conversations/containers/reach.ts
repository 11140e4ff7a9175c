import { createHash, randomUUID } from 'node:crypto';
import { Turns } from '@claude-sessions/core/Turns.ts';
import script from '../../../../core/assets/listConversations.sh';
import { confinedRun, scriptWords } from '../../host/confinedRun.ts';
import { copyStream } from '../../host/copyStream.ts';
import type { Engine } from '../../host/engine.ts';
import { UserError } from '../../host/errors.ts';
import { runProcess } from '../../host/runProcess.ts';
import type { TarReader } from '../../host/TarReader.ts';
import { type OutputEnd, takeOutput } from '../../host/takeOutput.ts';
import { withVolume } from '../../host/withVolume.ts';

type Take = (piece: Buffer) => Promise<void> | void;

export interface ScriptCall {
  /** The one that lists conversations, if absent. */
  readonly script?: string;
  readonly mode: 'list' | 'ends' | 'read' | 'files' | 'contents';
  /** Between mode and boundary on one side, the rest on the other, stands the config directory. */
  readonly boundary: string;
  readonly words?: readonly string[];
  readonly input?: string;
  readonly timeoutMs: number;
}

/** How Claude's config directory of a dev container is read, by its own shell or beside it. */
export interface Reach {
  /** Has the script look there. @throws UserError when it cannot even be started, and what `take` throws */
  look(call: ScriptCall, take: Take): Promise<OutputEnd>;
  /** Copies a folder of it, as a tar stream. @returns false when it is not there @throws UserError, and what `take` throws */
  copyFolder(path: string, reader: TarReader, take: Take): Promise<boolean>;
}

const wordsOf = ({ mode, boundary, words = [] }: ScriptCall, config: string) => [
  mode,
  boundary,
  config,
  ...words,
];

/** Of a container that runs: by one `exec`, as its user. */
export class RunningReach implements Reach {
  /** @param config the directory's path there @param user empty for the container's own */
  constructor(
    private readonly engine: Engine,
    private readonly id: string,
    private readonly config: string,
    private readonly user: string,
  ) {}

  look(call: ScriptCall, take: Take): Promise<OutputEnd> {
    const { command, signal } = this.engine;
    const args = [
      ...['exec', '--interactive', ...(this.user ? ['--user', this.user] : []), this.id],
      ...['/bin/sh', '-c', call.script ?? script, 'sh', ...wordsOf(call, this.config)],
    ];
    const { timeoutMs, input = '' } = call;
    return takeOutput({ command, args, signal, timeoutMs, input }, take);
  }

  copyFolder(path: string, reader: TarReader, take: Take): Promise<boolean> {
    return copyStream(this.engine, this.id, `${this.config}/${path}`, reader, take);
  }
}

/** An engine that makes more of them at once makes none sooner. */
const turns = new Turns(2);
const target = '/claude-read';

/** Of a volume, with no container of its own started: by one that can do nothing but read it. */
export class VolumeReach implements Reach {
  readonly #one = new Turns(1);

  /** @param below the directory's path in the volume; empty for its top @param image one that the engine has; undefined where there is none */
  constructor(
    private readonly engine: Engine,
    private readonly volume: string,
    private readonly below: string,
    private readonly image: () => Promise<string | undefined>,
  ) {}

  look(call: ScriptCall, take: Take): Promise<OutputEnd> {
    return turns.take(async () => {
      const { command, signal } = this.engine;
      const name = `claude-sessions-list-${randomUUID().slice(0, 13)}`;
      const args = [
        ...confinedRun(name, ['DAC_OVERRIDE']),
        // What is printed is not to be written down by the engine.
        ...['--interactive', '--log-driver', 'none'],
        ...['--mount', `type=volume,source=${this.volume},target=${target},readonly`],
        ...scriptWords(await this.#imageThere(), call.script ?? script, wordsOf(call, target + this.below)),
      ];
      const { timeoutMs, input = '' } = call;
      let end: OutputEnd | undefined;
      try {
        end = await takeOutput({ command, args, signal, timeoutMs, input }, take);
        return end;
      } finally {
        // The client is ended then, not the container.
        if (end?.ended !== 'exit') await runProcess({ command, args: ['rm', '--force', '--volumes', name] });
      }
    });
  }

  copyFolder(path: string, reader: TarReader, take: Take): Promise<boolean> {
    const id = createHash('sha256').update(this.volume).digest('hex');
    return this.#one.take(async () => {
      const image = await this.#imageThere();
      return withVolume(this.engine, { volume: this.volume, image, id }, (container, folder) =>
        copyStream(this.engine, container, `${folder}${this.below}/${path}`, reader, take),
      );
    });
  }

  async #imageThere(): Promise<string> {
    const image = await this.image();
    if (image !== undefined) return image;
    throw new UserError(
      `The volume ${this.volume} can only be read with an image of a dev container, and there is none.`,
      'Start the dev container once.',
    );
  }
}
