import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeDocker } from '../harness/start/harness.ts';
import { repository } from '../harness/system/repository.ts';
import { run } from '../harness/system/run.ts';

describeDocker('the demo', () => {
  it('continues one conversation on the host, in the container, and back', async () => {
    const program = join(repository, 'node_modules/.bin/tsx');
    const output = await run(program, ['scripts/demo.ts'], { cwd: repository, timeout: 280_000 });
    const sessions = [...output.matchAll(/\(session ([0-9a-f-]{36})\)/g)].map(([, id]) => id);
    expect(sessions).toHaveLength(3);
    expect(new Set(sessions).size).toBe(1);
    expect(output).toMatch(/users=2 assistant=1.*users=3 assistant=2.*Done: one conversation/s);
  });
});
