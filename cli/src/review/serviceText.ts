import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** A user service that carries a project's conversations as long as the user is logged in: its file, and how it is started. */
export function serviceText(folder: string): string {
  const program = [process.execPath, process.argv[1] ?? '', 'pull', '--watch', folder];
  return process.platform === 'darwin' ? launchd(folder, program) : systemd(folder, program);
}

const nameOf = (folder: string) => `claude-sessions-${basename(folder).replace(/[^\w.-]/g, '-')}`;

function systemd(folder: string, program: readonly string[]): string {
  const quoted = program.map(
    (word) => `"${word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`,
  );
  const name = nameOf(folder);
  return [
    `# ${join(homedir(), '.config', 'systemd', 'user', `${name}.service`)}`,
    `# then: systemctl --user enable --now ${name}`,
    '[Unit]',
    `Description=Claude Sessions: conversations of ${basename(folder).replaceAll('%', '%%')}`,
    '',
    '[Service]',
    `ExecStart=${quoted.join(' ')}`,
    'Restart=on-failure',
    'RestartSec=10',
    '',
    '[Install]',
    'WantedBy=default.target',
  ].join('\n');
}

function launchd(folder: string, program: readonly string[]): string {
  const name = nameOf(folder);
  const path = join(homedir(), 'Library', 'LaunchAgents', `${name}.plist`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${escaped(path)}; then: launchctl load ${escaped(path)} -->`,
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><dict>',
    `  <key>Label</key><string>${escaped(name)}</string>`,
    '  <key>ProgramArguments</key><array>',
    ...program.map((word) => `    <string>${escaped(word)}</string>`),
    '  </array>',
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
