import { alphabets, createLot, type Lot } from './lot.ts';

const { base32, base36, base64, hex, small, ulid } = alphabets;
const words: readonly string[] = [
  'checkout',
  'orders',
  'inventory',
  'payments',
  'frontend',
  'search',
  'AdministratorAccess',
];
const word = (lot: Lot): string => words[lot.below(words.length)] ?? 'shop';
const number = (lot: Lot, digits: number): string => lot.text(digits, '123456789');

/** What is no secret though it may look like one, by what it is. */
const makers: Readonly<Record<string, (lot: Lot) => string>> = {
  digest: (lot) => `sha256:${lot.text(64, hex)}`,
  'image by digest': (lot) => `registry.example/${word(lot).toLowerCase()}@sha256:${lot.text(64, hex)}`,
  'git commit': (lot) => `reverted in ${lot.text(40, hex)}`,
  uuid: (lot) => [8, 4, 4, 4, 12].map((length) => lot.text(length, hex)).join('-'),
  'audit id': (lot) => `aud_01${lot.text(24, ulid)}`,
  'plan id': (lot) => `pln_${lot.text(64, hex)}`,
  'pod name': (lot) => `${word(lot).toLowerCase()}-${lot.text(10, hex)}-${lot.text(5, base36)}`,
  arn: (lot) =>
    `arn:aws:sts::${number(lot, 12)}:assumed-role/AWSReservedSSO_${word(lot)}_${lot.text(16, hex)}/alice@example.com`,
  'unique id of a role': (lot) => `AROA${lot.text(17, base32)}:alice`,
  'load balancer': (lot) =>
    `arn:aws:elasticloadbalancing:eu-west-1:${number(lot, 12)}:loadbalancer/app/${word(lot)}/${lot.text(16, hex)}`,
  'url with a user': (lot) => `ssh://git@${word(lot).toLowerCase()}.example/repo.git`,
  'url with a placeholder': (lot) => `postgres://shop:$\{DB_PASSWORD}@${word(lot).toLowerCase()}:5432/shop`,
  'name of a secret': (lot) => `secretName: ${word(lot).toLowerCase()}-credentials-v${lot.below(9)}`,
  'a secret by name': (lot) => `secret: ${word(lot).toLowerCase()}-tls-2026`,
  'words about secrets': (lot) => `is the password policy of ${word(lot)} strong, and the token lifetime short?`,
  'masked password': (lot) =>
    ['password=***', 'password: <your password>', 'PASSWORD=$SECRET', 'passwd: [secret:x]'][lot.below(4)] ?? '',
  'basic words': (lot) => `basic understanding of ${word(lot)}, bearer of authentication-headers-everywhere`,
  'dotted name': (lot) => `${word(lot)}.${lot.text(12, small)}.svc.cluster.local`,
  'integrity value': (lot) => `sha512-${lot.text(86, base64)}==`,
  'camel case': (lot) => `HorizontalPodAutoscalerConditionType${word(lot)}ScalingLimitedV2Beta2`,
  'job of scikit': (lot) => `sk-learn-pipeline-worker-${lot.text(10, base36)}`,
  'version and time': (lot) => `v1.${lot.below(40)}.${lot.below(20)}-eks-${lot.text(7, hex)} 2026-09-15T10:00:00.000Z`,
  'short of a key': (lot) => `AKIA${lot.text(6, base32)}`,
  'cluster endpoint': (lot) => `https://${lot.text(32, '0123456789ABCDEF')}.gr7.eu-west-1.eks.amazonaws.com`,
};

/** So many of each kind, always the same. */
export function lookAlikes(ofEach: number): readonly { readonly kind: string; readonly text: string }[] {
  const lot = createLot(20_261);
  return Object.entries(makers).flatMap(([kind, make]) =>
    Array.from({ length: ofEach }, () => ({ kind, text: make(lot) })),
  );
}
