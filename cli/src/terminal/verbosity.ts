/**
 * How much is said, set once from the command line. `--quiet`: results, warnings and errors only; no progress, no notes,
 * nothing of what other programs print unless they fail. What `--verbose` adds, each command says for itself.
 */
let quiet = false;

export function setQuiet(isQuiet: boolean): void {
  quiet = isQuiet;
}

export function isQuiet(): boolean {
  return quiet;
}
