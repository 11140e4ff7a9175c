import { answerJobs } from '../../host/Threads.ts';
import { search } from './searchFile.ts';

/** A thread that searches transcripts. */
answerJobs(search);
