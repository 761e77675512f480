import type { Evidence, Json } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { toAwsError } from '../../clients/failure.ts';
import type { AwsRequest } from '../../clients/session.ts';
import type { AccountChoice } from '../../places/account-list.ts';
import { contextAt } from '../billing/__fixtures__/ledger-steps.ts';
import { createPayerAction } from './action.ts';
import type { Payer } from './payer.ts';

const [own, boss, other] = ['111122223333', '444455556666', '777788889999'];
const region = 'us-east-1';

/** What AWS answers: an organization's management account, or the name of an error. */
interface Said {
  readonly organization: string;
  readonly caller?: Evidence<Json>;
}

function sessionOf({ organization, caller }: Said): OwnAwsSession {
  const identity: Json = { Account: own, Arn: `arn:aws:iam::${own}:role/reader`, UserId: 'AROAEXAMPLE' };
  const failure = (request: AwsRequest) =>
    toAwsError(
      Object.assign(new TypeError('no'), { name: organization, $fault: 'client', $metadata: { httpStatusCode: 400 } }),
      request,
      new AbortController().signal,
    );
  return {
    homeRegion: region,
    close: async () => {},
    call: async () => caller ?? { status: 'present', output: identity },
    send: async (request) =>
      /^\d+$/.test(organization)
        ? { Organization: { Id: 'o-1', MasterAccountId: organization, MasterAccountEmail: 'someone@example.com' } }
        : failure(request),
    list: async ({ account }) => {
      const items = [own, boss].map((Id, at) => ({ Id, Name: at === 0 ? 'shop' : 'root', Status: 'ACTIVE' }));
      return { account, region, status: 'present', items };
    },
  };
}

async function find(said: Said, accounts: AccountChoice, account: string | null = null): Promise<Evidence<Payer>> {
  const action = createPayerAction({ session: sessionOf(said), accounts });
  const evidence = await action.doRun(action.input.parse({ account }), contextAt('2026-11-20T12:00:00Z'));
  expect(action.output.parse(evidence.output)).toEqual(evidence.output);
  return evidence as Evidence<Payer>;
}

const asked = (account: string) => ({ account, places: [{ account, region }] });

describe('the account to ask about cost', () => {
  it('is the caller in no organization, and where the caller pays for its own', async () => {
    const alone = await find({ organization: 'AWSOrganizationsNotInUseException' }, 'caller');
    expect(alone).toMatchObject({ status: 'present', output: { ...asked(own), kind: 'standalone', management: null } });
    const paying = await find({ organization: own }, 'caller');
    expect(paying).toMatchObject({ status: 'present', output: { ...asked(own), kind: 'management', only: null } });
  });

  it.each(['organization', [{ account: other }, { account: boss, role: 'reader' }]] as const)(
    'is the management account where it can be asked, whichever number comes first (%j)',
    async (accounts) => {
      const evidence = await find({ organization: boss }, accounts);
      expect(evidence).toEqual({
        status: 'present',
        output: { ...asked(boss), kind: 'management', management: boss, only: null },
      });
    },
  );

  it('is said to see its own cost only where another account pays and is not configured', async () => {
    const evidence = await find({ organization: boss }, [{ account: other }]);
    expect(evidence).toMatchObject({
      status: 'unknown',
      reason: { kind: 'unavailable', needs: `${boss} among the configured accounts` },
      output: { ...asked(own), kind: 'member', management: boss },
    });
  });

  it('is the caller, and unclear, where AWS does not say who pays', async () => {
    const evidence = await find({ organization: 'AccessDeniedException' }, 'organization');
    expect(evidence).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', needs: 'organizations:DescribeOrganization' },
      output: { ...asked(own), kind: 'unclear' },
    });
  });

  it('is the named account where it is configured, by digits or name', async () => {
    for (const name of [boss, ' Root ']) {
      const evidence = await find({ organization: own }, 'organization', name);
      expect(evidence).toMatchObject({ status: 'present', output: { ...asked(boss), kind: 'named', only: boss } });
    }
  });

  it('is the management account for a named one that is not configured, limited to it', async () => {
    const evidence = await find({ organization: own }, 'caller', other);
    expect(evidence).toMatchObject({
      status: 'present',
      output: { ...asked(own), kind: 'management', only: other },
    });
  });

  it('is the management account for several, by digits or names, limited to them', async () => {
    const evidence = await find({ organization: boss }, 'organization', `shop, ${other},Root,shop`);
    expect(evidence).toMatchObject({
      status: 'present',
      output: { ...asked(boss), kind: 'management', only: `${own},${boss},${other}` },
    });
    const alone = await find(
      { organization: 'AWSOrganizationsNotInUseException' },
      [{ account: own }, { account: boss }],
      `${own},${boss}`,
    );
    expect(alone).toMatchObject({ status: 'unknown', output: { account: null } });
    expect(alone.reason?.message).toContain('several accounts');
  });

  it.each([
    ['a name nobody configured', { organization: own }, 'prod'],
    ['a foreign account, where another one pays', { organization: boss }, other],
  ])('is nobody for %s: an unchanged bill would be no answer', async (_, said, name) => {
    const evidence = await find(said, 'caller', name);
    expect(evidence).toMatchObject({ status: 'unknown', output: { account: null, places: [] } });
    expect(evidence.reason?.message).toContain(name);
  });

  it('is nobody without credentials', async () => {
    const reason = { kind: 'unreachable', message: 'no credentials' } as const;
    const evidence = await find({ organization: own, caller: { status: 'unknown', reason } }, 'caller');
    expect(evidence).toMatchObject({ status: 'unknown', reason, output: { account: null } });
  });

  it('keeps no address of the organization’s owner', async () => {
    expect(JSON.stringify(await find({ organization: own }, 'caller'))).not.toContain('@');
  });
});
