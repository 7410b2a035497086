/** Query by committee: the three disagreements by hand, and what each of them queries. */
import { beforeAll, describe, expect, test } from 'vitest';
import { committee, disagreements } from '../../src/strategies/committee.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { fullView, linearNetwork, strategyContext, type PoolFixture } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const rows = (...members: number[][]) => Float32Array.from(members.flat());

describe('disagreement about three classes', () => {
  test('the vote entropy of votes 2 to 1 is ln 3 − ⅔ ln 2, however confident the members are', () => {
    const expected = Math.log(3) - (2 / 3) * Math.log(2);
    const confident = rows([0.9, 0.1, 0], [0.8, 0, 0.2], [0, 0.95, 0.05]);
    const undecided = rows([0.34, 0.33, 0.33], [0.4, 0.3, 0.3], [0.3, 0.36, 0.34]);
    for (const three of [confident, undecided])
      expect(disagreements['vote-entropy'](three, 3)).toBeCloseTo(expected, 6);
  });

  test.each([2, 3, 5, 10, 50])('the vote entropy of %i members who agree is 0, whichever the class', (members) => {
    for (const one of [
      [0.9, 0.1, 0],
      [0, 0.4, 0.6],
    ])
      // prettier-ignore
      expect(disagreements['vote-entropy'](rows(...Array.from({ length: members }, () => one)), 3)).toBe(0);
  });

  test('the consensus entropy is that of the mean, here (½, ¼, ¼)', () => {
    const three = rows([1, 0, 0], [0.5, 0.25, 0.25], [0, 0.5, 0.5]);
    expect(disagreements['consensus-entropy'](three, 3)).toBeCloseTo(1.5 * Math.log(2), 6);
  });

  test('the divergence is the mean of Σ p ln(p / mean)', () => {
    const [a, b] = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]] as const; // prettier-ignore
    const mean = a.map((p, c) => (p + b[c]!) / 2);
    const divergence = (p: readonly number[]) => p.reduce((sum, one, c) => sum + one * Math.log(one / mean[c]!), 0);
    expect(disagreements.divergence(rows([...a], [...b]), 3)).toBeCloseTo((divergence(a) + divergence(b)) / 2, 6);
    expect(disagreements.divergence(rows([1, 0, 0], [0, 1, 0]), 3)).toBeCloseTo(Math.log(2), 6);
    expect(disagreements.divergence(rows([0.2, 0.5, 0.3], [0.2, 0.5, 0.3]), 3)).toBeCloseTo(0, 6);
  });

  test('a member that diverged leaves no score', () => {
    for (const measure of Object.values(disagreements)) expect(measure(rows([0.5, 0.5], [NaN, NaN]), 2)).toBeNaN();
  });
});

describe('the query', () => {
  /** Learner and member contradict each other about the second sample, and are undecided about the others. */
  const pool = (disagreement: string, size = 1): PoolFixture => ({
    features: [[0, 0], [4, -4], [4, 4]], // prettier-ignore
    network: linearNetwork(2, 2, [1, -1, -1, 1]),
    members: [linearNetwork(2, 2, [-1, 1, 1, -1])],
    size,
    parameters: { members: 2, disagreement },
  });

  test.each(['vote-entropy', 'divergence'])('by %s takes what the members differ about', async (disagreement) => {
    const { indices, scores } = await committee.select(strategyContext(pool(disagreement, 3)));
    expect(indices[0]).toBe(101);
    [Math.log(2), 0, 0].forEach((expected, i) => expect(scores[i]).toBeCloseTo(expected, 3));
  });

  test('by consensus a sample about which all are undecided counts as much', async () => {
    const { scores } = await committee.select(strategyContext(pool('consensus-entropy', 3)));
    for (const score of scores) expect(score).toBeCloseTo(Math.log(2), 6);
  });

  test('has so many members, the learner among them', async () => {
    const context = strategyContext({ ...pool('vote-entropy'), members: [], parameters: { members: 4 } });
    const asked: number[] = [];
    await committee.select({ ...context, trainMember: (member) => (asked.push(member), context.trainMember(member)) });
    expect(asked).toEqual([1, 2, 3]);
  });

  test('the acquisition is the score of each place', async () => {
    const made = pool('divergence', 3);
    const { indices, scores } = await committee.select(strategyContext(made));
    const acquisition = await committee.acquisition!(strategyContext(made));
    const found = await acquisition.score(await fullView(made, acquisition.outputs));
    indices.forEach((index, i) => expect(found[index - 100]).toBeCloseTo(scores[i]!, 5));
  });
});
