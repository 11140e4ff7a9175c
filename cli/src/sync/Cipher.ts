import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';

/** How what lies in a folder is named, and written. */
export interface Cipher {
  /** Undefined bytes of a name, the same on each machine with the key: it tells nothing of what it is made of. */
  name(...parts: readonly string[]): string;
  /** @param context what it is: it opens as nothing else */
  seal(context: string, bytes: Uint8Array): Promise<Uint8Array>;
  /** @param most bytes that it may have @throws where it was not sealed with the key, for that context, or is more */
  open(context: string, sealed: Uint8Array, most: number): Promise<Buffer>;
}

const nameLength = 32;
const markLength = 32;

/** Compressed, marked so that only who has the key can have made it, and encrypted in the age format. @param key `AGE-SECRET-KEY-1…` */
export async function ageCipher(key: string): Promise<Cipher> {
  const { Decrypter, Encrypter, identityToRecipient } = await import('age-encryption');
  const recipient = await identityToRecipient(key);
  const derived = (what: string) =>
    Buffer.from(hkdfSync('sha256', key, 'claude-sessions sync', what, markLength));
  const names = derived('names');
  const marks = derived('marks');
  const markOf = (context: string, bytes: Uint8Array) =>
    createHmac('sha256', marks).update(`${context}\0`).update(bytes).digest();
  return {
    name: (...parts) =>
      createHmac('sha256', names).update(parts.join('\0')).digest('hex').slice(0, nameLength),
    async seal(context, bytes) {
      const packed = gzipSync(Buffer.concat([markOf(context, bytes), bytes]), { level: 4 });
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      return await encrypter.encrypt(packed);
    },
    async open(context, sealed, most) {
      const decrypter = new Decrypter();
      decrypter.addIdentity(key);
      const packed = await decrypter.decrypt(sealed);
      const all = gunzipSync(packed, { maxOutputLength: most + markLength });
      const bytes = all.subarray(markLength);
      const mark = all.subarray(0, markLength);
      if (mark.length !== markLength || !timingSafeEqual(mark, markOf(context, bytes)))
        throw new Error('it was made by somebody else');
      return bytes;
    },
  };
}

/** As it is, for who wants to read it there. */
export const plainCipher: Cipher = {
  name: (...parts) => createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, nameLength),
  seal: async (_, bytes) => bytes,
  async open(_, sealed, most) {
    if (sealed.length > most) throw new Error('it is too long');
    return Buffer.from(sealed);
  },
};
