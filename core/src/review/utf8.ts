/** Of every platform that the core runs on; its types are in none of the libraries that the core is checked with. */
declare const TextDecoder: new (
  label: string,
  options: { ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text from bytes; what is no UTF-8 becomes U+FFFD, as where Claude Code reads it. */
export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);
