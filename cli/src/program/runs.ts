/** What a command on a folder does; resolves to the exit code. */
export type Run<Options> = (folder: string | undefined, options: Options) => Promise<number>;

/** The action of such a command. @param load its code, loaded when it runs */
export function runs<Options>(
  load: () => Promise<Run<Options>>,
): (folder: string | undefined, options: Options) => Promise<void> {
  return async (folder, options) => {
    const run = await load();
    process.exitCode = await run(folder, options);
  };
}
