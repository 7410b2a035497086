/** What GAAL and ADBA can be set to: the generator as for ASAL, and who answers. */
import type { ParameterInfo } from '../../protocol/catalogue.ts';
import { asalParameters } from './asal-parameters.ts';

/** ASAL's parameters of these names, in this order. */
export const asalParametersNamed = (...names: string[]): ParameterInfo[] =>
  names.map((name) => asalParameters.find((one) => one.name === name)!);

export const annotatorParameter: ParameterInfo = {
  name: 'answers',
  label: 'Answers by',
  about:
    'Synthesized samples have no true label. A classifier trained on every true label of the pool labels them in place of a person; or you label them yourself.',
  kind: 'choice',
  default: 'classifier',
  choices: [
    { value: 'classifier', label: 'a classifier that knows all labels' },
    { value: 'person', label: 'you' },
  ],
};
