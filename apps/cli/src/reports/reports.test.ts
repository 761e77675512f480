import { createHmac } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { reportSchema } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Receiver, startReceiver } from '../__fixtures__/receiver.ts';
import { type CliUser, createCliUser } from '../__fixtures__/run-cli.ts';

const triage = ['triage', '--world', 'secret-without-a-key', '--read-only', '--quiet'];

async function receiver(statuses: readonly number[]): Promise<Receiver> {
  const started = await startReceiver(statuses);
  onTestFinished(() => started.close());
  return started;
}

describe('--report', () => {
  let user: CliUser;
  beforeEach(() => {
    user = createCliUser();
  });
  afterEach(() => user.remove());

  it('writes the report in the form that the name says, for its owner alone', async () => {
    const files = ['out-{date}-{run}.json', 'a.html', 'a.md', 'a.sarif'].flatMap((name) => ['--report', name]);
    const { status, stderr } = await user.run([...triage, ...files]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const names = readdirSync(user.home).filter((name) => !name.startsWith('.'));
    const json = names.find((name) => name.startsWith('out-')) ?? '';
    expect(json).toMatch(/^out-\d{4}-\d\d-\d\d-run_\w+\.json$/);
    const { report } = JSON.parse(readFileSync(join(user.home, json), 'utf8'));
    expect(reportSchema.safeParse(report).success).toBe(true);
    expect(readFileSync(join(user.home, 'a.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(readFileSync(join(user.home, 'a.md'), 'utf8')).toMatch(/^# /);
    expect(JSON.parse(readFileSync(join(user.home, 'a.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(names.map((name) => statSync(join(user.home, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
  });

  it('replaces an older report, and nothing that is no regular file', async () => {
    user.write('old.json', 'old');
    expect((await user.run([...triage, '--report', 'old.json'])).status).toBe(0);
    expect(JSON.parse(readFileSync(join(user.home, 'old.json'), 'utf8'))).toHaveProperty('report');
    user.write('elsewhere', 'precious');
    symlinkSync(join(user.home, 'elsewhere'), join(user.home, 'link.json'));
    mkdirSync(join(user.home, 'folder.json'));
    const { status, stderr } = await user.run([...triage, '--report', 'link.json', '--report', 'folder.json']);
    expect(status).toBe(9);
    expect(stderr).toMatch(/not delivered to link\.json: it is no regular file/);
    expect(stderr).toMatch(/runs deliver run_\w+ --report 'folder\.json'/);
    expect(readFileSync(join(user.home, 'elsewhere'), 'utf8')).toBe('precious');
  });

  it('posts it signed, and the log says that it left, without the address', async () => {
    const { url, seen } = await receiver([204]);
    user.write(
      '.config/cloudops/config.yaml',
      'reports: { webhooks: { oncall: { url: { environment: HOOK }, secret: { environment: WORD } } } }\n',
    );
    const environment = {
      HOOK: `${url}?token=hidden`,
      WORD: `whsec_${Buffer.from('a shared word').toString('base64')}`,
    };
    const { status } = await user.run([...triage, '--report', 'webhook:oncall'], { environment });
    expect(status).toBe(0);
    const [{ headers, body } = { headers: {}, body: '{}' }] = seen;
    const message = JSON.parse(body);
    expect(message).toMatchObject({ schema_version: 1, type: 'cloudops.report', left_out: [] });
    expect(reportSchema.safeParse(message.report).success).toBe(true);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = createHmac('sha256', 'a shared word').update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    const records = (await user.records()).filter(({ event }) => event === 'records.exported');
    expect(records.map(({ result }) => result.status)).toEqual(['started', 'completed']);
    expect(records[0]?.extra).toMatchObject({ destination: 'webhook:oncall', run: message.run.id });
    expect(JSON.stringify(records)).not.toContain('hidden');
    expect((await user.run(['audit', 'verify'])).status).toBe(0);
  });

  it('loses nothing when nobody takes it: status 9, and the same message by hand', async () => {
    const { url, seen } = await receiver([500, 500, 500, 200]);
    const failed = await user.run([...triage, '--report', url]);
    expect(failed.status).toBe(9);
    expect(failed.stdout).toContain('CAUSE');
    expect(failed.stderr).toContain('the receiver answered 500');
    const [, run = ''] = /runs deliver (run_\w+)/.exec(failed.stderr) ?? [];
    const again = await user.run(['runs', 'deliver', run, '--report', url]);
    expect(again).toMatchObject({ status: 0, stdout: '' });
    expect(again.stderr).toMatch(/^Report delivered to http:\/\/127\.0\.0\.1:\d+\.\n$/);
    expect(new Set(seen.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(JSON.parse(seen[3]?.body ?? '').report).toEqual(JSON.parse(seen[0]?.body ?? '').report);
    const statuses = (await user.records()).flatMap((one) =>
      one.event === 'records.exported' ? [one.result.status] : [],
    );
    expect(statuses).toEqual(['started', 'failed', 'started', 'completed']);
  }, 60_000);

  it('speaks to a chat in text', async () => {
    const { url, seen } = await receiver([200]);
    user.write(
      '.config/cloudops/config.yaml',
      `reports: { webhooks: { chat: { url: "${url}", format: slack, headers: { x-login: { file: login } } } } }\n`,
    );
    user.write('login', 'word\n');
    expect((await user.run([...triage, '--report', 'webhook:chat'])).status).toBe(0);
    expect(seen[0]?.headers['x-login']).toBe('word');
    expect(JSON.parse(seen[0]?.body ?? '').text).toMatch(/^\*triage\* \([^\n]*\)\n[^\n]+\n1\. \[critical\]/);
  });

  it('delivers nothing where nothing was run, and says so', async () => {
    const { status, stderr } = await user.run([...triage, '--dry-run', '--report', 'a.html']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'No report delivered: nothing was run.\n' });
    expect(readdirSync(user.home)).not.toContain('a.html');
  });

  it('says nothing twice with --only-changes, and speaks again when something is new', async () => {
    const { url, seen } = await receiver([]);
    const places = ['--report', url, '--report', 'last.json', '--only-changes'];
    const loud = triage.filter((word) => word !== '--quiet');
    await user.run([...loud, ...places]);
    const { stderr } = await user.run([...loud, ...places]);
    expect(stderr).toContain('Nothing new since the last report to last.json');
    expect(seen).toHaveLength(1);
    await user.run([...loud, '-n', 'elsewhere', ...places]);
    expect(seen).toHaveLength(2);
  }, 60_000);

  it('takes two addresses of one host for two places', async () => {
    const { url, seen } = await receiver([]);
    const places = ['--report', `${url}one`, '--report', `${url}two`, '--only-changes'];
    await user.run([...triage, ...places]);
    await user.run([...triage, ...places]);
    expect(seen).toHaveLength(2);
  }, 60_000);

  it.each([
    ['webhook:gone', /names no webhook/],
    ['report.pdf', /no ending that names a form/],
    ['report', /no ending that names a form/],
    ['out-{user}.json', /holds \{user\}/],
    ['http://example.com/', /the address is not https/],
    ['ftp://example.com/', /the address is not https/],
    ['https://169.254.169.254/', /link-local/],
  ])('refuses %s before anything is asked', async (destination, why) => {
    const { status, stdout, stderr } = await user.run([...triage, '--report', destination]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(why);
    expect(await user.records()).toEqual([]);
  });

  it.each([
    ['the variable HOOK is empty', {}],
    ['is not one line of text', { HOOK: 'https://example.com/\nx' }],
    ['the address holds a login', { HOOK: ['https://me:', 'word@example.com/'].join('') }],
  ])('refuses a webhook where %s, without telling what it holds', async (why, environment) => {
    user.write('.config/cloudops/config.yaml', 'reports: { webhooks: { oncall: { url: { environment: HOOK } } } }\n');
    const { status, stderr } = await user.run([...triage, '--report', 'webhook:oncall'], { environment });
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr).not.toContain('example.com');
  });
});
