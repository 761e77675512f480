import type { Environment, RegisteredFunctionHandler } from '@marcbachmann/cel-js';
import { expressionFailed } from '../errors.ts';
import { Cidr } from './cidr.ts';
import { IpAddress } from './ip-address.ts';
import { Quantity } from './quantity.ts';

const sync = { async: false };
const quantityType = 'kubernetes.Quantity';
const addressType = 'net.IP';
const networkType = 'net.CIDR';

/** Adds `quantity`, `ip` and `cidr` with their methods, named as in Kubernetes CEL (k8s.io/apiserver/pkg/cel/library). */
export function registerKubernetesFunctions(environment: Environment): void {
  registerQuantity(environment);
  registerAddress(environment);
  registerNetwork(environment);
}

function registerQuantity(environment: Environment): void {
  const define = definer(environment);
  environment.registerType(quantityType, { ctor: Quantity });
  define(`quantity(string): ${quantityType}`, toQuantity);
  define(`quantity(int): ${quantityType}`, (value: bigint) => Quantity.fromInteger(value));
  define(`quantity(double): ${quantityType}`, (value: number) => toQuantity(String(value)));
  define('isQuantity(string): bool', (text: string) => Quantity.parse(text) !== undefined);
  define(`${quantityType}.isGreaterThan(${quantityType}): bool`, (a: Quantity, b: Quantity) => a.compareTo(b) > 0n);
  define(`${quantityType}.isLessThan(${quantityType}): bool`, (a: Quantity, b: Quantity) => a.compareTo(b) < 0n);
  define(`${quantityType}.compareTo(${quantityType}): int`, (a: Quantity, b: Quantity) => a.compareTo(b));
  define(`${quantityType}.asApproximateFloat(): double`, (a: Quantity) => a.asApproximateFloat());
  define(`${quantityType}.asInteger(): int`, (a: Quantity) => a.asInteger());
  define(`${quantityType}.isInteger(): bool`, (a: Quantity) => a.isInteger());
  define(`${quantityType}.sign(): int`, (a: Quantity) => a.sign());
  define(`${quantityType}.add(${quantityType}): ${quantityType}`, (a: Quantity, b: Quantity) => a.add(b));
  define(`${quantityType}.add(int): ${quantityType}`, (a: Quantity, b: bigint) => a.add(Quantity.fromInteger(b)));
  define(`${quantityType}.sub(${quantityType}): ${quantityType}`, (a: Quantity, b: Quantity) => a.subtract(b));
  define(`${quantityType}.sub(int): ${quantityType}`, (a: Quantity, b: bigint) => a.subtract(Quantity.fromInteger(b)));
  define(`string(${quantityType}): string`, String);
  environment.registerOperator(
    `${quantityType} == ${quantityType}`,
    (a: Quantity, b: Quantity) => a.compareTo(b) === 0n,
  );
}

function registerAddress(environment: Environment): void {
  const define = definer(environment);
  environment.registerType(addressType, { ctor: IpAddress, fields: {} });
  define(`ip(string): ${addressType}`, toAddress);
  define('isIP(string): bool', (text: string) => IpAddress.parse(text) !== undefined);
  define(`${addressType}.family(): int`, (a: IpAddress) => BigInt(a.family));
  define(`${addressType}.isUnspecified(): bool`, (a: IpAddress) => a.isUnspecified());
  define(`${addressType}.isLoopback(): bool`, (a: IpAddress) => a.isLoopback());
  define(`${addressType}.isLinkLocalUnicast(): bool`, (a: IpAddress) => a.isLinkLocalUnicast());
  define(`${addressType}.isLinkLocalMulticast(): bool`, (a: IpAddress) => a.isLinkLocalMulticast());
  define(`${addressType}.isGlobalUnicast(): bool`, (a: IpAddress) => a.isGlobalUnicast());
  define(`string(${addressType}): string`, String);
  environment.registerOperator(`${addressType} == ${addressType}`, (a: IpAddress, b: IpAddress) => a.equals(b));
}

function registerNetwork(environment: Environment): void {
  const define = definer(environment);
  environment.registerType(networkType, { ctor: Cidr, fields: {} });
  define(`cidr(string): ${networkType}`, toNetwork);
  define('isCIDR(string): bool', (text: string) => Cidr.parse(text) !== undefined);
  define(`${networkType}.containsIP(${addressType}): bool`, (a: Cidr, b: IpAddress) => a.containsAddress(b));
  define(`${networkType}.containsIP(string): bool`, (a: Cidr, b: string) => a.containsAddress(toAddress(b)));
  define(`${networkType}.containsCIDR(${networkType}): bool`, (a: Cidr, b: Cidr) => a.containsNetwork(b));
  define(`${networkType}.containsCIDR(string): bool`, (a: Cidr, b: string) => a.containsNetwork(toNetwork(b)));
  define(`${networkType}.ip(): ${addressType}`, (a: Cidr) => a.address);
  define(`${networkType}.masked(): ${networkType}`, (a: Cidr) => a.masked());
  define(`${networkType}.prefixLength(): int`, (a: Cidr) => BigInt(a.prefix));
  define(`string(${networkType}): string`, String);
  environment.registerOperator(`${networkType} == ${networkType}`, (a: Cidr, b: Cidr) => a.equals(b));
}

type Define = (signature: string, handler: (...operands: never[]) => unknown) => void;

function definer(environment: Environment): Define {
  return (signature, handler) => environment.registerFunction(signature, handler as RegisteredFunctionHandler, sync);
}

function toQuantity(text: string): Quantity {
  return Quantity.parse(text) ?? reject('quantity', text, 'is no Kubernetes quantity such as 250m or 1.5Gi');
}

function toAddress(text: string): IpAddress {
  return IpAddress.parse(text) ?? reject('ip', text, 'is no IP address');
}

function toNetwork(text: string): Cidr {
  return Cidr.parse(text) ?? reject('cidr', text, 'is no network such as 10.0.0.0/8');
}

function reject(name: string, text: string, problem: string): never {
  const shown = JSON.stringify(text.slice(0, 64));
  throw expressionFailed(`${name}(${shown})`, `${shown} ${problem}`);
}
