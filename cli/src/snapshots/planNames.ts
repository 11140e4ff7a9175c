const before = Buffer.from('plans/');
const pattern = /^plans\/([\w-]{1,100}\.md)/;
const longest = 'plans/'.length + 103;

/** Nobody makes as many in one project. */
const maxPlans = 1000;

/** Finds the names of plans in what transcripts say; a name that two stretches of a file share is found, too. */
export class PlanNames {
  readonly found: Set<string>;

  constructor(known: Iterable<string>) {
    this.found = new Set(known);
  }

  /** Takes the stretches of one file, in their order. */
  reader(): (bytes: Buffer) => void {
    let rest = Buffer.alloc(0);
    return (bytes) => {
      const joined = Buffer.concat([rest, bytes.subarray(0, longest)]);
      this.#look(joined);
      this.#look(bytes);
      rest = Buffer.from(bytes.subarray(-longest));
    };
  }

  #look(bytes: Buffer): void {
    for (let at = bytes.indexOf(before); at >= 0; at = bytes.indexOf(before, at + 1)) {
      const name = pattern.exec(bytes.toString('latin1', at, at + longest))?.[1];
      if (name !== undefined && this.found.size < maxPlans) this.found.add(name);
    }
  }
}
