import type { JsonObject } from '@cloudops/spec';

/** One kind of object as the snapshot keeps it: what is read of it, and what is dropped again. */
export interface RecordKind {
  /** Name in the snapshot and of the step that reads it, such as `pods`. */
  readonly name: string;
  /** As the API writes it, such as `Pod`. */
  readonly kind: string;
  /** As `kubernetes.list` takes it, such as `deployments.apps`. */
  readonly resource: string;
  /** Keeps the server from sending what no analyzer reads. */
  readonly fieldSelector?: string;
  /** Field masks; what no analyzer reads is never made an object of. */
  readonly fields: readonly string[];
  /** For objects whose state asks for less: a healthy pod needs less than a failing one. `applies` reads only `fields`. */
  readonly healthy?: { readonly fields: readonly string[]; applies(object: unknown): boolean };
  /** Reduces what was kept further. May change the object that it is given. */
  readonly slim?: (object: JsonObject) => JsonObject;
}
