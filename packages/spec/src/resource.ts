import { z } from 'zod';

/** Names one object in a cloud. */
export interface ResourceRef {
  /** The provider's name, such as `kubernetes`. */
  readonly provider: string;
  /** The cluster, account or world that holds it, as the run's target names it. */
  readonly target: string;
  /** The kind, such as `Deployment`. */
  readonly kind: string;
  /** Left out for what has no namespace. */
  readonly namespace?: string;
  readonly name: string;
}

/** Checks a {@link ResourceRef}. */
export const resourceRefSchema: z.ZodType<ResourceRef> = z
  .strictObject({
    provider: z.string().min(1),
    target: z.string(),
    kind: z.string().min(1),
    namespace: z.string().exactOptional(),
    name: z.string().min(1),
  })
  .meta({ id: 'ResourceRef', title: 'A resource in a cloud' });
