import { hideAssigned } from '@claude-sessions/core/report/hideAssigned.ts';
import { describe, expect, it } from 'vitest';

describe('what is given to a name that says that it is a secret', () => {
  it.each([
    [
      'type=volume,volume-opt=o=username=me,password=abc1,target=/x',
      'type=volume,volume-opt=o=username=me,password=…,target=/x',
    ],
    ['docker run -e API_TOKEN="abc def"', 'docker run -e API_TOKEN="… def"'],
    ['{"apiKey": "abc"}', '{"apiKey": "…"}'],
    ['{\\"client_secret\\":\\"abc\\"}', '{\\"client_secret\\":\\"…\\"}'],
    ['leads to sk-ant-oat01-abcdefghijkl', 'leads to sk-…'],
    ['https://me:x@h/?token=ghp_abcdefghijklmnop', 'https://me:x@h/?token=…'],
  ])('%s', (text, shown) => expect(hideAssigned(text)).toBe(shown));

  it.each([
    'TOKEN=$OTHER',
    'API_KEY=${localEnv:API_KEY}',
    'type=bind,source=/home/me/.claude-sessions/abc/project,target=/mnt/claude-host/project',
    'ghcr.io/claude-sessions/features/claude-sessions:latest',
    'missing: /home/me/.claude-sessions',
    'Revoke the token: it is known.',
  ])('leaves %s', (text) => expect(hideAssigned(text)).toBe(text));
});
