import { TarReader } from './TarReader.ts';

/** Counts the files in a tar stream, and passes over what is in them. */
export class TarCounter extends TarReader {
  /** Regular files. */
  files = 0;
  /** Those whose names end as transcripts' do. */
  transcripts = 0;

  constructor() {
    super(({ name, kind }) => {
      if (kind !== 'file') return undefined;
      this.files++;
      if (name.endsWith('.jsonl')) this.transcripts++;
      return undefined;
    });
  }
}
