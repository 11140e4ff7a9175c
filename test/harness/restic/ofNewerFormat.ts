import { createCipheriv, randomBytes } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface MasterKey {
  readonly mac: { readonly k: string; readonly r: string };
  readonly encrypt: string;
}

/**
 * Makes a repository in a folder say that it is of a format that no restic knows yet, sealed with its own key.
 * @param key what `restic cat masterkey` prints @param config what `restic cat config` prints
 */
export function ofNewerFormat(folder: string, key: string, config: string): void {
  const { mac, encrypt } = JSON.parse(key) as MasterKey;
  const text = Buffer.from(JSON.stringify({ ...JSON.parse(config), version: 99 }));
  const nonce = randomBytes(16);
  const sealed = createCipheriv('aes-256-ctr', Buffer.from(encrypt, 'base64'), nonce).update(text);
  const pad = createCipheriv('aes-128-ecb', Buffer.from(mac.k, 'base64'), null).update(nonce);
  const path = join(folder, 'config');
  chmodSync(path, 0o600);
  writeFileSync(path, Buffer.concat([nonce, sealed, poly1305(sealed, Buffer.from(mac.r, 'base64'), pad)]));
}

/** As D. J. Bernstein has it: https://cr.yp.to/mac/poly1305-20050329.pdf */
function poly1305(message: Buffer, r: Buffer, pad: Buffer): Buffer {
  const factor = number(r) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = message.subarray(at, at + 16);
    sum = ((sum + number(block) + (1n << BigInt(8 * block.length))) * factor) % ((1n << 130n) - 5n);
  }
  const tag = ((sum + number(pad)) % (1n << 128n)).toString(16).padStart(32, '0');
  return Buffer.from(tag, 'hex').reverse();
}

/** Of bytes, the lowest first. */
const number = (bytes: Buffer) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
