import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AuditRecord } from '@cloudops/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { action, append, denied, me, started } from '../__fixtures__/audit-records.ts';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { cleanUpLater, createUser } from '../__fixtures__/scene.ts';

describe.concurrent('what a question leaves in the log', () => {
  let user: CliUser;
  let runId = '';
  beforeAll(async () => {
    user = createUser();
    const { document } = await user.json(['investigate', 'why is CPU high in prod?', '--world', 'hot-shard']);
    runId = (document as { run: { id: string } }).run.id;
  });

  it('names nobody in the file, and everybody to its owner', async () => {
    expect(JSON.stringify(await user.records())).not.toContain(me);
    const { document } = await user.json(['audit', 'list', '--user', me]);
    const { records } = document as { records: readonly AuditRecord[] };
    expect(records.map(({ user: who }) => who.id)).toEqual([me, me, me, me]);
  });

  it('is told as a story', async () => {
    const told = await user.run(['audit', 'show', runId]);
    expectTidy(told);
    expect(told.stdout).toMatch(
      new RegExp(`^run +${runId}: completed\nasked +at .* by ${me} \\(human, known by os-user\\)`),
    );
    for (const part of [/question +why is CPU high/, /planned +k8s-high-cpu/, /decided +auto-approve by read-any/]) {
      expect(told.stdout).toMatch(part);
    }
    expect(told.stdout).toMatch(/done +started at .*\n +\d+ steps: \d+ present[\s\S]*found +One replica/);
    const { document } = await user.json(['audit', 'show', runId]);
    expect(document).toMatchObject({
      story: { outcome: 'completed', audit_ids: { length: 4 } },
      records: { length: 4 },
    });
  });

  it('is counted', async () => {
    const stats = await user.run(['audit', 'stats', '--since', '1h']);
    expectTidy(stats);
    expect(stats.stdout).toMatch(/^understood +1 of 1 questions \(100 %\)\nsucceeded +1 of 1 runs/);
    const { stdout } = await user.run(['audit', 'stats', '-o', 'prometheus']);
    expect(stdout).toContain('cloudops_executions_total{playbook="k8s-high-cpu",status="completed"} 1\n');
    const lately = await user.run(['audit', 'stats', '-o', 'prometheus', '--since', '1h']);
    expect(lately.stdout).toContain('cloudops_audit_runs{result="good"} 1\n');
    expect(`${stdout}${lately.stdout}`).not.toContain(me);
    const { document } = await user.json(['audit', 'stats', '--playbook', 'no-such']);
    expect(document).toMatchObject({ statistics: { records: 0, parse: { share: null } } });
  });

  it('is exported without names, unless they are asked for, which is recorded', async () => {
    const fresh = createUser();
    await append(fresh, [{ action }]);
    for (const form of ['jsonl', 'csv', 'ocsf', 'cloudevents']) {
      const { stdout, status } = await fresh.run(['audit', 'export', '-o', form, '--user', me]);
      expect(status).toBe(0);
      expect(stdout).toContain('sub_');
      expect(stdout).not.toMatch(new RegExp(`${me}|my-laptop`));
    }
    expect(await fresh.records()).toHaveLength(1);
    const named = await fresh.run(['audit', 'export', '--personal']);
    expect(named.stdout).toContain(me);
    expect((await fresh.records()).at(-1)).toMatchObject({ event: 'records.exported', extra: { form: 'jsonl' } });
  });

  it('is exported to a file once, and as tiles to a folder', async () => {
    const out = join(user.home, 'log.csv');
    expect((await user.run(['audit', 'export', '-o', 'csv', '--out', out])).stdout).toBe(
      `Wrote 4 records to ${out}.\n`,
    );
    expect(readFileSync(out, 'utf8').trimEnd().split('\r\n')).toHaveLength(5);
    expect((await user.run(['audit', 'export', '-o', 'csv', '--out', out])).stderr).toMatch(/EXPORT_UNWRITABLE/);
    await user.run(['audit', 'export', '-o', 'tiles', '--out', join(user.home, 'tiles')]);
    expect(existsSync(join(user.home, 'tiles/checkpoint'))).toBe(true);
  });

  it('has a record of what is approved as the baseline, also when it could not be', async () => {
    const approver = createUser();
    const asked = await approver.json(['investigate', 'why is CPU high in prod?', '--world', 'hot-shard']);
    const { id } = (asked.document as { run: { id: string } }).run;
    const refused = await approver.json(['baseline', 'approve', id]);
    expectError(refused.document, 'BASELINE_INCOMPLETE');
    const { stdout } = await approver.run(['audit', 'list', '--event', 'baseline.approved', '-o', 'jsonl']);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditRecord);
    expect(records.map(({ result, extra }) => [result.status, extra])).toEqual([
      ['started', { run_id: id }],
      ['failed', { run_id: id }],
    ]);
    expect(records[1]?.parent).toBe(records[0]?.audit_id);
  });

  it('prints the checkpoint and its key', async () => {
    const { document } = await user.json(['audit', 'checkpoint']);
    expect(document).toMatchObject({ checkpoint: expect.stringMatching(/^cloudops\.local\/audit\n4\n/) });
  });
});

