import type { CheckResult } from '@claude-sessions/core/findings/check.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { afterEach, expect, it, vi } from 'vitest';
import { projectOf } from '../../../cli/src/api/findProjects.ts';
import { markdownReport } from '../../../cli/src/api/markdownReport.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';

afterEach(() => vi.unstubAllEnvs());

const facts = {
  appName: 'Visual Studio Code',
  appVersion: '1.139.0',
  extensionVersion: '1.0.0',
  platform: 'linux',
  place: 'on the host',
};
const check = (code: string, place: Finding['place']) => ({ code, place }) as CheckResult['check'];
const finding = (parts: Partial<Finding>): Finding => ({
  code: 'container-drift',
  severity: 'error',
  place: 'container',
  message: 'The container lacks a mount.',
  evidence: [],
  fix: ['Rebuild it.'],
  ...parts,
});
const look = (findings: readonly Finding[], parts: Partial<EditorLook> = {}): EditorLook => ({
  project: projectOf('/home/alice/app'),
  source: '{}',
  mode: 'share',
  options: defaultShareOptions,
  loginIsChosen: true,
  status: { state: 'drift', mode: 'share', drift: 1, errors: 1, warnings: 0 },
  results: [
    { check: check('host-not-prepared', 'host'), state: 'looked', findings: [] },
    { check: check('container-drift', 'container'), state: 'looked', findings },
    { check: check('claude-not-found', 'inside'), state: 'unknown' },
    { check: check('bridge', 'inside'), state: 'unknown' },
  ],
  whyUnknown: () => 'the container is not running',
  container: { name: 'app-1', running: false },
  home: '/home/alice',
  versionInside: '1.0.0',
  login: 'logged in (shared login)',
  ...parts,
});

it('counts as well only what passed, and says what follows from another finding', () => {
  const cause = check('host-folder-removed', 'inside');
  const results: CheckResult[] = [
    { check: cause, state: 'looked', findings: [finding({ code: cause.code, place: 'inside' })] },
    { check: check('project-not-writable', 'inside'), state: 'follows', cause },
    { check: check('no-container', 'container'), state: 'follows', cause },
    { check: check('host-not-prepared', 'host'), state: 'looked', findings: [] },
    { check: check('host-path-missing', 'host'), state: 'follows', cause },
  ];
  const report = markdownReport([look([], { results })], facts);
  expect(report).toContain('- follows from `host-folder-removed`: `project-not-writable`');
  expect(report).toContain(
    '### On the host\n\n1 check; nothing is wrong.\n- follows from `host-folder-removed`: `host-path-missing`\n',
  );
  expect(report).toContain('from outside\n\n- follows from `host-folder-removed`: `no-container`\n');
});

it('says where it was made, what was found where, and what is unknown and why', () => {
  const evidence = ['lacks /mnt/claude-host/project'];
  expect(markdownReport([look([finding({ evidence })])], facts)).toBe(`# Claude Sessions: report

- Claude Sessions 1.0.0
- Visual Studio Code 1.139.0, linux
- Looked at: on the host

## \`~/app\`

- File: \`.devcontainer/devcontainer.json\`
- Mode: shared
- State: the container is not as configured (1)
- Container: \`app-1\`, stopped
- Claude Sessions inside: 1.0.0
- Claude Code inside: logged in (shared login)

### On the host

1 check; nothing is wrong.

### The container, from outside

- **error**: The container lacks a mount. [container-drift](https://github.com/claude-sessions/claude-sessions/blob/main/docs/checks.md#container-drift)
  - seen: \`lacks /mnt/claude-host/project\`
  - to do: Rebuild it.

### Unknown

- the container is not running: \`claude-not-found\`, \`bridge\`
`);
});

it('says that there is nothing to look at', () => {
  expect(markdownReport([], facts)).toContain('There is no dev container to look at.');
});

it('holds no secret of the environment, and not whose home it is', () => {
  vi.stubEnv('MY_API_TOKEN', 'hunter2-hunter2');
  const evidence = ['/home/alice/.claude/projects/-home-alice-app', 'mounts /x/hunter2-hunter2'];
  const text = markdownReport([look([finding({ evidence, message: 'In /home/alice/x.' })])], facts);
  expect(text).not.toContain('alice');
  expect(text).not.toContain('hunter2');
  expect(text).toContain('${MY_API_TOKEN}');
});

it('makes hostile words harmless, wherever they stand', () => {
  const hostile =
    '<img src=x onerror=alert(1)>[a](command:x)\u202e\u001b[31m`` @you www.evil.com\n# head\n| a | ' +
    'x'.repeat(10_000);
  const evil = finding({ message: hostile, evidence: [hostile], fix: [hostile] });
  const text = markdownReport(
    [
      look([evil], {
        container: { name: hostile, running: true },
        project: { folder: `/${hostile}`, configFile: hostile, file: hostile },
        versionInside: hostile,
        whyUnknown: () => hostile,
      }),
    ],
    facts,
  );
  expect(text).not.toMatch(/[\u202e\u001b]/);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(2000);
  expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(5);
  const outside = text.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
  expect(outside).not.toMatch(/[<>@|]|www\.|\]\(command/);
});

it('is the same for the same looks', () => {
  const looks = [look([finding({})]), look([])];
  expect(markdownReport(looks, facts)).toBe(markdownReport(looks, facts));
});

it.each([
  ['inside was looked at', 'claude-not-found', 'inside', 'this one, seen from inside'],
  ['one was looked for', 'no-container', 'container', 'none'],
  ['nobody could look', 'host-not-prepared', 'host', 'unknown'],
] as const)('says of the container, where %s: %s', (_, code, place, words) => {
  const { container: _container, ...rest } = look([]);
  const results: CheckResult[] = [{ check: check(code, place), state: 'looked', findings: [] }];
  expect(markdownReport([{ ...rest, results }], facts)).toContain(`- Container: ${words}\n`);
});
