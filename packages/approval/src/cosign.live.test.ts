import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '@cloudops/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { approve } from './__fixtures__/approve.ts';
import { buildDsseCheck, run } from './__fixtures__/dsse-check.ts';
import { signerOf } from './__fixtures__/keys.ts';
import { createPlan } from './__fixtures__/plan.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';
import { toSigstoreBundle } from './envelope/sigstore-bundle.ts';
import { parsePublicKey } from './key/public-key.ts';
import { planBlob } from './plan-blob.ts';
import { approvalPredicateType } from './statement/predicate.ts';

const folder = temporaryFolder();
const envelope = await approve();
const edited = { ...envelope, payload: Buffer.from(envelope.payload, 'base64').toString().replace('"bob"', '"eve"') };
const files = {
  envelope: write('approval.json', JSON.stringify(envelope)),
  edited: write('edited.json', JSON.stringify({ ...edited, payload: Buffer.from(edited.payload).toString('base64') })),
  bundle: write('approval.sigstore.json', JSON.stringify(toSigstoreBundle(envelope))),
  bob: write('bob.pem', parsePublicKey(signerOf('bob').publicKey).pem),
  eve: write('eve.pem', parsePublicKey(signerOf('eve').publicKey).pem),
  plan: writePlan('plan', createPlan()),
  other: writePlan('other', createPlan({ human_summary: 'Scales api to 50.' })),
};

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function writePlan(name: string, plan: Plan): string {
  return write(name, planBlob(plan));
}

describe('the libraries that cosign is made of', () => {
  let program = '';
  beforeAll(() => {
    program = buildDsseCheck(folder);
  });
  const check = (...args: readonly string[]) => run(program, args);

  it('verify an approval with the public key and the plan', () => {
    const judged = check(files.bob, files.envelope, files.plan, approvalPredicateType);
    expect(judged).toEqual({ isGood: true, output: 'verified\n' });
  });

  it('refuse another plan, another key, an edited statement and another kind of statement', () => {
    expect(check(files.bob, files.envelope, files.other, approvalPredicateType).output).toContain(
      'no matching subject digest',
    );
    expect(check(files.eve, files.envelope, files.plan, approvalPredicateType).output).toContain(
      'do not match threshold',
    );
    expect(check(files.bob, files.edited, files.plan, approvalPredicateType).output).toContain(
      'do not match threshold',
    );
    expect(check(files.bob, files.envelope, files.plan, 'https://example.com/v1').output).toContain(
      'other predicate type',
    );
  });
});

// Building cosign takes minutes, so it is asked only where it is installed; its libraries are asked everywhere.
if (run('cosign', ['version']).isGood) {
  describe('cosign itself', () => {
    const verify = (key: string, envelope: readonly string[], blob: string) =>
      run('cosign', [
        ...['verify-blob-attestation', '--key', key, '--type', approvalPredicateType, '--insecure-ignore-tlog'],
        ...[...envelope, blob],
      ]);

    it.each([
      ['an envelope', ['--signature', files.envelope]],
      ['a bundle', ['--bundle', files.bundle]],
    ])('verifies %s, and refuses another plan and another key', (_, from) => {
      expect(verify(files.bob, from, files.plan)).toMatchObject({ isGood: true, output: /Verified OK/ });
      expect(verify(files.bob, from, files.other)).toMatchObject({ isGood: false, output: /digest/ });
      expect(verify(files.eve, from, files.plan)).toMatchObject({ isGood: false, output: /do not match threshold/ });
    });

    it('refuses an edited statement', () => {
      expect(verify(files.bob, ['--signature', files.edited], files.plan).isGood).toBe(false);
    });
  });
}
