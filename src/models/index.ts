/** The models that can be chosen. A new one is one file and one line here. */
import { Problem } from '../spec/problem.ts';
import { cnnSmall } from './cnn-small.ts';
import { lenet } from './lenet.ts';
import { lenet5 } from './lenet-5.ts';
import { linear } from './linear.ts';
import { mlp } from './mlp.ts';
import type { Model } from './model.ts';

export const models: readonly Model[] = [linear, mlp, cnnSmall, lenet5, lenet];

/** @throws Problem `bad-spec` where there is none of this name */
export function modelNamed(name: string): Model {
  const found = models.find((model) => model.about.name === name);
  if (found) return found;
  const known = models.map((model) => model.about.name).join(', ');
  throw new Problem('bad-spec', `There is no model named “${name}”.`, `Known are: ${known}.`);
}
