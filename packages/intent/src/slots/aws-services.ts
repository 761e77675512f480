/** Services of AWS whose usual name is a part of their name on the bill. */
const services =
  /(?<![\w-])(?:aws |amazon )?(lambda|cloudfront|dynamodb|elasticache|redshift|cloudwatch|kinesis|athena)(?![\w-])/g;

/** The one service of AWS that a question about an account names, in lower case; null for none, and for several. */
export function findAwsService(lower: string): string | null {
  const [only, other] = new Set([...lower.matchAll(services)].map((match) => match[1] ?? ''));
  return only === undefined || other !== undefined ? null : only;
}
