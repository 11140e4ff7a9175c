/** Ours, so that nobody else's names make the same ids. */
const namespace = '7a1f3f0e-52c1-4c59-9a60-8f6e0f6c3b1d';

/**
 * The id of the one conversation of an agent, or of one slot of it: a UUID of version 5 (RFC 9562), by which a container that is made anew
 * goes on where the last one was.
 * @param sha1 the digest of bytes
 */
export function conversationId(
  name: string,
  slot: string | undefined,
  sha1: (bytes: Uint8Array) => Uint8Array,
): string {
  const prefix = (namespace.replaceAll('-', '').match(/../g) ?? []).map((hex) => Number.parseInt(hex, 16));
  // Names are DNS labels, of which neither has a slash.
  const text = [...`${name}/${slot ?? ''}`].map((character) => character.charCodeAt(0));
  const bytes = sha1(Uint8Array.from([...prefix, ...text])).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
