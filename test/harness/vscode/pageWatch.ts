import type { Page } from 'playwright-core';
import { isAllowed } from './allowedErrors.ts';

/** What a page said on its console above a warning, and whom it asked for anything. */
export interface PageWatch {
  /** Errors that are not VS Code's own noise. */
  errors: string[];
  /** Everything that was said, for a failed test's report. */
  console: string[];
  /** Addresses outside of this machine; the requests were refused. */
  outside: string[];
}

/** Watches a page from now on, and keeps it from reaching anything but this machine's loopback. */
export async function watchPage(page: Page): Promise<PageWatch> {
  const watch: PageWatch = { errors: [], console: [], outside: [] };
  page.on('console', (message) => {
    const { url } = message.location();
    const text = `${message.text()}${message.type() === 'error' ? ` (${url})` : ''}`;
    watch.console.push(`${message.type()} ${text}`);
    if (message.type() === 'error' && !isAllowed(text)) watch.errors.push(text);
  });
  page.on('pageerror', (error) => {
    const text = String(error.stack ?? error);
    if (!isAllowed(text)) watch.errors.push(text);
  });
  const isOutside = (url: URL) => /^(http|ws)/.test(url.protocol) && url.hostname !== '127.0.0.1';
  await page.context().route(isOutside, (route) => {
    watch.outside.push(route.request().url());
    return route.abort();
  });
  // Chromium resolves no other name, so none of these opens either; routing them would stand in the workbench's way.
  page.on('websocket', (socket) => {
    if (isOutside(new URL(socket.url()))) watch.outside.push(socket.url());
  });
  return watch;
}
