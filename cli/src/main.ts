import { createProgram } from './program/createProgram.ts';
import { runProgram } from './program/runProgram.ts';

await runProgram(createProgram());
