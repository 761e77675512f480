import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '@cloudops/executor';
import { describe, expect, it } from 'vitest';
import {
  apply,
  editPayload,
  expectFailed,
  expectRecorded,
  held,
  pae,
  refusal,
  resealChange,
  save,
  sign,
  signAs,
  sshsig,
} from '../__fixtures__/attack.ts';
import { type ChangeBench, createKeyHolder } from '../__fixtures__/change-bench.ts';
import { openBenches } from '../__fixtures__/open-benches.ts';

/*
 * The security suite: who approves, who asks, and when. Each test asserts that nothing was changed, that the answer says what
 * is the matter, and that the log holds it. Where each line of the suite is tested:
 *
 * | line                                   | tests                                                                                    |
 * | -------------------------------------- | ---------------------------------------------------------------------------------------- |
 * | self-approval                          | here "self-approval"; policy/four-eyes.test.ts; cli plans/tampered.test.ts               |
 * | approval of another plan               | here "an approval of another plan"; change.test.ts; approval/verify-approvals.test.ts    |
 * | replayed                               | here "a replayed approval"                                                               |
 * | expired                                | here "what has expired"; change.test.ts                                                  |
 * | edited after signing                   | here "an approval that was edited"; approval/one-byte.property.test.ts                   |
 * | forged with another key                | here "an approval that is forged"                                                        |
 * | homoglyph user                         | here "a look-alike"; policy/four-eyes.test.ts                                            |
 * | agent as approver                      | here "an agent"; change.test.ts                                                          |
 * | environment spoofed                    | security-places.test.ts "an environment"; cli security/environments.test.ts              |
 * | context swapped after the plan         | security-places.test.ts "an environment"; cli plans/tampered.test.ts                     |
 * | YAML that lowers a risk                | security-places.test.ts "a playbook"; cli security/files.test.ts                         |
 * | a plugin that lies about its risk      | security-places.test.ts "a plugin"; executor/admission.test.ts                           |
 * | --approve in prod                      | cli plans/changes.test.ts                                                                |
 * | a plan file with extra steps           | security-plans.test.ts "a plan file"; change.test.ts; cli plans/tampered.test.ts         |
 * | path traversal in names                | security-plans.test.ts "a name"; cli security/names.test.ts                              |
 * | prototype pollution in YAML and JSON   | security-plans.test.ts "a name"; cli security/files.test.ts                              |
 * | 100 MB plan                            | cli security/files.test.ts; cli plans/plan-files.test.ts                                 |
 * | policy file with a syntax error        | security-plans.test.ts "policies"; cli security/files.test.ts                            |
 * | clock moved back                       | security-places.test.ts "a clock that was set back"                                      |
 * | two applies racing for one ticket      | change.test.ts; executor/processes.test.ts; cli plans/changes.test.ts, security/races    |
 * | budgets raced for                      | executor/processes.test.ts; cli security/races.test.ts                                   |
 * | a lock held by a dead run              | cli security/races.test.ts                                                               |
 * | a revocation cut out of the file       | here "a revocation"; change.test.ts; cli plans/tampered.test.ts                          |
 * | a requester edited                     | here "self-approval"                                                                     |
 * | decision, preflight, effects edited    | security-plans.test.ts "what a plan file says"                                           |
 * | terminal escapes in names              | cli security/names.test.ts                                                               |
 * | a link as a plan file                  | cli plans/plan-files.test.ts, security/files.test.ts                                     |
 *
 * Out of reach: a provider whose reading methods change something. It runs with our rights in our process; the answer to it
 * is to install no such plugin, and to give the process few rights (`deploy/`).
 */

const setUp = openBenches();
const signal = AbortSignal.timeout(120_000);
const hour = 3_600_000;

const as = (bench: ChangeBench, name: 'alice' | 'bob' | 'carol' | 'robot') => ({ name, signer: bench[name].signer });

