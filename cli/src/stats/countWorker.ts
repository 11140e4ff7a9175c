import { answerJobs } from '../host/Threads.ts';
import { count } from './countFile.ts';

/** A thread that adds up transcripts. */
answerJobs(count);
