/** User, password and tokens of each address in a text. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s"'@]*@/gi, '$1***@')
    .replace(/([?&][^=\s&"']*=)[^&\s"']+/g, '$1***');
}

/** True of an address with any of them. */
export const hasSecrets = (text: string) => withoutSecrets(text) !== text;
