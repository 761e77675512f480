import type { Envelope } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { approve, revoke, sealValue, statementOf, verify } from '../__fixtures__/approve.ts';
import { personOf, signerOf } from '../__fixtures__/keys.ts';
import { change, createPlan, now, preparedAt } from '../__fixtures__/plan.ts';
import { sha256 } from '../plan-blob.ts';

const kinds = (envelopes: readonly unknown[], more: Parameters<typeof verify>[1] = {}) =>
  verify(envelopes, more).refused.map(({ kind }) => kind);

function digestOf(envelope: Envelope): string {
  return `sha256:${sha256(Buffer.from(envelope.payload, 'base64'))}`;
}

describe('verifyApprovals', () => {
  it('counts an approval under the name that policy gives to its key', async () => {
    const envelope = await approve({ reason: 'Traffic doubles at noon.' });
    const { counted, refused, revocations } = verify([envelope]);
    expect({ refused, revocations }).toEqual({ refused: [], revocations: [] });
    expect(counted).toEqual([
      {
        by: 'bob',
        kind: 'human',
        at: '2026-01-01T10:01:00.000Z',
        expires_at: '2026-01-01T11:01:00.000Z',
        digest: digestOf(envelope),
        keyId: signerOf('bob').keyId,
        shown: `sha256:${sha256('Scales api to 5.')}`,
        reason: 'Traffic doubles at noon.',
      },
    ]);
  });

  it('tells of an agent that it is one, for policy to refuse', async () => {
    const people = [personOf('bob', { kind: 'agent' })];
    expect(verify([await approve()], { people }).counted).toMatchObject([{ by: 'bob', kind: 'agent' }]);
  });

  it('counts people once, by their newest approval, in the order of their names', async () => {
    const older = await approve();
    const newer = await approve({ now: now + 500 });
    const { counted, refused } = verify([await approve({ approver: 'carol' }), older, newer, newer]);
    expect(counted.map(({ by, digest }) => [by, digest])).toEqual([
      ['bob', digestOf(newer)],
      ['carol', expect.anything()],
    ]);
    expect(refused.map(({ kind }) => kind)).toEqual(['repeated', 'repeated']);
    expect(refused[0]?.why).toBe(
      'Approval 2, by "bob", does not count: a newer approval, or the same one, of that person counts already.',
    );
  });

  it('counts two signatures of one key, and of two keys of one person, once', async () => {
    const envelope = await approve();
    const twice = { ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] };
    expect(verify([twice]).counted).toHaveLength(1);
    const other = await sealValue(statementOf(envelope), signerOf('second'));
    const both = { ...envelope, signatures: [...envelope.signatures, ...other.signatures] };
    const people = [personOf('bob', { keys: [signerOf('bob').publicKey, signerOf('second').publicKey] })];
    expect(other.payload).toBe(envelope.payload);
    expect(verify([both], { people })).toMatchObject({ counted: [{ by: 'bob' }], refused: [] });
  });

  describe('when it is not what it seems', () => {
    it('refuses the approval of another plan, and that of the plan before it was edited', async () => {
      const other = createPlan({ human_summary: 'Scales api to 50.' });
      expect(kinds([await approve({ plan: other })])).toEqual(['other-plan']);
      const edited = { ...createPlan(), human_summary: 'Scales api to 50.' };
      expect(kinds([await approve()], { plan: edited })).toEqual(['plan-altered']);
    });

    it('refuses what was edited after it was signed', async () => {
      const envelope = await approve();
      const text = Buffer.from(envelope.payload, 'base64').toString().replace('"blast_radius":5', '"blast_radius":1');
      const edited = { ...envelope, payload: Buffer.from(text).toString('base64') };
      expect(edited.payload).not.toBe(envelope.payload);
      expect(kinds([edited])).toEqual(['bad-signature']);
    });

    it('refuses a forgery: another key under its own name, and under the name of a known one', async () => {
      const forged = await approve({ signer: signerOf('mallory') });
      const { refused } = verify([forged]);
      expect(refused).toMatchObject([
        { kind: 'unknown-key', keyId: signerOf('mallory').keyId, claims: { approver: 'bob' } },
      ]);
      const [signature] = forged.signatures;
      const renamed = { ...forged, signatures: [{ keyid: signerOf('bob').keyId, sig: signature?.sig ?? '' }] };
      expect(kinds([renamed])).toEqual(['bad-signature']);
    });

    it("refuses somebody else's name, also one that only looks like the key's owner", async () => {
      const { refused } = verify([await approve({ approver: 'alice', signer: signerOf('bob') })]);
      expect(refused).toMatchObject([{ kind: 'other-name' }]);
      const homoglyph = verify([await approve({ approver: 'bоb', signer: signerOf('bob') })]);
      expect(homoglyph.counted).toEqual([]);
      expect(homoglyph.refused[0]?.why).toBe(
        'Approval 1, which says it is by "bоb" (b\\u{43e}b), does not count: its key is that of "bob".',
      );
    });

    it('refuses a statement that two people signed: it names one of them only', async () => {
      const bob = await approve();
      const carol = await sealValue(statementOf(bob), signerOf('carol'));
      expect(kinds([{ ...bob, signatures: [...bob.signatures, ...carol.signatures] }])).toEqual(['other-name']);
    });

    it('refuses a key that policy gives to two people, who could else be two approvers', async () => {
      const people = [personOf('bob'), personOf('bobby', { keys: [signerOf('bob').publicKey] })];
      const envelopes = [await approve(), await approve({ approver: 'bobby', signer: signerOf('bob') })];
      expect(kinds(envelopes, { people })).toEqual(['shared-key', 'shared-key']);
    });

    it.each([
      ['environments', ['dev']],
      ['requester', 'os:carol'],
      ['blast_radius', 1],
      ['playbook', { id: 'k8s-restart', version: '1.0.0' }],
      ['targets', []],
      ['effects', { count: 0, sha256: sha256('[]'), first: [] }],
    ])('refuses what says other %s than the plan', async (name, value) => {
      const statement = statementOf(await approve());
      statement.predicate[name] = value;
      const { refused } = verify([await sealValue(statement, signerOf('bob'))]);
      expect(refused).toMatchObject([{ kind: 'other-scope' }]);
      expect(refused[0]?.why).toContain(`"${name}"`);
    });

    it('names the keys in policy that cannot be read, when a key is unknown', async () => {
      const people = [personOf('bob', { keys: ['ssh-rsa AAAA', 'ssh-ed25519 AAAA'] })];
      expect(verify([await approve()], { people }).refused[0]?.why).toContain('key 1 of "bob": it does not begin with');
    });
  });

  describe('with the time', () => {
    it('refuses from the moment on at which it expires', async () => {
      const envelope = await approve({ lifetimeMs: 5000 });
      expect(verify([envelope], { now: now + 4999 }).counted).toHaveLength(1);
      expect(kinds([envelope], { now: now + 5000 })).toEqual(['expired']);
    });

    it('refuses what was signed in the future, before the plan was made, and at no time at all', async () => {
      const envelope = await approve();
      expect(verify([envelope], { now }).counted).toHaveLength(1);
      expect(kinds([envelope], { now: now - 1 })).toEqual(['clock']);
      expect(kinds([envelope], { now: Number.NaN })).toEqual(['clock']);
      const statement = statementOf(envelope);
      statement.predicate.approved_at = new Date(preparedAt - 1).toISOString();
      expect(kinds([await sealValue(statement, signerOf('bob'))])).toEqual(['clock']);
    });

    it('never outlives the plan', async () => {
      const { counted } = verify([await approve({ lifetimeMs: 999_999_999 })]);
      expect(counted[0]?.expires_at).toBe(change.expires_at);
    });
  });

  describe('when somebody takes it back', () => {
    it('voids what the person approved until then, not what comes later or from others', async () => {
      const envelopes = [await approve(), await approve({ approver: 'carol' }), await revoke()];
      const { counted, refused, revocations } = verify(envelopes);
      expect(counted.map(({ by }) => by)).toEqual(['carol']);
      expect(refused).toMatchObject([{ kind: 'revoked' }]);
      expect(revocations).toMatchObject([{ by: 'bob', at: '2026-01-01T10:01:00.000Z', revoked: [refused[0]?.digest] }]);
      const again = await approve({ now: now + 1 });
      expect(verify([...envelopes, again]).counted.map(({ by }) => by)).toEqual(['bob', 'carol']);
    });

    it('voids the one approval that it names, by whichever key of the person', async () => {
      const [first, second] = [await approve(), await approve({ now: now + 1 })];
      const people = [personOf('bob', { keys: [signerOf('bob').publicKey, signerOf('second').publicKey] })];
      const revocation = await revoke({ revokes: digestOf(second), signer: signerOf('second') });
      const { counted, refused } = verify([revocation, first, second], { people });
      expect(counted).toMatchObject([{ digest: digestOf(first) }]);
      expect(refused).toMatchObject([{ kind: 'revoked', digest: digestOf(second) }]);
    });

    it('counts even from the future: a wrong clock must not bring an approval back', async () => {
      expect(kinds([await approve(), await revoke({ now: now + 999_999 })])).toEqual(['revoked']);
    });

    it('tells of every approval that it takes back, for the record, also those that do not count now', async () => {
      const [older, newer] = [await approve({ lifetimeMs: 1 }), await approve({ now: now + 1 })];
      const ahead = await approve({ now: now + 600_000 });
      const { counted, refused, revocations } = verify([older, newer, ahead, await revoke({ now: now + 10 })]);
      expect(counted).toEqual([]);
      expect(refused.map(({ kind }) => kind)).toEqual(['revoked', 'revoked', 'revoked']);
      expect(revocations[0]?.revoked).toEqual([older, newer, ahead].map(digestOf).sort());
    });

    it("refuses revocations of somebody else's approval, of another plan, and by a stranger", async () => {
      const envelope = await approve();
      const theirs = await revoke({ approver: 'carol', revokes: digestOf(envelope) });
      const elsewhere = await revoke({ plan: createPlan({ human_summary: 'other' }) });
      const altered = verify([await revoke()], { plan: { ...createPlan(), human_summary: 'other' } });
      expect(altered.refused[0]?.why).toContain('Revocation 1, which says it is by "bob", does not count');
      const stranger = await revoke({ signer: signerOf('mallory') });
      const { counted, refused, revocations } = verify([envelope, theirs, elsewhere, stranger]);
      expect({ counted: counted.length, revocations }).toEqual({ counted: 1, revocations: [] });
      expect(refused.map(({ kind }) => kind)).toEqual(['not-theirs', 'other-plan', 'unknown-key']);
      expect(refused[0]?.why).toBe('Revocation 2, by "carol", does not count: it revokes an approval of "bob".');
    });

    it('believes the record of a revocation too, and counts nothing when that cannot be read', async () => {
      const envelope = await approve();
      expect(kinds([envelope], { isRevoked: (digest) => digest === digestOf(envelope) })).toEqual(['revoked']);
      const unreadable = (): boolean => {
        throw new TypeError('unreadable');
      };
      expect(() => verify([envelope], { isRevoked: unreadable })).toThrow('unreadable');
    });
  });
});
