import { describe, expect, it } from 'vitest';
import { toIdentity } from './identity.ts';

describe('the kind of credential', () => {
  it.each([
    ['arn:aws:iam::111122223333:user/alice', 'long-lived'],
    ['arn:aws:iam::111122223333:user/team/alice', 'long-lived'],
    ['arn:aws:iam::111122223333:root', 'long-lived'],
    ['arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_admin/alice@example.com', 'short-lived'],
    ['arn:aws:sts::111122223333:assumed-role/deploy/user/alice', 'short-lived'],
    ['arn:aws:sts::111122223333:federated-user/bob', 'long-lived'],
    ['arn:aws:something::111122223333:else', 'unknown'],
  ])('of %s is %s, with a session or without', (Arn, credential) => {
    expect(toIdentity({ Account: '111122223333', Arn, UserId: 'AIDA' })).toMatchObject({ credential });
  });

  it('is asked of an answer that names somebody', () => {
    expect(toIdentity({ Account: '111122223333' })).toBeNull();
  });
});
