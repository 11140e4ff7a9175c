import type { YamlNode } from '../../compose/yamlTree.ts';
import { type ManifestProblem, problem } from './problem.ts';
import { walk } from './yaml.ts';

/** What YAML 1.1, by which Kubernetes and Compose read, takes for yes or no, and YAML 1.2 for text. */
const booleans = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;
const octal = /^0[0-7]+$/;
/** Sixties, in YAML 1.1: `1000:1000` is a number. */
const sixties = /^\d+(?::[0-5]?\d)+$/;

/** Modes as people mean them, written as a decimal number. */
const likelyOctal = new Set([400, 440, 444, 500, 550, 555, 600, 640, 644, 660, 700, 750, 755, 770, 775]);
const modeKeys = new Set(['mode', 'defaultMode']);

/** Values that one reader of YAML takes for another than the next one, and those that tell a secret to every reader. */
export function checkScalars(root: YamlNode): ManifestProblem[] {
  const found: ManifestProblem[] = [];
  walk(root, (node, path) => {
    if (node.kind !== 'scalar') return;
    if (typeof node.value === 'string' && hasSecretInUrl(node.value)) found.push(secretInUrl(node));
    if (modeKeys.has(path.at(-1) ?? '')) found.push(...checkMode(node));
    else if (booleans.test(node.written)) {
      found.push(
        problem(
          'unquoted-boolean',
          node.at,
          `${node.written} is read as true or false.`,
          `Write "${node.written}", or true or false.`,
        ),
      );
    } else if (octal.test(node.written)) {
      found.push(
        problem(
          'unquoted-octal',
          node.at,
          `${node.written} is read as a number, and not by all as the same.`,
          `Write "${node.written}" if it is text, or the decimal number.`,
        ),
      );
    } else if (sixties.test(node.written)) {
      found.push(
        problem(
          'unquoted-number',
          node.at,
          `${node.written} is read as one number by some.`,
          `Write "${node.written}".`,
        ),
      );
    }
  });
  return found;
}

const secretInUrl = ({ at }: YamlNode) =>
  problem(
    'secret-in-url',
    at,
    'There is a user name, password or token in this address: whoever reads the file has it.',
    'Take it out, and put it in a secret; for a repository, use an address for ssh.',
  );

/** No name, password or token is longer. */
const longestUserInfo = 1000;
const longestScheme = 20;

/** Variables are no secret, nor is a name without a password where that is no token. */
function hasSecretInUrl(text: string): boolean {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const scheme = /[a-z][a-z0-9+.-]*$/i.exec(text.slice(Math.max(0, at - longestScheme), at))?.[0];
    const [, user] = /^([^\s/@"'<>]+)@/.exec(text.slice(at + 3, at + 3 + longestUserInfo)) ?? [];
    if (!scheme || !user || user.includes('$')) continue;
    if (user.includes(':') || /^https?$/i.test(scheme)) return true;
  }
  return false;
}

function checkMode(node: YamlNode & { kind: 'scalar' }): ManifestProblem[] {
  const { written, value, at } = node;
  // Ports and deployments of Compose have modes that are words.
  if (!/\d/.test(written)) return [];
  const digits = /^["']?0?o?(\d+)["']?$/.exec(written)?.[1] ?? '';
  const meant = Number.parseInt(digits, 8);
  const wrong = (message: string) => [
    problem('wrong-mode', at, message, `Write the decimal number${Number.isNaN(meant) ? '' : `, ${meant}`}.`),
  ];
  if (octal.test(written) || /^0o/.test(written))
    return wrong(`${written} is read by some as octal, by others as decimal ${Number(digits)}.`);
  if (typeof value !== 'number') return wrong(`${written} is not a number.`);
  if (value > 0o777) return wrong(`${written} is not a mode.`);
  if (likelyOctal.has(value))
    return wrong(`${written} is decimal here: the octal mode 0${value.toString(8)}.`);
  return [];
}
