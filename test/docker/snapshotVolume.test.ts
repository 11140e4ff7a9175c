import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { volumeFiles } from '../../cli/src/snapshots/hostFiles.ts';
import { readFromSnapshot, takeSnapshot } from '../../cli/src/snapshots/snapshots.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { until } from '../harness/system/processes.ts';
import { rounds } from '../harness/system/rounds.ts';
import { sourcesOf } from './support/conversationsInside.ts';
import { inVolume } from './support/volumes.ts';

const isLong = rounds({ short: false, long: true });
const id = '0ee0d460-c98b-4821-9cec-8127077b0b2b';
const slug = '-workspaces-app';
const line = (text: string) => `${JSON.stringify({ type: 'user', message: { content: text } })}\n`;

/** What lies in the volume of a dev container, kept beside the host's. */
describeDocker('a snapshot of the volume of a dev container', () => {
  const projects = useProjects();
  const volume = `claude-code-config-${randomUUID().slice(0, 8)}`;
  let project: Project;
  let container: string;

  beforeAll(async () => {
    await useDocker().run(['volume', 'create', volume]);
  });
  afterAll(async () => {
    await useDocker().tryRun(['volume', 'rm', '--force', volume]);
  });
  beforeEach(async () => {
    project = await projects.make();
    container = (
      await useDocker().run([
        ...['run', '--detach', '--label', `devcontainer.local_folder=${project.folder}`],
        ...['--mount', `type=bind,source=${project.folder},target=/workspaces/app`],
        ...['--mount', `type=volume,source=${volume},target=/var/lib/claude`],
        ...['--entrypoint', 'sleep', useHarness().images.node, 'infinity'],
      ])
    ).trim();
    return async () => {
      await useDocker().tryRun(['rm', '--force', container]);
    };
  });

  /** Writes as root, to whom the volume belongs. */
  const write = (script: string, text = '') => inVolume(volume, script, text, 0);
  const take = async () => {
    const troubles: string[] = [];
    const containers = await sourcesOf(project);
    const looks = containers.map(({ reach }) => vi.spyOn(reach, 'look'));
    const taken = await takeSnapshot({
      ...{ home: project.home, configDir: join(project.home, '.claude') },
      ...{ project: realpathSync(project.folder), reason: 'asked', containers },
      onTrouble: (sentence) => void troubles.push(sentence),
    });
    const modes = looks.flatMap(({ mock }) => mock.calls.map(([{ mode }]) => mode));
    const files = volumeFiles(taken.snapshot, volume);
    const contents = files?.map((file) => {
      const pieces = Array.from(readFromSnapshot(project.home, file), (each) => Buffer.from(each));
      return [file.path, Buffer.concat(pieces).toString('latin1')];
    });
    return { ...taken, contents: contents && Object.fromEntries(contents), troubles, modes };
  };

  it('has its bytes, of a container that runs or is stopped; what has not changed is not read again', async () => {
    const transcript = line('one').repeat(20_000);
    const binary = Buffer.from(Array.from({ length: 256 }, (_, each) => each)).toString('base64');
    await write(
      `mkdir -p projects/${slug}/${id}/subagents tasks/${id} todos plans file-history/${id} cache projects/${slug}/memory &&
      i=0; while [ $i -lt 20000 ]; do printf '%s' "$1"; i=$((i+1)); done >projects/${slug}/${id}.jsonl
      : >projects/${slug}/${id}/subagents/agent-1.jsonl; echo plan >plans/a-b.md; echo '[]' >todos/${id}-agent-${id}.json
      printf %s ${binary} | base64 -d >file-history/${id}/0123456789abcdef@v1; echo 1 >"tasks/${id}/with blank .json"
      echo secret | tee .credentials.json .claude.json cache/x >/dev/null; echo m >projects/${slug}/memory/MEMORY.md
      touch -d '2026-01-01 00:00:00' projects/${slug}/${id}.jsonl`,
      line('one'),
    );
    const expected = {
      [`projects/${slug}/${id}.jsonl`]: transcript,
      [`projects/${slug}/${id}/subagents/agent-1.jsonl`]: '',
      [`projects/${slug}/memory/MEMORY.md`]: 'm\n',
      'plans/a-b.md': 'plan\n',
      [`todos/${id}-agent-${id}.json`]: '[]\n',
      [`tasks/${id}/with blank .json`]: '1\n',
      [`file-history/${id}/0123456789abcdef@v1`]: Buffer.from(binary, 'base64').toString('latin1'),
    };
    const first = await take();
    expect(first.contents).toEqual(expected);
    expect(first.troubles).toEqual([]);
    expect(first.newBytes).toBeGreaterThan(transcript.length);

    await useDocker().run(['stop', '--time', '0', container]);
    const second = await take();
    expect(second.contents).toEqual(expected);
    expect([second.newBytes, second.newFiles]).toEqual([0, 0]);
    // Files that were written a moment before are read once more.
    expect(await until(async () => isDeepStrictEqual((await take()).modes, ['files']), 60_000)).toBe(true);
    expect((await take()).contents).toEqual(expected);

    await write(`printf '%s' "$1" >>projects/${slug}/${id}.jsonl; rm plans/a-b.md`, line('two'));
    const third = await take();
    const { 'plans/a-b.md': _, ...rest } = expected;
    expect(third.contents).toEqual({
      ...rest,
      [`projects/${slug}/${id}.jsonl`]: transcript + line('two'),
    });
    expect([third.newBytes, third.newFiles]).toEqual([line('two').length, 1]);
    await useDocker().run(['start', container]);
    expect((await take()).contents).toEqual(third.contents);
    expect((await useDocker().run(['ps', '--all', '--format', '{{.Names}}'])).trim()).not.toContain(
      'claude-sessions-',
    );
  });

  it('is of regular files alone', async () => {
    await write(
      `rm -rf ./* && mkdir -p projects/${slug}/${id} plans && printf x >projects/${slug}/${id}.jsonl &&
      ln -s /etc projects/-etc && ln -s /etc/passwd projects/${slug}/passwd && ln -s . projects/-again && mkfifo plans/fifo &&
      ln -s /etc tasks && : >'plans/a
b' && printf y >"plans/$(printf '\\377')"`,
    );
    const found = await take();
    expect(found.contents).toEqual({ [`projects/${slug}/${id}.jsonl`]: 'x' });
    expect(found.troubles).toEqual([
      `In the volume ${volume} 1 file with a name that is no text was left out.`,
    ]);
  });

  if (isLong)
    it('is of no more than anybody has', async () => {
      await write('rm -rf ./* && mkdir -p file-history/x && cd file-history/x && seq 1 60000 | xargs touch');
      const refused = await take();
      expect(refused.contents).toBe(undefined);
      expect(refused.troubles).toEqual([
        `The conversations in the volume ${volume} could not be kept: it has more than 50000 files.`,
      ]);
    });

  it('is taken by the command', async () => {
    await write(`rm -rf ./* && mkdir -p projects/${slug} && printf x >projects/${slug}/${id}.jsonl`);
    const { stdout } = await claudeSessions(project, 'snapshot', ['--containers', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ snapshot: { volumes: [volume], files: 1 }, newBytes: 1 });
  });
});
