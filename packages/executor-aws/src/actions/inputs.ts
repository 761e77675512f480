import type { Json, JsonObject } from '@cloudops/spec';
import { z } from 'zod';

/** A service as its SDK client is named. */
export const serviceName: z.ZodType<string> = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be named as the SDK client is, such as ec2 or cost-explorer');

/** An operation as the API names it. */
export const operationName: z.ZodType<string> = z
  .string()
  .max(120)
  .regex(/^[A-Z][A-Za-z0-9]*$/, 'must be named as in the API, such as DescribeVpcs');

/** Twelve digits. */
export const accountId: z.ZodType<string> = z.string().regex(/^\d{12}$/, 'must be twelve digits');

/** A name that can be part of a host name: it becomes one. */
export const regionName: z.ZodType<string> = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be a region such as eu-west-1');

/** An operation's input; where the API takes a time: ISO 8601 text, or seconds since 1970. */
export const operationInput: z.ZodType<JsonObject> = z.record(z.string(), z.json() as z.ZodType<Json>);
