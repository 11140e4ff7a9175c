import { afterAll, beforeAll } from 'vitest';
import { MockApi } from './mockApi.ts';

/** The Messages API of a group of tests: it listens before the first, and goes after the last. */
export function useMockApi(): MockApi {
  const api = new MockApi();
  beforeAll(() => api.listen());
  afterAll(() => api.stop());
  return api;
}
