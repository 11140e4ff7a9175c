import { createProgram } from './program/createProgram.ts';
import { runProgram } from './program/runProgram.ts';
import { withoutWords } from './program/withoutWords.ts';

const program = createProgram();
await runProgram(program, withoutWords(program));
