/** What stands where a secret was. */
export const redacted: string = '<redacted>';

/** The same for fields that hold bytes: a client refuses what is no base64. */
const redactedBytes: string = Buffer.from(redacted).toString('base64');

/** Fields that hold bytes by AWS's models: https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html. */
const byteFields: ReadonlySet<string> = new Set(['plaintext', 'secretbinary', 'privatekeyplaintext']);

const time: RegExp = /^\d{4}-\d{2}-\d{2}T[\d:.]{5,20}(?:Z|[+-]\d{2}:?\d{2})?$/;

/** What stands for a value under a secret's name. A time, as `PasswordLastUsed` holds, tells nothing and is parsed. */
export function redactUnder(name: string, value: string): string {
  if (time.test(value)) return value;
  return byteFields.has(name.toLowerCase().replace(/[^a-z0-9]/g, '')) ? redactedBytes : redacted;
}
