/** Bundled with the tests and run inside the extension host: not by vitest. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InsideTest, tests } from 'tests-inside';

/** What VS Code calls. It never fails: what came of each test is in the results. */
export async function run(): Promise<void> {
  const { data, results } = JSON.parse(readFileSync(join(__dirname, 'input.json'), 'utf8'));
  const done: { name: string; error?: string }[] = [];
  for (const [name, test] of Object.entries(tests as Record<string, InsideTest>)) {
    try {
      await within(60_000, test(data));
      done.push({ name });
    } catch (error) {
      done.push({ name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  writeFileSync(`${results}.new`, JSON.stringify(done));
  renameSync(`${results}.new`, results);
}

async function within(milliseconds: number, test: unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([test, late]);
  } finally {
    clearTimeout(timer);
  }
}
