/** Any value that JSON can carry. All values between CloudOps packages are of this kind. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Absent keys are left out; `undefined` never stands for a value. */
export interface JsonObject {
  readonly [key: string]: Json;
}
