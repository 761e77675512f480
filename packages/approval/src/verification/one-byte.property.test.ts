import type { Plan } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approve, revoke, verify } from '../__fixtures__/approve.ts';
import { createPlan } from '../__fixtures__/plan.ts';
import { parseEnvelope } from '../envelope/parse-envelope.ts';
import { planBlob } from '../plan-blob.ts';

const envelope = await approve();
const plan = createPlan();
const position = fc.nat();
const change = fc.integer({ min: 1, max: 255 });

function changed(bytes: Uint8Array, at: number, by: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = at % copy.length;
  copy.writeUInt8(copy.readUInt8(place) ^ by, place);
  return copy;
}

describe('one changed byte', () => {
  it('anywhere in the text of an envelope, and it does not count', () => {
    const bytes = Buffer.from(JSON.stringify(envelope));
    fc.assert(
      fc.property(position, change, (at, by) => {
        const parsed = parseEnvelope(changed(bytes, at, by).toString('utf8'));
        if (parsed.kind === 'parsed') expect(verify([parsed.envelope])).toMatchObject({ counted: [] });
      }),
      { numRuns: 600 },
    );
  });

  it('in the payload, and it does not count', () => {
    const payload = Buffer.from(envelope.payload, 'base64');
    fc.assert(
      fc.property(position, change, (at, by) => {
        const edited = { ...envelope, payload: changed(payload, at, by).toString('base64') };
        expect(verify([edited])).toMatchObject({ counted: [], refused: [{ kind: 'bad-signature' }] });
      }),
      { numRuns: 150 },
    );
  });

  it('in the signature, and it does not count', () => {
    const [signature = { keyid: '', sig: '' }] = envelope.signatures;
    const bytes = Buffer.from(signature.sig, 'base64');
    fc.assert(
      fc.property(position, change, (at, by) => {
        const edited = { ...envelope, signatures: [{ ...signature, sig: changed(bytes, at, by).toString('base64') }] };
        expect(verify([edited])).toMatchObject({ counted: [], refused: [{ kind: 'bad-signature' }] });
      }),
      { numRuns: 150 },
    );
  });

  it('in what the plan says, with or without its id made to fit, and it does not count', () => {
    const blob = planBlob(plan);
    fc.assert(
      fc.property(position, change, (at, by) => {
        const edited = parsePlan(changed(blob, at, by));
        if (edited === undefined || Buffer.from(planBlob(edited)).equals(blob)) return;
        expect(verify([envelope], { plan: edited }).counted).toEqual([]);
        const { id: _, ...content } = edited;
        expect(verify([envelope], { plan: createPlan(content) }).counted).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('in a revocation, and it takes nothing back, and says so', async () => {
    const bytes = Buffer.from(JSON.stringify(await revoke()));
    fc.assert(
      fc.property(position, change, (at, by) => {
        const parsed = parseEnvelope(changed(bytes, at, by).toString('utf8'));
        if (parsed.kind === 'invalid') return;
        expect(verify([envelope, parsed.envelope])).toMatchObject({ counted: [{ by: 'bob' }], refused: [{}] });
      }),
      { numRuns: 150 },
    );
  });
});

function parsePlan(bytes: Buffer): Plan | undefined {
  try {
    const content: Omit<Plan, 'id'> = JSON.parse(bytes.toString('utf8'));
    return { ...content, id: plan.id };
  } catch {
    return undefined;
  }
}
