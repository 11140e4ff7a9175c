/** A text with its variables replaced; or why that cannot be known, as a clause. */
export type Interpolated = { readonly value: string } | { readonly unknown: string };

/** Nobody nests defaults deeper. */
const maxDepth = 20;

class Unknown extends Error {}

/**
 * Replaces variables as Docker Compose does (docs.docker.com, "Interpolation"): `$NAME`, `${NAME}`, with `:-` `-` `:?` `?`
 * `:+` `+` and a text in which variables may stand too; `$$` is a dollar sign. What is not set is empty.
 */
export function interpolate(text: string, variable: (name: string) => string | undefined): Interpolated {
  if (!text.includes('$')) return { value: text };
  try {
    return { value: replace(text, variable, 0) };
  } catch (error) {
    if (error instanceof Unknown) return { unknown: error.message };
    throw error;
  }
}

function replace(text: string, variable: (name: string) => string | undefined, depth: number): string {
  if (depth > maxDepth) throw new Unknown('its variables are nested too deep');
  let result = '';
  let at = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', at)) {
    result += text.slice(at, dollar);
    const rest = text.slice(dollar + 1);
    const [name] = /^[A-Za-z_]\w*/.exec(rest) ?? [];
    if (rest.startsWith('$')) {
      result += '$';
      at = dollar + 2;
    } else if (rest.startsWith('{')) {
      const end = closingBrace(text, dollar + 2);
      result += braced(text.slice(dollar + 2, end), variable, depth);
      at = end + 1;
    } else if (name !== undefined) {
      result += variable(name) ?? '';
      at = dollar + 1 + name.length;
    } else {
      throw new Unknown('a `$` in it begins no variable');
    }
  }
  return result + text.slice(at);
}

function closingBrace(text: string, start: number): number {
  let depth = 1;
  for (let index = start; index < text.length; index++) {
    if (text[index] === '}') depth--;
    else if (text.startsWith('${', index)) depth++;
    if (depth === 0) return index;
  }
  throw new Unknown('a `${` in it has no end');
}

function braced(inner: string, variable: (name: string) => string | undefined, depth: number): string {
  const [, name, operator = '', text = ''] = /^([A-Za-z_]\w*)(?:(:?[-?+])(.*))?$/s.exec(inner) ?? [];
  if (name === undefined) throw new Unknown('a `${` in it begins no variable');
  const value = variable(name);
  const isThere = operator.startsWith(':') ? Boolean(value) : value !== undefined;
  switch (operator.at(-1)) {
    case '-':
      return isThere ? (value ?? '') : replace(text, variable, depth + 1);
    case '+':
      return isThere ? replace(text, variable, depth + 1) : '';
    case '?':
      if (!isThere) throw new Unknown(`${name} is not set`);
  }
  return value ?? '';
}
