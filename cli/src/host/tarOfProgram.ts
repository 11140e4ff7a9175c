import { dirname } from 'node:path/posix';

const blockSize = 512;

/** A tar file with one program and the folder that it lies in, root's: what an engine's `cp` takes. @param path absolute */
export function tarOfProgram(path: string, content: Uint8Array): Uint8Array {
  const folder = header(`${dirname(path).slice(1)}/`, { size: 0, mode: 0o755, type: '5' });
  const file = header(path.slice(1), { size: content.length, mode: 0o755, type: '0' });
  const padding = new Uint8Array(-content.length & (blockSize - 1));
  return Buffer.concat([folder, file, content, padding, new Uint8Array(2 * blockSize)]);
}

/** POSIX ustar. */
function header(name: string, { size, mode, type }: { size: number; mode: number; type: '0' | '5' }): Buffer {
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(name, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar\0' + '00', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
