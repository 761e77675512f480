import { z } from 'zod';
import type { Place } from '../../listing/listing.ts';
import { type PlaceInput, placeFields, placeSchema } from '../place/place-input.ts';

/** What every change of an instance is told. */
export interface MachineInput extends PlaceInput {
  readonly instance: string;
}

/** What every change of an instance saves. */
export interface MachineState {
  readonly place: Place;
  readonly id: string;
}

/** `i-…`, as a schema. */
const instanceId: z.ZodType<string> = z
  .string()
  .regex(/^i-[0-9a-z]{1,17}$/, 'must be an instance such as i-0a1b2c3d4e5f6a7b8');

/** A type such as `m7i.large`, as a schema. */
export const instanceType: z.ZodType<string> = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'must be an instance type such as m7i.large');

/** The schemas of {@link MachineInput}'s fields. */
export const machineFields: { readonly instance: z.ZodType<string> } & typeof placeFields = {
  instance: instanceId,
  ...placeFields,
};

/** The schemas of {@link MachineState}'s fields. */
export const machineStateFields: { readonly place: z.ZodType<Place>; readonly id: z.ZodType<string> } = {
  place: placeSchema,
  id: instanceId,
};
