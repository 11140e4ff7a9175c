import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, give, isRoot, StateLab } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

/** A container in which all is well: mountinfo says so, and a claude is there. */
function healthy(shell: StateShell): void {
  lab = new StateLab(shell).mountProject();
  lab.write('bin/claude', '#!/bin/sh\n');
  chmodSync(join(lab.root, 'bin/claude'), 0o755);
  mountinfo();
  lab.environment = { ...lab.environment, PATH: `${join(lab.root, 'bin')}:${shell.path}` };
  lab.run(['heal']);
  lab.bridge(lab.workspace);
}

function mountinfo(...more: string[]): void {
  const text = [
    '22 1 0:21 / / rw,relatime - overlay overlay rw',
    `30 22 8:1 /volumes/x/_data ${lab.config} rw,relatime - ext4 /dev/sda1 rw`,
    `31 22 8:1 /home/me/p ${lab.project} rw,relatime - ext4 /dev/sda1 rw`,
    ...more,
  ];
  lab.environment.CLAUDE_STATE_MOUNTINFO = lab.write('mountinfo', `${text.join('\n')}\n`);
}

describe.each(shells)('doctor under $name', (shell) => {
  test('finds nothing but information where all is well', () => {
    healthy(shell);
    expect(lab.codes().filter((code) => code !== 'memory-writable')).toEqual([]);
    expect(lab.run(['doctor']).code).toBe(0);
    expect(lab.doctor()).toMatchObject({
      version: JSON.parse(readFileSync('package.json', 'utf8')).version,
      mode: 'share',
      configDir: lab.config,
      folder: lab.workspace,
      slug: lab.slug,
    });
  });

  test('changes nothing', () => {
    healthy(shell);
    const before = [filesBelow(lab.config), filesBelow(lab.host)];
    lab.run(['doctor']);
    expect([filesBelow(lab.config), filesBelow(lab.host)]).toEqual(before);
  });

  const faults: Record<string, () => void> = {
    'bridge-missing': () => rmSync(lab.inVolume),
    'bridge-dangling': () => {
      rmSync(lab.inVolume);
      symlinkSync('/nowhere', lab.inVolume);
    },
    'bridge-elsewhere': () => {
      rmSync(lab.inVolume);
      symlinkSync('/tmp', lab.inVolume);
    },
    'no-folder-recorded': () => rmSync(lab.state('folder')),
    'config-dir-mounted-twice': () =>
      mountinfo(`40 30 8:1 /other ${lab.config} rw,relatime - ext4 /dev/sda1 rw`),
    'detached-file-mount': () =>
      mountinfo(
        `40 30 8:1 /home/me/.claude/settings.json//deleted ${lab.config}/settings.json rw - ext4 /dev/sda1 rw`,
      ),
    'config-dir-not-mounted': () => {
      writeFileSync(lab.environment.CLAUDE_STATE_MOUNTINFO ?? '', '22 1 0:21 / / rw - overlay overlay rw\n');
    },
    'profile-writable': () => {
      mkdirSync(join(lab.host, 'agents'));
      lab.own();
    },
    'profile-dangling': () => {
      mkdirSync(join(lab.host, 'skills/real'), { recursive: true });
      symlinkSync('../../../.agents/foo', join(lab.host, 'skills/real/foo'));
      symlinkSync(join(lab.host, 'skills'), join(lab.config, 'skills'));
      lab.own();
      chmodSync(join(lab.host, 'skills'), 0o555);
    },
    'adoption-pending': () => lab.write(lab.state(`adopt/${lab.slug}.1/x.jsonl`), 'x'),
    'kept-files': () => lab.write(lab.state(`kept/${lab.slug}/x.jsonl`), 'x'),
    'claude-not-found': () => rmSync(join(lab.root, 'bin/claude')),
    'bridge-conflict': () => writeFileSync(lab.state('trouble'), 'bridge-conflict\tsomething happened\n'),
    'config-dir-missing': () => rmSync(lab.config, { recursive: true }),
    'config-env-not-set': () => {
      lab.environment.HOME = lab.root;
      symlinkSync(lab.config, join(lab.root, '.claude'));
      lab.environment.CLAUDE_CONFIG_DIR = '';
    },
  };

  test('names each folder once in which Claude Code was looked for', () => {
    healthy(shell);
    faults['claude-not-found']?.();
    lab.own();
    const { PATH = '' } = lab.environment;
    lab.environment.PATH = `${PATH}:${PATH}:${PATH.split(':')[0]}`;
    const found = lab.doctor().findings.find(({ code }) => code === 'claude-not-found');
    const folders = (found?.evidence ?? '').split(':');
    expect(folders).toEqual([...new Set(folders)]);
    expect(folders).toEqual(expect.arrayContaining(PATH.split(':')));
  });

  test.each(Object.keys(faults))('finds %s', (code) => {
    healthy(shell);
    faults[code]?.();
    if (code !== 'config-dir-missing') lab.own();
    const found = lab.doctor().findings.find((finding) => finding.code === code);
    expect(found?.severity).toMatch(/error|warning/);
    expect(found?.message).not.toBe('');
    const text = lab.run(['doctor']);
    expect(text.code).toBe(1);
    expect(text.stdout).toContain(`[${code}]`);
    expect(text.stderr).toBe('');
  });

  test.runIf(isRoot)('finds what belongs to someone else, and what cannot be written', () => {
    healthy(shell);
    give(lab.write(join(lab.config, 'agents/x.md'), 'x'), 0);
    expect(lab.codes()).toContain('config-dir-not-owned');
    give(lab.config, 0);
    chmodSync(lab.config, 0o755);
    expect(lab.codes()).toContain('config-dir-not-writable');
    lab.own();
    give(lab.project, 0);
    expect(lab.codes()).toContain('project-not-writable');
    give(lab.project, 4321);
    lab.write(join(lab.project, 's/x.jsonl'), 'x');
    expect(lab.codes()).toContain('root-owned-transcripts');
  });

  test.runIf(isRoot)('tells read-only binds by trying and by their options', () => {
    healthy(shell);
    mkdirSync(join(lab.host, 'agents'));
    lab.own();
    lab.bind(join(lab.host, 'agents'), join(lab.host, 'agents'), 'ro');
    lab.bind(join(lab.project, 'memory'), join(lab.project, 'memory'), 'ro');
    expect(lab.codes()).toEqual([]);
    mountinfo(`50 22 8:1 /a ${lab.host}/agents rw,relatime - ext4 /dev/sda1 rw`);
    expect(lab.codes()).toEqual(['profile-writable']);
  });

  test.runIf(isRoot)('a folder of the host that was removed under the container is one finding', () => {
    healthy(shell);
    const { CLAUDE_STATE_MOUNTINFO: _, ...rest } = lab.environment;
    lab.environment = rest;
    const projects = join(lab.root, 'on host');
    mkdirSync(join(projects, 'p/memory'), { recursive: true });
    give(join(projects, 'p'), 65534);
    lab.bind(join(projects, 'p'), lab.project);
    const others = ['memory-writable', 'config-dir-not-mounted'];
    const codes = () => lab.codes().filter((code) => !others.includes(code));
    expect(codes()).toEqual([]);
    rmSync(projects, { recursive: true });
    expect(codes()).toEqual(['host-folder-removed']);
    expect(lab.doctor().findings.find(({ code }) => code === 'host-folder-removed')?.evidence).toBe(
      lab.project,
    );
  });

  test.runIf(isRoot)('so is the project itself: its folder is recorded, whether it is there or not', () => {
    healthy(shell);
    const { CLAUDE_STATE_MOUNTINFO: _, ...rest } = lab.environment;
    lab.environment = rest;
    const app = join(lab.root, 'old');
    mkdirSync(app);
    lab.bind(app, lab.workspace);
    rmSync(app, { recursive: true });
    const others = ['memory-writable', 'config-dir-not-mounted'];
    expect(lab.codes().filter((code) => !others.includes(code))).toEqual(['host-folder-removed']);
    expect(lab.doctor()).toMatchObject({ folder: lab.workspace });
  });

  test.runIf(isRoot)(
    'a full volume and a full disk of the host are one finding, whatever can be made there',
    () => {
      healthy(shell);
      for (const path of [lab.config, lab.project]) {
        lab.mount('-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', path);
        mkdirSync(join(path, 'memory'), { recursive: true });
      }
      lab.own().bridge(lab.workspace);
      const others = ['memory-writable', 'config-dir-not-mounted'];
      const codes = () => lab.codes().filter((code) => !others.includes(code));
      expect(codes()).toEqual([]);
      for (const path of [lab.config, lab.project]) {
        spawnSync('sh', ['-c', 'cat /dev/zero >"$1"', 'sh', join(path, 'filler')]);
      }
      lab.own();
      expect(codes()).toEqual(['volume-full']);
      const found = lab.doctor().findings.find(({ code }) => code === 'volume-full');
      expect(found?.evidence).toBe(`${lab.config}, ${lab.project}`);
      expect(Object.keys(filesBelow(lab.project))).toEqual(['filler']);
      rmSync(join(lab.project, 'filler'));
      rmSync(join(lab.config, 'filler'));
      expect(codes()).toEqual([]);
    },
  );

  test.runIf(isRoot)('what the user can use is no fault, whoever and whichever group it belongs to', () => {
    healthy(shell);
    const file = lab.write(join(lab.config, 'settings.json'), '{}');
    lab.own();
    spawnSync('chgrp', ['-R', '1000', lab.config]);
    expect(lab.codes().filter((code) => code !== 'memory-writable')).toEqual([]);
    give(file, 1234);
    expect(lab.codes()).toContain('config-dir-not-owned');
    chmodSync(file, 0o666);
    expect(lab.codes().filter((code) => code !== 'memory-writable')).toEqual([]);
    expect(lab.run(['heal'], { uid: 65534 }).stderr).toBe('');
  });

  test('isolated is no fault', () => {
    healthy(shell);
    lab.unmountProject();
    lab.bridge();
    expect(lab.doctor()).toMatchObject({
      mode: 'isolate',
      findings: [{ code: 'project-not-mounted', severity: 'information' }],
    });
    expect(lab.run(['doctor']).code).toBe(0);
  });

  test('is valid JSON whatever names there are', () => {
    healthy(shell);
    const bytes = Buffer.concat([
      Buffer.from(`${lab.state(`kept/${lab.slug}`)}/`),
      Buffer.from([
        0x22, 0x5c, 0x01, 0x0a, 0x1f, 0x7f, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98, 0x80,
      ]),
    ]);
    mkdirSync(lab.state(`kept/${lab.slug}`), { recursive: true });
    writeFileSync(bytes, 'x');
    const odd = join(lab.root, 'q"b\\s\u0001\u2028\u{1f600}\n');
    mkdirSync(odd);
    lab.own().bridge(odd);
    const report = lab.doctor();
    expect(report.folder).toBe(odd);
    const kept = report.findings.find((finding) => finding.code === 'kept-files')?.evidence;
    expect(kept).toContain('"\\\u0001');
    expect(kept).toContain('\u001f\u007f\ufffd\ufffd(\ufffd\ufffd\ufffd\u{1f600}');
    expect(existsSync(lab.inVolume)).toBe(true);
  });
});
