import { lstatSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tryAskOnHost } from '../harness/claude/claude.ts';
import { HostileLab } from '../harness/claude/HostileLab.ts';
import { writeHostFile } from '../harness/project/project.ts';
import { sessionsIn } from '../harness/project/transcripts.ts';
import { findingsOf, verify } from '../harness/project/verify.ts';
import { describeDocker } from '../harness/start/harness.ts';
import type { Finished } from '../harness/system/run.ts';

const version = '2.1.329';
const pipe = '22222222-2222-4222-8222-222222222222';
const link = '33333333-3333-4333-8333-333333333333.jsonl';
const big = '44444444-4444-4444-8444-444444444444.jsonl';

/** What a hostile container can plant in the project's folder, and put in its place. */
describeDocker('what a hostile container plants', () => {
  let lab: HostileLab;
  /** A client that is given its time, beside the tests. */
  let hanging: Promise<Finished>;

  beforeAll(async () => {
    lab = await HostileLab.start(version);
    await lab.unprotected();
    await lab.attack(`mkfifo -m 666 ${lab.bare}/${pipe}.jsonl`);
    hanging = tryAskOnHost(lab.project, { version, api: lab.api, args: ['--resume', pipe], timeout: 20_000 });
  });
  afterAll(() => lab?.dispose());

  it('as links, pipes, devices, programs and strange names is named, and goes', async () => {
    await lab.protected();
    const strange = 'a\u001b[2Jb';
    await lab.attack(`cd ${lab.shared} && mkfifo ${pipe}.jsonl && mknod disk b 8 0`);
    await lab.attack(`cd ${lab.shared} && cp /bin/true program && chmod 4755 program`);
    const secret = join(lab.project.home, 'secret.txt');
    await lab.attack(
      `cd ${lab.shared} && ln -s ${secret} ${link} && touch "$(printf 'a\\033[2Jb')"`,
      'vscode',
    );
    await lab.attack(`cd ${lab.shared} && mkdir -p ${pipe}/x && ln -s / ${pipe}/x/y`, 'vscode');
    expect(await lab.found()).toEqual(
      [
        `hidden-characters ${strange}`,
        `link ${pipe}/x/y`,
        `link ${link}`,
        'other-owner disk',
        'other-owner program',
        `other-owner ${pipe}.jsonl`,
        'set-id program',
        'special-file disk',
        `special-file ${pipe}.jsonl`,
        'unknown-file program',
        `unknown-file ${strange}`,
      ].sort(),
    );
    await lab.expectQuarantined(link);
    expect(await lab.found()).toEqual([]);
    expect(sessionsIn(lab.folder)).toEqual([lab.sessionId]);
  });

  it('in place of the folder that we mount is refused', async () => {
    await lab.protected();
    const scripts = [`mv ${lab.shared} /mnt/x`, `rmdir ${lab.shared}`, `ln -sfnT /etc ${lab.shared}`];
    for (const script of scripts) {
      const { code, stderr } = await lab.sh(script);
      expect(code, script).not.toBe(0);
      expect(stderr).toMatch(/busy|cannot overwrite directory/);
    }
    expect(await lab.found()).toEqual([]);
  });

  it('in place of the folder where all projects are mounted is followed by the host, and named', async () => {
    await lab.unprotected('projects');
    const name = basename(lab.folder);
    await lab.attack(`cd ${lab.bare} && mv -- ${name} other && ln -s -- ${lab.project.home}/dir ./${name}`);
    const before = lab.api.requests.length;
    await lab.host();
    expect(JSON.stringify(lab.api.requests.slice(before))).toContain(lab.canary);
    expect(readlinkSync(lab.folder)).toBe(join(lab.project.home, 'dir'));
    expect(await lab.found()).toEqual(['project-folder-replaced']);
  });

  it('as a line of two gigabytes is named, in little memory, and quarantined whole', async () => {
    await lab.protected();
    await lab.attack(
      `cd ${lab.shared} && printf '{"a":"' > ${big} && truncate -s 2000000000 ${big}`,
      'vscode',
    );
    const script = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' kB'));`;
    const report = writeHostFile(join(lab.project.home, 'peak.cjs'), script);
    const run = await verify(lab.project, [], { env: { NODE_OPTIONS: `--require ${report}` } });
    expect(findingsOf(run).map(({ code, path }) => `${code} ${path}`)).toEqual([`line-too-long ${big}`]);
    expect(Number(/peak (\d+) kB/.exec(run.stderr)?.[1])).toBeLessThan(400_000);
    const moved = await verify(lab.project, ['--quarantine']);
    expect(lstatSync(moved.json.quarantined?.[0]?.to ?? '').size).toBe(2_000_000_000);
    expect(await lab.found()).toEqual([]);
  });

  it('as a pipe in place of a transcript hangs an unprotected host', async () => {
    expect((await hanging).timedOut).toBe(true);
  });
});