describe.concurrent('audit list', () => {
  it('filters by time, event, playbook and status, and shows a lost run for what it is', async () => {
    const user = createUser();
    await append(user, [{ action }, denied, started]);
    const list = async (...args: readonly string[]) => {
      const { document } = await user.json(['audit', 'list', ...args]);
      return (document as { records: readonly AuditRecord[] }).records.map(
        ({ event, result }) => `${event} ${result.status}`,
      );
    };
    expect(await list()).toEqual(['question.asked matched', 'plan.decided deny', 'execution.started outcome unknown']);
    expect(await list('--status', 'deny')).toEqual(['plan.decided deny']);
    expect(await list('--event', 'question.asked', '--playbook', 'k8s-high-cpu')).toEqual(['question.asked matched']);
    expect(await list('--last', '1')).toEqual(['execution.started outcome unknown']);
    expect(await list('--since', '1h', '--until', '1m')).toEqual([]);
    const { stdout } = await user.run(['audit', 'show', 'run_lost']);
    expect(stdout).toMatch(/^run +run_lost: outcome unknown\n/);
  });

  it('--follow shows what other processes append, until it is interrupted', async () => {
    const user = createUser();
    await append(user, [{ action }]);
    const following = user.run(['audit', 'list', '--follow', '-o', 'jsonl'], {
      interrupt: { signal: 'SIGINT', after: 'execution.started' },
    });
    await append(user, [denied, started]);
    const { stdout, stderr } = await following;
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as AuditRecord).event);
    expect(events).toEqual(['question.asked', 'plan.decided', 'execution.started']);
    expect(stderr).toBe('');
  });
});

