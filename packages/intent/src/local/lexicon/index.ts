import { awsWords } from './aws.ts';
import { foreignWords } from './general.ts';
import { kubernetesWords } from './kubernetes.ts';
import { symptoms } from './symptoms.ts';

/** Every concept with its forms. */
export const lexicon: Readonly<Record<string, string>> = {
  ...symptoms,
  ...kubernetesWords,
  ...awsWords,
  ...foreignWords,
};
