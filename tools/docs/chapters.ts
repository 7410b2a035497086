/** Chapters of the reference, one for each list of the project. */
import { generatorMeasures, measures } from '../../src/measuring/index.ts';
import { models } from '../../src/models/index.ts';
import { strategyGroups, type ModelInfo, type StrategyInfo, type TrainingInfo } from '../../src/protocol/catalogue.ts';
import { strategies } from '../../src/strategies/index.ts';
import { trainingMethods } from '../../src/training/index.ts';
import type { Chapter } from './pages.ts';

const allMeasures = [...measures, ...generatorMeasures];

/** Of a value of a parameter. */
const keysWhere = (name: string, { equals, keys }: { equals: unknown; keys: readonly string[] }): string =>
  `${listed(keys)} where \`${name}\` is \`${String(equals)}\`.`;

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

export const chapters: readonly Chapter[] = [
  {
    folder: 'strategies',
    title: 'Query strategies',
    intro: 'Each selects the next batch to be labelled. One file each in `src/strategies`, and the list in `index.ts`.',
    entries: strategies.map(({ about }) => about),
    facts: (entry) => {
      const { group, requires, parameters } = entry as StrategyInfo;
      return [
        `Family: ${strategyGroups[group]}.`,
        ...(requires.length ? [`Requires ${listed(requires)}.`] : []),
        ...parameters.flatMap(({ name, requiresWhen = [], providesWhen = [] }) => [
          ...requiresWhen.map((one) => `Requires ${keysWhere(name, one)}`),
          ...providesWhen.map((one) => `Provides ${keysWhere(name, one)}`),
        ]),
      ];
    },
  },
  {
    folder: 'training',
    title: 'Training methods',
    intro: 'Each fits the learner of a cycle. Files in `src/training`, and the list in `index.ts`.',
    entries: trainingMethods.map(({ about }) => about),
    facts: (entry) => {
      const { provides = [], epochsOver = 'labelled' } = entry as TrainingInfo;
      return [
        `An epoch passes through the ${epochsOver === 'larger' ? 'larger of the labelled and the unlabelled set' : 'labelled set'}, unless the spec says otherwise.`,
        ...(provides.length ? [`Provides ${listed(provides)} for the query of the same cycle.`] : []),
      ];
    },
  },
  {
    folder: 'models',
    title: 'Models',
    intro: 'Classifiers, one file each in `src/models`, and the list in `index.ts`.',
    entries: models.map(({ about }) => about),
    facts: (entry) => {
      const { kinds, classes } = entry as ModelInfo;
      return [`Takes data of kind ${listed(kinds)}${classes ? `, with ${classes} classes` : ''}.`];
    },
  },
  {
    folder: 'measures',
    title: 'Measures',
    intro:
      'Measures of a learner on the test split, one file each in `src/measuring`, and of what its generator draws, in `src/measuring/generation`; the lists are in `index.ts`.',
    entries: allMeasures.map(({ about }) => ({
      name: about.name,
      label: about.label,
      summary: `${about.better === 'greater' ? 'greater' : 'less'} is better`,
      about: about.description,
    })),
    facts: ({ name }) => {
      const { unit, range } = allMeasures.find(({ about }) => about.name === name)!.about;
      return [
        ...(unit ? [`Unit: ${unit}.`] : []),
        ...(range ? [`Between ${range[0]} and ${Number(range[1].toPrecision(3))}.`] : []),
      ];
    },
  },
];
