/** The file of tests that a bundle is made for. */
declare module 'tests-inside' {
  export type InsideTest = (data: unknown) => unknown;
  export const tests: Record<string, InsideTest>;
}
