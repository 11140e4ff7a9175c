import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder } from '../harness/place/newFolder.ts';

const root = join(import.meta.dirname, '../..');
const home = newFolder();

test("the demo does the host's half where there is neither an engine nor a Claude Code", () => {
  const { status, stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/tsx'),
    ['scripts/demo.ts', '--no-engine'],
    {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
      // Nothing cached, and no registry to fetch Claude Code from.
      env: {
        HOME: home,
        PATH: process.env.PATH,
        npm_config_registry: 'http://127.0.0.1:1',
        npm_config_fetch_retries: '0',
      },
    },
  );
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/a transcript of its form takes its place/);
  expect(stdout).toMatch(/Feature \.\/features\/claude-sessions/);
  expect(stdout).toMatch(/Not done: no container engine/);
  expect(stdout).toMatch(/1 conversation in /);
});
