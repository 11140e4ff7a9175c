import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reach } from '../../../cli/src/conversations/containers/reach.ts';
import type { TarReader } from '../../../cli/src/host/TarReader.ts';
import { takeOutput } from '../../../cli/src/host/takeOutput.ts';

const script = readFileSync(join(import.meta.dirname, '../../../core/assets/listConversations.sh'), 'utf8');

/** A config directory of this machine, by a shell and the tools of a `PATH`, as a container's are. */
export class ShellReach implements Reach {
  /** @param prepare shell text that is run before the script */
  constructor(
    private readonly shell: readonly string[],
    private readonly config: string,
    private readonly path: string,
    private readonly prepare = '',
  ) {}

  look(
    { mode, boundary, words = [], input = '', timeoutMs }: Parameters<Reach['look']>[0],
    take: Parameters<Reach['look']>[1],
  ): ReturnType<Reach['look']> {
    const [command = '', ...before] = this.shell;
    const args = [
      ...[`PATH=${this.path}`, command, ...before, '-c', `${this.prepare}${script}`, 'sh'],
      ...[mode, boundary, this.config, ...words],
    ];
    return takeOutput({ command: 'env', args, timeoutMs, input }, take);
  }

  async copyFolder(
    path: string,
    reader: TarReader,
    take: (piece: Buffer) => Promise<void> | void,
  ): Promise<boolean> {
    const args = ['-C', `${this.config}/${path}`, '-cf', '-', '.'];
    const { exitCode } = await takeOutput({ command: 'tar', args }, (piece) => {
      reader.push(piece);
      return take(piece);
    });
    if (exitCode !== 0) throw new Error('tar failed');
    return true;
  }
}
