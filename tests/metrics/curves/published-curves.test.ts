/** Published curves from tables of both forms, and their place over the figure's own. */
import { describe, expect, test } from 'vitest';
import { publishedAsOverlaid, readPublishedCurves } from '../../../src/metrics/curves/published-curves.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';

const rows = (text: string) => text.split('\n').map((line) => line.split(','));
const read = (text: string) => readPublishedCurves(rows(text), 'table 8.csv');

describe('a table of published curves', () => {
  test('has a row for each arm and number of labels, in any order; several seeds have their mean', () => {
    const { name, measure, curves } = read(
      'Method,Labels,Accuracy\nWAAL,200,0.8\nWAAL,100,0.5\nWAAL,100,0.7\nrandom,100,.4',
    );
    expect([name, measure]).toEqual(['table 8', 'accuracy']);
    expect(curves).toEqual([
      {
        name: 'WAAL',
        points: [
          { labelled: 100, value: expect.closeTo(0.6, 12) as number },
          { labelled: 200, value: 0.8 },
        ],
      },
      { name: 'random', points: [{ labelled: 100, value: 0.4 }] },
    ]);
  });

  test('or a column for each arm, as papers print them; empty cells are left out', () => {
    expect(read('labels,Random,Core-Set\n100,51.8,\n200,63.5,66.6%').curves).toEqual([
      { name: 'Random', points: [{ labelled: 100, value: 51.8 }, { labelled: 200, value: 63.5 }] }, // prettier-ignore
      { name: 'Core-Set', points: [{ labelled: 200, value: 66.6 }] },
    ]);
  });

  test('of our own results has the accuracies', () => {
    const given = read(
      'spec,arm,seeds,labelled,steps,measure,unit,value\na,margin,1,10,5,log-loss,nats,2\na,margin,1,10,5,accuracy,%,0.9',
    );
    expect(given.measure).toBe('accuracy');
    expect(given.curves).toEqual([{ name: 'margin', points: [{ labelled: 10, value: 0.9 }] }]);
  });

  test('of several specs has a curve for each, not their mean', () => {
    const given = read('spec,arm,labelled,value\na,margin,10,0.9\nb,margin,10,0.5');
    expect(given.curves.map(({ name, points }) => [name, points[0]!.value])).toEqual([
      ['a, margin', 0.9],
      ['b, margin', 0.5],
    ]);
  });

  test('whose column of values is an accuracy is of that measure', () => {
    expect(read('arm,labelled,test_accuracy\nmargin,10,0.9').measure).toBe('accuracy');
    expect(read('arm,labelled,score\nmargin,10,0.9').measure).toBeUndefined();
  });

  test('that cannot be drawn is refused with its row', () => {
    expect(() => read('labels,Random\n100,51\n200,good')).toThrow(
      '“table 8.csv” has “good” in row 3, column “random”.',
    );
    expect(() => read('cycle,Random\n1,51')).toThrow(/no column of label counts/);
    expect(() => read('labels,Random\n')).toThrow(/has no values/);
  });
});

describe('on the figure', () => {
  const file = { id: 'f', name: 'Paper', measure: undefined };
  const curve = (name: string, ...values: number[]) => ({
    name,
    points: values.map((value, i) => ({ labelled: 100 * (i + 1), value })),
  });

  test('they are numbered on, and per cent are shares where any of the file is above 1', () => {
    const files = [{ ...file, curves: [curve('a', 0.9, 63.5), curve('b', 70)] }, { ...file, id: 'g', curves: [curve('c', 0.7)] }]; // prettier-ignore
    const drawn = publishedAsOverlaid(files, { measure: accuracyInfo, from: 4 });
    expect(drawn.map(({ run, tag, name }) => [run, tag, name])).toEqual([
      ['f', 4, 'Paper: a'],
      ['f', 5, 'Paper: b'],
      ['g', 6, 'Paper: c'],
    ]);
    expect(drawn.map(({ mean }) => mean.map(({ labelled, value }) => [labelled, Number(value.toFixed(6))]))).toEqual([
      [[100, 0.009], [200, 0.635]], // prettier-ignore
      [[100, 0.7]],
      [[100, 0.7]],
    ]);
    // no gradient steps are known
    expect(drawn[0]!.mean[0]!.gradientSteps).toBeNaN();
  });

  test('not under a measure that they are not of', () => {
    const loss = { ...accuracyInfo, name: 'log-loss' };
    const given = [{ ...file, measure: 'accuracy', curves: [curve('a', 0.9)] }];
    expect(publishedAsOverlaid(given, { measure: loss, from: 1 })).toEqual([]);
    expect(publishedAsOverlaid(given, { measure: accuracyInfo, from: 1 })).toHaveLength(1);
  });
});