describe('self-approval', () => {
  it('signed by hand does not count, since four eyes are two people', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const answer = await apply(bench, { ...file, approvals: [await sign(file, as(bench, 'alice'))] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: alice \(four-eyes: nobody approves their own/ });
  });

  it('does not count when the same person carries it out under a second login', async () => {
    const bench = await setUp();
    const { people, ...data } = bench.data;
    const logins = ['memory:alice', 'os:tester', 'memory:alice-admin'];
    bench.data = { ...data, people: { ...people, alice: { ...people?.alice, logins } } };
    const file = await save(bench);
    bench.world.who = { ...bench.world.who, id: 'memory:alice-admin' };
    const answer = await apply(bench, { ...file, approvals: [await sign(file, as(bench, 'alice'))] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: alice \(four-eyes/ });
  });

  it('does not count when the file says that another person asked', async () => {
    const bench = await setUp();
    const forged = resealChange(await save(bench), (change) => ({ ...change, requester: 'memory:carol' }));
    const answer = await apply(bench, { ...forged, approvals: [await sign(forged, as(bench, 'alice'))] });
    const says = /approval of alice does not count: .*only the file says that memory:carol asked.*another person/;
    await expectFailed(bench, answer, { ...held, says });
  });

  it('is not signed in the first place, and that is recorded', async () => {
    const bench = await setUp();
    const { signer } = bench.alice;
    const outcome = await bench.engine.approve(await save(bench), { signer, signal, shown: 'the plan' });
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringMatching(/four-eyes/) });
    await expectRecorded(bench, { event: 'plan.refused', status: 'approval-not-counted' });
  });
});

describe('an approval of another plan', () => {
  it('does not count, also where its text is made to name this one', async () => {
    const bench = await setUp();
    const [file, other] = [await save(bench), await save(bench, { name: 'web', replicas: 4 })];
    const given = await sign(other, as(bench, 'bob'));
    const renamed = editPayload(given, (text) => text.replaceAll(other.plan.id.slice(4), file.plan.id.slice(4)));
    const answer = await apply(bench, { ...file, approvals: [given, renamed] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: .*about another plan.*altered|forged/ });
  });
});

describe('a replayed approval', () => {
  it('does not count for a new plan from the same inputs', async () => {
    const bench = await setUp();
    const given = await sign(await save(bench), as(bench, 'bob'));
    bench.ahead = 1000;
    const answer = await apply(bench, { ...(await save(bench)), approvals: [given] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: .*about another plan/ });
  });

  it('does not run the same plan twice', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const approved = { ...file, approvals: [await sign(file, as(bench, 'bob'))] };
    expect((await apply(bench, approved)).kind).toBe('answered');
    bench.world.replicas.set('api', 2);
    bench.world.writes.length = 0;
    const failure = refusal('plan-used', /applied before, by run .*cloudops runs show/, 'stale');
    await expectFailed(bench, await apply(bench, approved), failure);
    // Nor where the journal was deleted, or belongs to another machine.
    const folder = mkdtempSync(join(tmpdir(), 'cloudops-journal-'));
    const at = { databasePath: join(folder, 'runs.db'), evidenceFolder: join(folder, 'evidence') };
    const journal = openJournal({ ...at, clock: bench.options.clock });
    await expectFailed(bench, await apply({ engine: bench.another({ journal }) }, approved), failure);
    await journal.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['signed for another payload type', pae('application/vnd.cyclonedx+json')],
    ['signed in a namespace of SSH', sshsig('git')],
    ['signed without any', (payload: Uint8Array) => payload],
  ])('does not count when it was %s', async (_, toBytes) => {
    const bench = await setUp();
    const file = await save(bench);
    const other = await signAs(await sign(file, as(bench, 'bob')), bench.bob.signer, toBytes);
    const answer = await apply(bench, { ...file, approvals: [other] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: .*(altered|forged|signature)/ });
  });

  it('does not count under another payload type', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const payloadType = 'application/json';
    const given = { ...(await sign(file, as(bench, 'bob'))), payloadType };
    const resigned = await signAs(given, bench.bob.signer, pae(payloadType));
    const answer = await apply(bench, { ...file, approvals: [given, resigned] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: .*in-toto statement\.$/ });
  });
});

describe('what has expired', () => {
  it('does not count as an approval', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const approved = { ...file, approvals: [await sign(file, as(bench, 'bob'))] };
    bench.ahead = 4 * hour + 1000;
    await expectFailed(bench, await apply(bench, approved), { ...held, says: /Not counted: .*expired at/ });
  });

  it('is not run as a plan, and not approved either', async () => {
    const bench = await setUp();
    const file = await save(bench);
    bench.ahead = 25 * hour;
    await expectFailed(bench, await apply(bench, file), refusal('plan-expired', /expired at .*Plan again/, 'stale'));
    const { signer } = bench.bob;
    expect(await bench.engine.approve(file, { signer, signal, shown: 'the plan' })).toMatchObject({ kind: 'refused' });
    await expectRecorded(bench, { event: 'plan.refused', status: 'plan-expired' });
  });
});

