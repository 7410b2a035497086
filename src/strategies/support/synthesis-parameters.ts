/** Parameters of GAAL and ADBA: the generator's, as for ASAL, and the annotator. */
import { choiceParameter } from '../../protocol/parameters.ts';
import { asalParameters } from './asal-parameters.ts';

/** ASAL's parameters of these names, in this order. */
export const asalParametersNamed = <Name extends AsalParameter['name']>(...names: Name[]) =>
  names.map((name) => asalParameters.find((one) => one.name === name) as Extract<AsalParameter, { name: Name }>);

type AsalParameter = (typeof asalParameters)[number];

export const annotatorParameter = choiceParameter('answers', {
  label: 'Answers by',
  about:
    'Synthesized samples have no true label. A classifier trained on every true label of the pool labels them in place of a person; or you label them yourself.',
  default: 'classifier',
  choices: { classifier: 'a classifier that knows all labels', person: 'you' },
});
