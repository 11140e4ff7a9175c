import { counted } from '../counted.ts';
import { placeText } from '../filePlace.ts';
import { adviceText } from '../findings/advice.ts';
import { type CheckResult, findingsOf, hasPassed } from '../findings/check.ts';
import { documentationUrl } from '../findings/documentation.ts';
import type { Finding } from '../findings/finding.ts';
import { inOrder } from '../findings/inOrder.ts';
import { places, placeTitle, severityWords } from '../findings/labels.ts';
import { followers, unknownReasons } from '../findings/resultGroups.ts';
import type { Status } from '../findings/status.ts';
import { codeSpan } from '../markdown.ts';
import { type Mode, modeWords } from '../share/options.ts';
import { inertText } from './inertText.ts';

/** The surroundings in which a report was made. */
export interface ReportFacts {
  readonly appName: string;
  readonly appVersion: string;
  readonly extensionVersion: string;
  readonly platform: string;
  /** In a user's words: on the host, in the container, restricted. */
  readonly place: string;
}

/** One dev container as it was looked at. */
interface ReportedProject {
  readonly folder: string;
  /** devcontainer.json, relative to the folder. */
  readonly file: string;
  readonly mode: Mode;
  readonly status: Status;
  readonly container?: { readonly name: string; readonly running: boolean };
  /** The engine's program. */
  readonly engine?: string;
  /** The version of `claude-state` inside. */
  readonly versionInside?: string;
  /** Who is logged in there, in our words. */
  readonly login?: string;
  readonly results: readonly CheckResult[];
  whyUnknown(result: CheckResult): string;
}

/** Takes out what is not for others: secrets, and who the user is. */
type Redact = (text: string) => string;

const states: Record<Status['state'], string> = {
  none: 'no devcontainer.json',
  unreadable: 'devcontainer.json is not valid',
  notSetUp: 'not set up',
  shared: 'shared',
  reviewed: 'reviewed',
  isolated: 'isolated',
  drift: 'the container is not as configured',
};

/**
 * What was found, as Markdown to be read and pasted in public. The same for the same looks. Whatever comes from outside (of
 * a container, a file, an engine) is one line of bounded length in which nothing is markup, a link, a mention or hidden.
 */
export function issueReport(looks: readonly ReportedProject[], facts: ReportFacts, redact: Redact): string {
  const text = (value: string) => inertText(redact(value));
  const code = (value: string) => codeSpan(redact(value));
  const { appName, appVersion, extensionVersion, platform, place } = facts;
  const lines = [
    '# Claude Sessions: report',
    '',
    `- Claude Sessions ${text(extensionVersion)}`,
    `- ${text(appName)} ${text(appVersion)}, ${text(platform)}`,
    `- Looked at: ${text(place)}`,
    ...(looks.length === 0 ? ['', 'There is no dev container to look at.'] : []),
    ...looks.flatMap((look) => ['', ...lookLines(look, text, code)]),
  ];
  return `${lines.join('\n')}\n`;
}

function lookLines(look: ReportedProject, text: Redact, code: Redact): string[] {
  const { folder, file, mode, status, container, engine, versionInside, login, results } = look;
  return [
    `## ${code(folder)}`,
    '',
    `- File: ${code(file)}`,
    `- Mode: ${modeWords[mode]}${status.home ? ', the whole home is kept' : ''}`,
    `- State: ${states[status.state]}${status.drift > 0 ? ` (${status.drift})` : ''}`,
    `- Container: ${container ? `${code(container.name)}, ${container.running ? 'running' : 'stopped'}` : withoutContainer(results)}`,
    ...(engine === undefined ? [] : [`- Engine: ${code(engine)}`]),
    ...(versionInside === undefined ? [] : [`- Claude Sessions inside: ${text(versionInside)}`]),
    ...(login === undefined ? [] : [`- Claude Code inside: ${login}`]),
    ...places.flatMap((place) => {
      return groupLines(
        placeTitle(place, false),
        results.filter(({ check }) => check.place === place),
        text,
        code,
      );
    }),
    ...unknownLines(look, text, code),
  ];
}

/** The lines about one place; none where no check could look. */
function groupLines(title: string, results: readonly CheckResult[], text: Redact, code: Redact): string[] {
  if (results.every(({ state }) => state === 'unknown')) return [];
  const findings = inOrder(findingsOf(results));
  const passed = results.filter(hasPassed).length;
  return [
    '',
    `### ${title}`,
    '',
    ...(findings.length === 0 && passed > 0 ? [`${counted(passed, 'check')}; nothing is wrong.`] : []),
    ...findings.flatMap((finding) => findingLines(finding, text, code)),
    ...followLines(results, code),
  ];
}

/** Which checks found what follows from another finding, by that. */
function followLines(results: readonly CheckResult[], code: Redact): string[] {
  return [...followers(results, ({ code: name }) => name)].map(([cause, those]) => {
    return `- follows from ${code(cause)}: ${those.map(({ check }) => code(check.code)).join(', ')}`;
  });
}

function findingLines(
  { code: name, severity, message, evidence, fix, at }: Finding,
  text: Redact,
  code: Redact,
): string[] {
  return [
    `- **${severityWords[severity]}**: ${text(message)} [${name}](${documentationUrl(name)})`,
    ...(at ? [`  - at: ${code(placeText(at))}`] : []),
    ...evidence.map((line) => `  - seen: ${code(line)}`),
    ...(fix.length > 0 ? [`  - to do: ${text(adviceText(fix))}`] : []),
  ];
}

/** Which checks could not look, by the reason. */
function unknownLines({ results, whyUnknown }: ReportedProject, text: Redact, code: Redact): string[] {
  const reasons = unknownReasons(results, whyUnknown);
  if (reasons.size === 0) return [];
  const lines = [...reasons].map(([why, those]) => {
    return `- ${text(why)}: ${those.map(({ check }) => code(check.code)).join(', ')}`;
  });
  return ['', '### Unknown', '', ...lines];
}

/** The sentence about the container where none was found: only who looked for one says that there is none. */
function withoutContainer(results: readonly CheckResult[]): string {
  const looked = results.filter(({ state }) => state !== 'unknown').map(({ check }) => check);
  if (looked.some(({ place }) => place === 'inside')) return 'this one, seen from inside';
  return looked.some(({ code }) => code === 'no-container') ? 'none' : 'unknown';
}
