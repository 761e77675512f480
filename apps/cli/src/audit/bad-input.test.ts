import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { createUser } from '../__fixtures__/scene.ts';

describe.concurrent('bad input to the audit commands', () => {
  it.each([
    [['audit', 'list', '--follow'], 'OUTPUT_INVALID', 2],
    [['audit', 'list', '--since', '1h', '--until', '2h'], 'TIME_INVALID', 2],
    [['audit', 'list', '--until', 'soon'], 'TIME_INVALID', 2],
    [['audit', 'list', '--event', 'question.asket'], 'USAGE', 2],
    [['audit', 'list', '--last', '0'], 'USAGE', 2],
    [['audit', 'show', 'run_none'], 'NOT_FOUND', 2],
    [['audit', 'erase', 'os:nobody-at-all', '--force'], 'NOT_FOUND', 2],
    [['audit', 'archive', '--before', 'long ago'], 'TIME_INVALID', 2],
    [['audit', 'archive'], 'USAGE', 2],
    [['audit', 'verify', '--archive', 'no.jsonl'], 'AUDIT_ARCHIVE_UNREADABLE', 8],
    [['audit', 'verify', '--key', 'x'], 'KEY_WITHOUT_ARCHIVE', 2],
    [['audit', 'alerts', '--send'], 'WEBHOOK_NOT_CONFIGURED', 2],
  ])('%j is %s', async (args, code, status) => {
    const result = await createUser().json(args);
    expectError(result.document, code);
    expect(result.status).toBe(status);
    expectTidy(result);
  });

  it.each([
    ['audit: { alerts: { error_rate: { share: 2, minimum: 1 } } }', /config\.yaml:1:\d+: audit\.alerts/],
    ['audit: { alerts: { webhook: { url: "ftp://x" } } }', /audit\.alerts\.webhook\.url/],
    ['audit: { alerts: { webhook: { url: "https://x", secret: "two words" } } }', /name of a variable/],
    ['audit: { origin: "a b" }', /audit\.origin/],
    ['audit: { anchors: [{ paper: x }] }', /audit\.anchors\.0: must be one of/],
  ])('the configuration %s is named', async (text, why) => {
    const user = createUser();
    user.write('.config/cloudops/config.yaml', `${text}\n`);
    const result = await user.json(['audit', 'alerts']);
    expect(result.status).toBe(2);
    expectError(result.document, 'CONFIG_INVALID');
    expect(result.stdout).toMatch(why);
  });
});
