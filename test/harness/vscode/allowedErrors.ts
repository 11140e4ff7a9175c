/** What VS Code itself says on a clean start of this build, and why it is no fault of an extension. */
const allowed: { pattern: RegExp; why: string }[] = [
  {
    pattern: /\/node_modules\/vsda\/rust\/web\/vsda/,
    why: "the signature of Microsoft's builds; others have none",
  },
  {
    pattern: /authentication provider 'github' to register/,
    why: 'VS Code asks who is signed in; nobody can be',
  },
];

/** Whether an error on the console is VS Code's own. */
export function isAllowed(text: string): boolean {
  return allowed.some(({ pattern }) => pattern.test(text));
}