describe('an approval that was edited', () => {
  it.each([
    ['its time', /"expires_at":"20/, '"expires_at":"30'],
    ['its approver', /"approver":"bob"/, '"approver":"carol"'],
    ['its figures', /"blast_radius":3/, '"blast_radius":0'],
  ])('in %s does not count', async (_, from, to) => {
    const bench = await setUp();
    const file = await save(bench);
    const given = await sign(file, as(bench, 'bob'));
    const edited = editPayload(given, (text) => text.replace(from, to));
    expect(edited.payload).not.toBe(given.payload);
    const answer = await apply(bench, { ...file, approvals: [edited] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: .*(altered|forged|signature)/ });
  });
});

describe('an approval that is forged', () => {
  it.each(['its own', 'the right'])('with another key under %s name of a key does not count', async (name) => {
    const bench = await setUp();
    const file = await save(bench);
    const forged = await sign(file, { name: 'bob', signer: createKeyHolder().signer });
    const keyid = name === 'its own' ? (forged.signatures[0]?.keyid ?? '') : bench.bob.signer.keyId;
    const renamed = { ...forged, signatures: forged.signatures.map((each) => ({ ...each, keyid })) };
    const answer = await apply(bench, { ...file, approvals: [renamed] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: .*(nobody|no key|signature|altered)/i });
  });
});

describe('a look-alike', () => {
  it('of an approver is not that approver, and is spelled out', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const given = await sign(file, { name: 'b\u043eb', signer: bench.bob.signer });
    const answer = await apply(bench, { ...file, approvals: [given] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: .*b\\u\{43e\}b.*does not count/ });
  });

  it('of an operator is nobody who may change something', async () => {
    const bench = await setUp();
    bench.world.who = { ...bench.world.who, id: 'memory:\u0430lice' };
    const options = { signal, inputs: { name: 'api', replicas: 5 }, dryRun: true };
    const answer = await bench.engine.triage('memory-scale', 'a change', options);
    await expectFailed(bench, answer, {
      kind: 'denied',
      says: /No policy lets memory:\u0430lice \(memory:\\u\{430\}lice\)/,
      event: 'plan.decided',
      status: 'deny',
    });
  });
});

describe('an agent', () => {
  it('that signs by hand does not count', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const answer = await apply(bench, { ...file, approvals: [await sign(file, as(bench, 'robot'))] });
    await expectFailed(bench, answer, { ...held, says: /Not counted: robot \(approver-is-human/ });
  });

  it('under the login of a person needs the yes of another one, where that person would not', async () => {
    const bench = await setUp();
    bench.world.targets = [{ provider: 'memory', name: 'memory', environment: 'dev' }];
    const file = await save(bench);
    expect(file.decision.outcome).toBe('auto-approve');
    const principal = { ...bench.options.principal, kind: 'agent' } as const;
    const answer = await apply({ engine: bench.another({ principal }) }, file);
    await expectFailed(bench, answer, { ...held, says: /agent/ });
  });
});

describe('a revocation', () => {
  it('holds where it was cut out of the file, and where the approval is signed over into another file', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const approved = { ...file, approvals: [await sign(file, as(bench, 'bob'))] };
    expect(await bench.engine.revoke(approved, { signer: bench.bob.signer, signal })).toMatchObject({
      kind: 'revoked',
    });
    await expectFailed(bench, await apply(bench, approved), { ...held, says: /Not counted: .*taken back|revoked/ });
  });

  it('by somebody else takes nothing back, and is recorded', async () => {
    const bench = await setUp();
    const file = await save(bench);
    const approved = { ...file, approvals: [await sign(file, as(bench, 'bob'))] };
    const outcome = await bench.engine.revoke(approved, { signer: bench.carol.signer, signal });
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringMatching(/approved nothing/) });
    await expectRecorded(bench, { event: 'plan.refused', status: 'revocation-not-counted' });
  });
});
