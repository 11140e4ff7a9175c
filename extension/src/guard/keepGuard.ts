import type { Services } from '../services/Services.ts';

/** Makes a guard that was turned on in an editor current, as a window of the host opens: the extension may have been updated. */
export async function keepGuard({
  api,
  windowKind,
  nodeFolder,
  log,
}: Pick<Services, 'api' | 'windowKind' | 'nodeFolder' | 'log'>): Promise<void> {
  if (windowKind() !== 'host') return;
  try {
    await (await api()).keepGuard(nodeFolder);
  } catch (error) {
    log.warn(`Keeping the guard current failed: ${(error as Error).message}`);
  }
}
