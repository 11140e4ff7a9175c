import type { Page } from 'playwright-core';
import { isAllowed } from './allowedErrors.ts';

/** What a page said on its console above a warning, and whom it asked for anything. */
export interface PageWatch {
  /** Errors that are not VS Code's own noise. */
  errors: string[];
  /** Everything that was said, for a failed test's report. */
  console: string[];
  /** Addresses outside of this machine that were asked for; Chromium resolves none of them. */
  outside: string[];
}

/**
 * Watches a page from now on. Its requests are looked at and not routed: with a route Chromium has no cache, and every window
 * loads the whole workbench again.
 */
export function watchPage(page: Page): PageWatch {
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
  // What a service worker of VS Code's answers has such an address too, and asks nobody.
  page.context().on('requestfinished', async (request) => {
    if (!isOutside(new URL(request.url()))) return;
    const response = await request.response().catch(() => null);
    if (!response?.fromServiceWorker()) watch.outside.push(request.url());
  });
  page.context().on('requestfailed', (request) => {
    const isGivenUp = request.failure()?.errorText === 'net::ERR_ABORTED';
    if (!isGivenUp && isOutside(new URL(request.url()))) watch.outside.push(request.url());
  });
  page.on('websocket', (socket) => {
    if (isOutside(new URL(socket.url()))) watch.outside.push(socket.url());
  });
  return watch;
}
