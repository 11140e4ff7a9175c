import { expect, it } from 'vitest';
import { disclose } from '../../../core/src/share/disclosure.ts';
import type { Login } from '../../../core/src/share/login.ts';
import { defaultShareOptions, type ShareOptions } from '../../../core/src/share/options.ts';

const all: ShareOptions = {
  profile: true,
  memory: 'rw',
  tasks: true,
  allProjects: true,
  samePath: false,
  otel: 'host',
  home: false,
  review: false,
  plugins: true,
  login: 'token',
};

it('says nothing is shared where nothing is', () => {
  expect(disclose('isolate', { ...all, otel: 'off', login: 'own' }, 3)).toEqual({
    writes: [],
    reads: [],
    keeps: [],
  });
  const none = disclose('none', { ...all, home: true }, 3);
  expect(none).toEqual({ writes: [], reads: [], keeps: [] });
});

it('says what a login means that is not the container’s own, isolated too', () => {
  for (const mode of ['share', 'isolate'] as const) {
    const last = (login: Login) => disclose(mode, { ...all, login }, 3).reads.at(-1);
    expect(last('token')).toContain('CLAUDE_CODE_OAUTH_TOKEN');
    expect(last('shared')).toMatch(/each of them can read .* logs out all, .* becomes the shared one/);
    expect(last('own') ?? '').not.toMatch(/login|TOKEN/);
  }
});

it('says that telemetry is sent, isolated too', () => {
  for (const mode of ['share', 'isolate'] as const) {
    const reads = (otel: ShareOptions['otel']) => disclose(mode, { ...all, otel }, 3).reads.join('\n');
    expect(reads('host')).toContain('OTEL_EXPORTER_OTLP_HEADERS');
    expect(reads('http://c:4318')).toContain('OTEL_EXPORTER_OTLP_HEADERS');
    expect(reads('off')).not.toContain('OTEL');
  }
});

it('by default: writes this project’s conversations only', () => {
  const { writes, reads } = disclose('share', defaultShareOptions, 3);
  expect(writes).toEqual(["this project's conversations"]);
  expect(reads.join('\n')).toMatch(/memory[\s\S]*agents, commands[\s\S]*settings\.json/);
  expect(reads).toContain('a filtered copy of settings.json');
  expect(reads).toContain('copies of CLAUDE.md and what it imports, and of keybindings.json');
  expect(reads.join('\n')).toMatch(/[.]claude[.]json[^\n]*trust[^\n]*allowed[^\n]*MCP servers/);
  expect(reads.join('\n')).not.toMatch(/every project|OAUTH/);
});

it('reviewed, it writes nothing that Claude on the host reads', () => {
  expect(disclose('share', { ...defaultShareOptions, review: true }, 3).writes).toEqual([
    "a copy of this project's conversations, which Claude on the host never reads",
  ]);
});

it('says whose memory it is, where that is the repository’s', () => {
  const whose = 'the memory of /home/me/mono (instructions that Claude on the host follows)';
  expect(disclose('share', defaultShareOptions, 0, '/home/me/mono').reads).toContain(whose);
  expect(disclose('share', all, 0, '/home/me/mono').writes).toContain(whose);
});

it('without the profile: no word of it', () => {
  expect(disclose('share', { ...defaultShareOptions, profile: false }, 0).reads).toHaveLength(1);
});

it('names each thing that an option adds', () => {
  const { writes, reads } = disclose('share', all, 1);
  expect(writes.join('\n')).toMatch(/memory[\s\S]*task lists of every project/);
  expect(reads.join('\n')).toMatch(
    /every project \(currently 1 other project\)[\s\S]*CLAUDE_CODE_OAUTH_TOKEN/,
  );
  expect(reads.join('\n')).toMatch(/your plugins .* all that their files hold; not what plugins have stored/);
  expect(disclose('share', defaultShareOptions, 1).reads.join('\n')).not.toContain('plugins');
  expect(disclose('share', all, 12).reads.join('\n')).toContain('12 other projects');
});
