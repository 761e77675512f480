import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import * as certificates from '../__fixtures__/certificates.ts';
import { expectComplete, expectTidy } from '../__fixtures__/expect-tidy.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { cleanUpLater, createUserOf, quickQuestion, setScene } from '../__fixtures__/scene.ts';

const { authority, otherAuthority, serverCertificate, serverKey } = certificates;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const trusting = (ca: string): object => ({ 'certificate-authority-data': base64(ca) });
const tls = { cert: serverCertificate, key: serverKey };

/** Asks, and expects one answer: that nothing could be read, why, and what to do. */
async function expectUnreachable(user: CliUser, why: RegExp, args: readonly string[] = []): Promise<number> {
  const result = await user.json([...quickQuestion, ...args]);
  expect(result.status).toBe(6);
  const gap = { what: expect.stringContaining('prod-eu'), why: expect.any(String), needs: expect.stringMatching(/\S/) };
  expect(result.document).toMatchObject({
    schema_version: 1,
    report: { status: 'failed', summary: expect.stringMatching(why), causes: [], findings: [], not_checked: [gap] },
    run: { audit_ids: { length: 4 } },
  });
  expect(result.stdout).not.toMatch(/nothing wrong/i);
  expectTidy(result);
  const records = await user.records();
  expectComplete(records);
  expect(records.at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'failed' } });
  return result.durationMs;
}

describe.concurrent('a cluster that cannot be reached', () => {
  it('because it takes connections and stays silent, within ten seconds without --timeout', async () => {
    const user = createUserOf({ server: await startSilent() });
    expect(await expectUnreachable(user, /CONNECT_TIMED_OUT/)).toBeLessThan(18_000);
  });

  it('over TLS that works is answered, so that the refusals below mean something', async () => {
    const { user } = await setScene({ tls }, { cluster: trusting(authority) });
    const { status, document } = await user.json(quickQuestion);
    expect(status).toBe(0);
    expect(document).toMatchObject({ report: { causes: [{ code: 'CPU-104' }] } });
  });

  it('with a certificate of another authority', async () => {
    const { user, server } = await setScene({ tls }, { cluster: trusting(otherAuthority) });
    await expectUnreachable(user, /SERVER_CERTIFICATE_UNTRUSTED/);
    expect(server.seen).toEqual([]);
  });

  it('with an expired certificate', async () => {
    const expired = { ...tls, cert: certificates.expiredServerCertificate };
    const { user } = await setScene({ tls: expired }, { cluster: trusting(authority) });
    await expectUnreachable(user, /SERVER_CERTIFICATE_EXPIRED/);
  });

  it('with an expired client certificate', async () => {
    const { expiredClientCertificate, clientKey } = certificates;
    const { user, server } = await setScene(
      { tls },
      {
        cluster: trusting(authority),
        user: {
          'client-certificate-data': base64(expiredClientCertificate),
          'client-key-data': base64(clientKey),
        },
      },
    );
    await expectUnreachable(user, /expired on 2021-01-01.*CLIENT_CERTIFICATE_EXPIRED/);
    expect(server.seen).toEqual([]);
  });

  it('because nothing listens', async () => {
    await expectUnreachable(createUserOf({ server: 'https://127.0.0.1:1' }), /127\.0\.0\.1:1 .*CONNECTION_REFUSED/);
  });

  it('because its name does not resolve', async () => {
    await expectUnreachable(createUserOf({ server: 'https://no-such-host.invalid:6443' }), /DNS_FAILED/);
  });

  it('because it takes connections and stays silent, within --timeout', async () => {
    const user = createUserOf({ server: await startSilent() });
    expect(await expectUnreachable(user, /time ran out/, ['--timeout', '1'])).toBeLessThan(6000);
  });

  it('because it answers the handshake and no request, within --timeout', async () => {
    const { user } = await setScene({ faults: [{ on: /./, kind: 'hang' }] });
    expect(await expectUnreachable(user, /time ran out/, ['--timeout', '1'])).toBeLessThan(6000);
  });

  it('because it does not take the credentials (401), after one request', async () => {
    const { user, server } = await setScene({
      faults: [{ on: /./, kind: 'refuse', status: 401, reason: 'Unauthorized' }],
    });
    await expectUnreachable(user, /HTTP 401.*log in again/);
    expect(server.seen).toHaveLength(1);
  });
});

/** A black hole: a server that takes connections and never says a word. */
async function startSilent(): Promise<string> {
  const server = createServer();
  cleanUpLater(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as { port: number }).port}`;
}
