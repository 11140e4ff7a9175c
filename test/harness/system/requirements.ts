import { findOnPath } from './findOnPath.ts';

/** The programs that the docker tier takes from the system, with the Debian package of each. */
const programs = {
  'docker-registry': 'docker-registry',
  debootstrap: 'debootstrap',
  busybox: 'busybox-static',
  tmux: 'tmux',
  git: 'git',
  ip: 'iproute2',
  openssl: 'openssl',
};

/** Why the docker tier cannot run on this machine, apart from the engine; undefined when it can. */
export function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'they need Linux';
  const missing = Object.entries(programs).filter(([program]) => !findOnPath(program));
  if (missing.length === 0) return undefined;
  const names = missing.map(([program]) => program).join(', ');
  return `missing ${names} (apt-get install ${missing.map(([, name]) => name).join(' ')})`;
}

/** Something that this machine cannot give: no fault of what is tested. */
export class Unavailable extends Error {}
