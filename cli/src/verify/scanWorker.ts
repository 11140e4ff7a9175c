import { parentPort } from 'node:worker_threads';
import { type ScanPart, scanPart } from './scanFile.ts';

/** A thread that scans parts of transcripts, one after the other. */
parentPort?.on('message', (part: ScanPart) => {
  try {
    parentPort?.postMessage({ scanned: scanPart(part) });
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