describe.concurrent('audit alerts', () => {
  it('exits with 0 without any, with 10 when there are some', async () => {
    const user = createUser();
    expect(await user.json(['audit', 'alerts'])).toMatchObject({ status: 0, document: { alerts: [], delivery: null } });
    await append(user, [denied, started], 2 * 3_600_000);
    const { status, document } = await user.json(['audit', 'alerts']);
    expect(status).toBe(10);
    const { alerts } = document as { alerts: readonly { rule: string }[] };
    expect(alerts.map(({ rule }) => rule)).toEqual(['policy-violation', 'unknown-outcome']);
    expectTidy(await user.run(['audit', 'alerts']));
    user.write(
      '.config/cloudops/config.yaml',
      'audit: { alerts: { policy_violations: false, unknown_outcome_minutes: false } }\n',
    );
    expect((await user.run(['audit', 'alerts'])).stdout).toBe('No alert.\n');
  });

  it('--send posts them signed, and is status 6 when nobody takes them', async () => {
    const user = createUser();
    await append(user, [denied]);
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers['webhook-signature']?.toString());
      response.writeHead(seen.length === 1 ? 204 : 403).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUpLater(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    user.write(
      '.config/cloudops/config.yaml',
      `audit: { alerts: { webhook: { url: "${url}", secret: HOOK_WORD } } }\n`,
    );
    const environment = { HOOK_WORD: 'shared' };
    const sent = await user.json(['audit', 'alerts', '--send'], { environment });
    expect(sent).toMatchObject({ status: 10, document: { delivery: { kind: 'delivered', attempts: 1 } } });
    expect(seen).toEqual([expect.stringMatching(/^v1,/)]);
    const refused = await user.run(['audit', 'alerts', '--send'], { environment });
    expect(refused).toMatchObject({
      status: 6,
      stdout: expect.stringContaining('NOT SENT: the receiver answered 403'),
    });
    expectError((await user.json(['audit', 'alerts', '--send'])).document, 'WEBHOOK_NOT_CONFIGURED');
  });
});

describe.concurrent('audit erase', () => {
  it('wants the name typed, then hides it for good, while the log verifies', async () => {
    const user = createUser();
    await append(user, [{ action }, denied]);
    const asked = await user.json(['audit', 'erase', me]);
    expect(asked.status).toBe(2);
    expectError(asked.document, 'CONFIRMATION_MISSING');
    const erased = await user.json(['audit', 'erase', me, '--force']);
    expect(erased).toMatchObject({
      status: 0,
      document: { erasure: { kind: 'erased', records: 2, in_clear: 0, not_reached: [] } },
    });
    expect((await user.run(['audit', 'list', '-o', 'jsonl'])).stdout).not.toContain(me);
    expect(await user.json(['audit', 'verify'])).toMatchObject({ status: 0, document: { verification: { size: 4 } } });
    const again = await user.json(['audit', 'erase', me, '--force']);
    expect(again.status).toBe(2);
    expectError(again.document, 'NOT_FOUND');
  });
});

describe.concurrent('audit archive', () => {
  it('writes a file that verifies anywhere, and fails once a byte is changed', async () => {
    const user = createUser();
    await append(user, [{ action }, denied], 7_200_000);
    await append(user, [{ action }]);
    const archived = await user.json(['audit', 'archive', '--before', '1h']);
    expect(archived).toMatchObject({ status: 0, document: { archive: { kind: 'archived', start: 0, end: 2 } } });
    const folder = join(user.state, 'archives');
    const file = join(folder, readdirSync(folder)[0] ?? '');
    const { document } = await user.json(['audit', 'checkpoint']);
    const { verifier_key: key } = document as { verifier_key: string };
    const elsewhere = createUser();
    const verified = await elsewhere.json(['audit', 'verify', '--archive', file, '--key', key]);
    expect(verified).toMatchObject({
      status: 0,
      document: { verification: { kind: 'verified', end: 2, pinned: true } },
    });
    expect(existsSync(join(elsewhere.state, 'audit.db'))).toBe(false);
    const changed = elsewhere.write('changed.jsonl', readFileSync(file, 'utf8').replace('"deny"', '"allow"'));
    const broken = await elsewhere.run(['audit', 'verify', '--archive', changed]);
    expect(broken).toMatchObject({ status: 8, stdout: expect.stringMatching(/^BROKEN: /) });
    expect((await user.run(['audit', 'archive', '--before', '1h'])).stdout).toMatch(/^Nothing to archive: /);
  });
});

describe.concurrent('audit verify', () => {
  it('says since when the log is not anchored', async () => {
    const user = createUser();
    expect((await user.run(['audit', 'verify'])).stdout).toMatch(/Nothing to anchor yet/);
    await append(user, [{ action }]);
    expect((await user.run(['audit', 'verify'])).stdout).toMatch(
      /Not anchored outside this machine since 2\d{3}-.*: 1 records/,
    );
  });
});
