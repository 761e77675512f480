import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { approve, revoke, statementOf, verify } from './__fixtures__/approve.ts';
import { signerOf } from './__fixtures__/keys.ts';
import { change, createPlan, createReadingPlan, now, preparedAt } from './__fixtures__/plan.ts';
import { toSigstoreBundle } from './envelope/sigstore-bundle.ts';
import { parsePublicKey } from './key/public-key.ts';
import { planBlob, sha256 } from './plan-blob.ts';

const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe('createApproval', () => {
  it('states who approves what, as an in-toto statement', async () => {
    expect(statementOf(await approve({ reason: 'Traffic doubles at noon.' }))).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'plan', digest: { sha256: createPlan().id.slice(4) } }],
      predicateType: 'https://cloudops.dev/approval/v1',
      predicate: {
        decision: 'approve',
        approver: 'bob',
        playbook: { id: 'k8s-scale', version: '1.0.0' },
        requester: 'os:alice',
        environments: ['prod'],
        targets: [{ provider: 'kubernetes', name: 'prod', environment: 'prod', identity: 'cluster-uid-1' }],
        blast_radius: 5,
        effects: { count: 1, sha256: sha256('["replicas: 2 → 5"]'), first: ['replicas: 2 → 5'] },
        shown: { sha256: sha256('Scales api to 5.'), renderer: 'cloudops 0.1.0' },
        reason: 'Traffic doubles at noon.',
        approved_at: '2026-01-01T10:01:00.000Z',
        expires_at: '2026-01-01T11:01:00.000Z',
      },
    });
  });

  it('gives the same bytes for the same input', async () => {
    expect(await approve()).toEqual(await approve());
  });

  it('approves plans that only read, which nobody has prepared', async () => {
    const plan = createReadingPlan();
    const envelope = await approve({ plan });
    expect(statementOf(envelope).predicate).toMatchObject({
      requester: null,
      blast_radius: null,
      effects: { count: 0 },
    });
    expect(verify([envelope], { plan }).counted).toHaveLength(1);
  });

  it('cuts long effects by whole characters, and says how many there are', async () => {
    const [step] = change.steps;
    const [object] = step?.objects ?? [];
    if (step === undefined || object === undefined) throw new TypeError('The fixture has no step.');
    const effects = [...Array.from({ length: 12 }, (_, at) => `${at}: ${'😀'.repeat(300)}`)];
    const plan = createPlan({ change: { ...change, steps: [{ ...step, objects: [{ ...object, effects }] }] } });
    const envelope = await approve({ plan });
    const stated = statementOf(envelope).predicate.effects;
    expect(stated).toMatchObject({ count: 12, first: { length: 10 } });
    expect(JSON.stringify(stated)).toContain(`"0: ${'😀'.repeat(196)}…"`);
    expect(verify([envelope], { plan }).counted).toHaveLength(1);
  });

  it('refuses a plan that was altered, and one without a canonical form', async () => {
    const altered = { ...createPlan(), human_summary: 'Scales api to 50.' };
    await expect(approve({ plan: altered })).rejects.toThrow(code('APPROVAL_PLAN_INVALID'));
    const broken = { ...createPlan(), human_summary: '\ud800' };
    await expect(approve({ plan: broken })).rejects.toThrow(code('APPROVAL_PLAN_INVALID'));
    expect(() => planBlob(broken)).toThrow(code('APPROVAL_PLAN_INVALID'));
  });

  it('refuses a plan that has expired, or is not made yet', async () => {
    await expect(approve({ now: Date.parse(change.expires_at) })).rejects.toThrow(code('APPROVAL_PLAN_EXPIRED'));
    await expect(approve({ now: preparedAt - 1 })).rejects.toThrow(code('APPROVAL_CLOCK_BEHIND'));
  });

  it.each([
    ['no name', { approver: '' }],
    ['an escape in the name', { approver: 'bob\u001b[2K' }],
    ['a name that is written from right to left', { approver: 'bob\u202e' }],
    ['a long reason', { reason: 'a'.repeat(1001) }],
    ['an empty reason', { reason: '' }],
    ['nothing shown', { shown: '' }],
    ['something that is no text shown', { shown: 'a\udc00' }],
    ['no tool', { toolVersion: '' }],
    ['no lifetime', { lifetimeMs: 0 }],
    ['a lifetime that is no number', { lifetimeMs: Number.NaN }],
    ['an endless time', { now: Number.POSITIVE_INFINITY }],
    ['a year of five digits', { plan: createReadingPlan(), now: Date.UTC(10_000, 0) }],
  ])('refuses %s', async (_, more) => {
    const signer = signerOf('bob');
    await expect(approve({ ...more, signer })).rejects.toThrow(code('APPROVAL_INPUT_INVALID'));
  });

  it('refuses a target whose name could mislead', async () => {
    const plan = createPlan({ targets: [{ provider: 'kubernetes', name: 'prod\u200b', environment: 'dev' }] });
    await expect(approve({ plan })).rejects.toThrow(code('APPROVAL_INPUT_INVALID'));
  });
});

describe('createRevocation', () => {
  it('states what is taken back', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(statementOf(await revoke({ revokes: digest, reason: 'Too early.' }))).toMatchObject({
      predicateType: 'https://cloudops.dev/revocation/v1',
      predicate: {
        decision: 'revoke',
        approver: 'bob',
        revokes: { kind: 'approval', sha256: 'a'.repeat(64) },
        reason: 'Too early.',
      },
    });
  });

  it.each([
    ['a digest that is none', { revokes: 'sha256:0' }],
    ['no name', { approver: '', signer: signerOf('bob') }],
    ['no time', { now: Number.NaN }],
  ])('refuses %s', async (_, more) => {
    await expect(revoke(more)).rejects.toThrow(code('APPROVAL_INPUT_INVALID'));
  });

  it('is refused for a plan that was altered', async () => {
    const altered = { ...createPlan(), human_summary: 'x' };
    await expect(revoke({ plan: altered, now })).rejects.toThrow(code('APPROVAL_PLAN_INVALID'));
  });
});

describe('planBlob', () => {
  it("is what the plan's id is the digest of", () => {
    expect(`pln_${sha256(planBlob(createPlan()))}`).toBe(createPlan().id);
  });
});

describe('toSigstoreBundle', () => {
  it('holds the envelope as it is, and names the key', async () => {
    const envelope = await approve();
    const hint = parsePublicKey(signerOf('bob').publicKey).keyId;
    expect(toSigstoreBundle(envelope)).toMatchObject({
      dsseEnvelope: envelope,
      verificationMaterial: { publicKey: { hint } },
    });
  });
});

it('names in its README every code that it throws', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const codes = readFileSync(new URL('./errors.ts', import.meta.url), 'utf8').match(/APPROVAL_[A-Z_]+/g) ?? [];
  expect(codes.length).toBeGreaterThan(10);
  for (const wanted of codes) expect(readme).toContain(wanted);
});
