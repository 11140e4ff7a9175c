import { homedir } from 'node:os';
import { join } from 'node:path';

/** A program of ours that runs as long as the user is logged in. */
export interface UserService {
  /** Of letters, digits and `-`, `_`, `.`. */
  readonly name: string;
  readonly description: string;
  /** The words after our program. */
  readonly args: readonly string[];
  /** Variables that it needs as they are now. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The file of a user service, and how it is started: of systemd, or on a Mac of launchd. */
export function userService(service: UserService): string {
  return process.platform === 'darwin' ? launchd(service) : systemd(service);
}

const programOf = ({ args }: UserService) => [process.execPath, process.argv[1] ?? '', ...args];

/** A line break would begin another setting. */
const oneLine = (text: string) => text.replace(/\p{Cc}/gu, ' ');

function systemd(service: UserService): string {
  const { name, description, environment = {} } = service;
  return [
    `# ${oneLine(join(homedir(), '.config', 'systemd', 'user', `${name}.service`))}`,
    `# then: systemctl --user enable --now ${name}`,
    '[Unit]',
    `Description=Claude Sessions: ${oneLine(description).replaceAll('%', '%%')}`,
    '',
    '[Service]',
    ...Object.entries(environment).map(([key, value]) => `Environment=${quoted(`${key}=${value}`)}`),
    `ExecStart=${programOf(service)
      .map((word) => quoted(word).replaceAll('$', '$$$$'))
      .join(' ')}`,
    'Restart=on-failure',
    'RestartSec=10',
    '',
    '[Install]',
    'WantedBy=default.target',
  ].join('\n');
}

/** As systemd.syntax(7) reads a word: in quotes, with escapes of C, and `%` twice as it begins a specifier. */
function quoted(word: string): string {
  const escaped = word
    .replace(/[\\"]/g, '\\$&')
    .replace(/\p{Cc}/gu, (character) => [...Buffer.from(character)].map(hexEscape).join(''));
  return `"${escaped.replaceAll('%', '%%')}"`;
}

const hexEscape = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`;

function launchd(service: UserService): string {
  const { name, environment = {} } = service;
  const path = join(homedir(), 'Library', 'LaunchAgents', `${name}.plist`);
  const variables = Object.entries(environment).flatMap(([key, value]) => [
    `    <key>${escaped(key)}</key><string>${escaped(value)}</string>`,
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${escaped(path)}; then: launchctl load ${escaped(path)} -->`,
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><dict>',
    `  <key>Label</key><string>${escaped(name)}</string>`,
    '  <key>ProgramArguments</key><array>',
    ...programOf(service).map((word) => `    <string>${escaped(word)}</string>`),
    '  </array>',
    ...(variables.length > 0 ? ['  <key>EnvironmentVariables</key><dict>', ...variables, '  </dict>'] : []),
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><true/>',
    '</dict></plist>',
  ].join('\n');
}

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('--', '&#45;&#45;');
