/** Text assets: esbuild's `text` loader in the bundles, a small plugin under Vitest. */
declare module '*.sh' {
  const text: string;
  export default text;
}
declare module '*.ps1' {
  const text: string;
  export default text;
}
