import { parentPort } from 'node:worker_threads';
import { type ScanJob, scan } from './scanFile.ts';

/** A thread that scans parts of transcripts, one after the other. */
parentPort?.on('message', (job: ScanJob) => {
  try {
    parentPort?.postMessage({ scanned: scan(job) });
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
