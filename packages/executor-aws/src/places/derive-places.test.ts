import { describe, expect, it } from 'vitest';
import type { PlaceListing } from '../listing/listing.ts';
import { derivePlaces, type PlaceFilter } from './derive-places.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const denied = { kind: 'denied', message: 'no', needs: 'ecs:ListServices' } as const;

function from(...places: readonly PlaceListing[]): { readonly status: 'present'; readonly output: unknown } {
  return { status: 'present', output: { places } };
}

function present(items: PlaceListing['items'], input?: PlaceListing['input']): PlaceListing {
  return { ...place, status: 'present', items, ...(input === undefined ? {} : { input }) };
}

describe('derivePlaces', () => {
  it('asks about each item once, by a field of it', () => {
    const source = from(present([{ VpcId: 'a' }, { VpcId: 'b' }, { VpcId: 'a' }, { Other: 1 }]));
    expect(derivePlaces({ from: source, input: { Vpc: 'VpcId' } }).asked).toEqual([
      { ...place, input: { Vpc: 'a' } },
      { ...place, input: { Vpc: 'b' } },
    ]);
  });

  it('puts items together in batches, with what their place was asked', () => {
    const source = from(present(['s1', 's2', 's3'], { cluster: 'c' }));
    const { asked } = derivePlaces({ from: source, input: { cluster: '^cluster', services: ['@'] }, batch: 2 });
    expect(asked.map(({ input }) => input)).toEqual([
      { cluster: 'c', services: ['s1', 's2'] },
      { cluster: 'c', services: ['s3'] },
    ]);
  });

  it('keeps a place unknown whose items could not all be read', () => {
    const source = from({ ...place, status: 'unknown', reason: denied, items: [{ VpcId: 'a' }] });
    const derived = derivePlaces({ from: { ...source, status: 'unknown' }, input: { Vpc: 'VpcId' } });
    expect(derived.asked).toHaveLength(1);
    expect(derived.unknown).toMatchObject([
      { ...place, status: 'unknown', reason: { kind: 'denied', needs: 'ecs:ListServices' } },
    ]);
  });

  it('knows nothing of a step without an output, and has nothing to ask after a skipped one', () => {
    const input = { Vpc: 'VpcId' };
    expect(derivePlaces({ from: { status: 'unknown', reason: denied }, input }).reason).toEqual(denied);
    expect(derivePlaces({ from: { status: 'skipped' }, input })).toEqual({ asked: [], unknown: [], reason: null });
  });

  it('asks only about items that are meant, and about those that do not say', () => {
    const source = from(
      present([
        { Id: 'own', Owner: place.account },
        { Id: 'aws', Owner: 'AWS' },
        { Id: 'other', Owner: '444455556666' },
      ]),
      {
        ...place,
        account: '444455556666',
        status: 'present',
        items: [{ Id: 'other', Owner: '444455556666' }, { Id: 'silent' }],
      },
    );
    const askedOf = (where: PlaceFilter): readonly unknown[] =>
      derivePlaces({ from: source, input: { Id: 'Id' }, where }).asked.map(({ account, input }) => [
        account,
        input?.Id,
      ]);
    expect(askedOf({ field: 'Owner', is: '@account' })).toEqual([
      [place.account, 'own'],
      ['444455556666', 'other'],
      ['444455556666', 'silent'],
    ]);
    expect(askedOf({ field: 'Owner', not: 'AWS' })).toHaveLength(4);
    expect(askedOf({ field: 'Owner', is: 'AWS', not: 'AWS' })).toEqual([['444455556666', 'silent']]);
  });

  it('reads no inherited fields of hostile items', () => {
    const source = from(present([{ VpcId: 'a' }]));
    expect(derivePlaces({ from: source, input: { Vpc: 'constructor.name' } }).asked).toEqual([]);
  });
});
