import { isSecretKey } from './secret-key.ts';

const nameField: RegExp = /^(?:parameter|option|header|variable|attribute|setting|property|field|tag)?(?:name|key)$/;
const valueField: RegExp =
  /^(?:parameter|option|header|variable|attribute|setting|property|field|tag)?(?:value|stringvalue)$/;

function plain(field: string): string {
  return field.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Whether a field names what its neighbour holds, as `Key`, `name` and `ParameterKey` do. */
function isNameField(field: string): boolean {
  return nameField.test(plain(field));
}

/** Whether a field holds what its neighbour names, as `Value` and `ParameterValue` do. */
export function isValueField(field: string): boolean {
  return valueField.test(plain(field));
}

/**
 * Whether a neighbour's text makes a value secret: by its own name, as a secure parameter of SSM, or as an environment
 * property of Elastic Beanstalk.
 */
export function isSecretNeighbour(field: string, text: string): boolean {
  if (isNameField(field)) return isSecretKey(text);
  if (plain(field) === 'type') return text === 'SecureString';
  return plain(field) === 'namespace' && text === 'aws:elasticbeanstalk:application:environment';
}
