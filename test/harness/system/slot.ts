import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './processes.ts';

/** A numbered place that one run has for itself, so that two runs at once do not meet. */
export interface Slot {
  index: number;
  directory: string;
  release(): void;
}

/** The first place `base-0`, `base-1` … that no living run holds; a dead run's claim is taken over. */
export function claimSlot(base: string): Slot {
  for (let index = 0; ; index += 1) {
    const directory = `${base}-${index}`;
    mkdirSync(directory, { recursive: true });
    const claim = join(directory, 'claim');
    if (isHeld(claim)) continue;
    rmSync(claim, { force: true });
    if (tryWriteNew(claim)) return { index, directory, release: () => rmSync(claim, { force: true }) };
  }
}

function isHeld(claim: string): boolean {
  try {
    return isAlive(Number(readFileSync(claim, 'utf8')));
  } catch {
    return false;
  }
}

function tryWriteNew(claim: string): boolean {
  try {
    writeFileSync(claim, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
