import { answerJobs } from '../host/Threads.ts';
import { scan } from './scanFile.ts';

/** A thread that scans parts of transcripts. */
answerJobs(scan);
