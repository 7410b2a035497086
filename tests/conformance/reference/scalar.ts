/**
 * Numbers in double precision with a record of their computation. The reference loops are written with them once; gradients,
 * and gradients of gradients, follow by the chain rule, number by number, independent of the code under test.
 */
type Back = (dy: Scalar) => (Scalar | undefined)[];

let scalarCount = 0;
/** Off while gradients are computed that are not differentiated again: these numbers record nothing. */
let recordingGraph = true;

export class Scalar {
  readonly id = scalarCount++;
  readonly parents: readonly Scalar[] = [];
  readonly back: Back | undefined;

  private constructor(
    readonly value: number,
    /** Whether it depends on a variable. */
    readonly varies: boolean,
    parents?: readonly Scalar[],
    back?: Back,
  ) {
    if (!parents) return;
    this.parents = parents;
    this.back = back;
  }

  static variable = (value: number): Scalar => new Scalar(value, true);
  static constant = (value: number): Scalar => new Scalar(value, false);

  static made(value: number, parents: readonly Scalar[], back: Back): Scalar {
    if (!recordingGraph || !parents.some((parent) => parent.varies)) return Scalar.constant(value);
    return new Scalar(value, true, parents, back);
  }
}

export const ZERO = Scalar.constant(0);
export const constant = (value: number): Scalar => Scalar.constant(value);

export const sum = (terms: readonly Scalar[]): Scalar =>
  terms.length === 1
    ? terms[0]!
    : Scalar.made(
        terms.reduce((total, term) => total + term.value, 0),
        terms,
        (dy) => terms.map(() => dy),
      );

export const add = (a: Scalar, b: Scalar): Scalar => sum([a, b]);

/** Σ aᵢ bᵢ. */
export function dot(a: readonly Scalar[], b: readonly Scalar[]): Scalar {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]!.value * b[i]!.value;
  return Scalar.made(total, [...a, ...b], (dy) => [
    ...a.map((x, i) => (x.varies ? mul(dy, b[i]!) : undefined)),
    ...b.map((y, i) => (y.varies ? mul(dy, a[i]!) : undefined)),
  ]);
}

export const mul = (a: Scalar, b: Scalar): Scalar =>
  Scalar.made(a.value * b.value, [a, b], (dy) => [
    a.varies ? mul(dy, b) : undefined,
    b.varies ? mul(dy, a) : undefined,
  ]);

export const scaled = (x: Scalar, factor: number): Scalar => mul(x, constant(factor));
export const sub = (a: Scalar, b: Scalar): Scalar => add(a, scaled(b, -1));

function unary(value: number, x: Scalar, slope: (y: Scalar) => Scalar): Scalar {
  const y: Scalar = Scalar.made(value, [x], (dy) => [mul(dy, slope(y))]);
  return y;
}

export const reciprocal = (x: Scalar): Scalar => unary(1 / x.value, x, (y) => scaled(mul(y, y), -1));
export const div = (a: Scalar, b: Scalar): Scalar => mul(a, reciprocal(b));
export const exp = (x: Scalar): Scalar => unary(Math.exp(x.value), x, (y) => y);
export const log = (x: Scalar): Scalar => unary(Math.log(x.value), x, () => reciprocal(x));
export const sqrt = (x: Scalar): Scalar => unary(Math.sqrt(x.value), x, (y) => scaled(reciprocal(y), 0.5));
export const sigmoid = (x: Scalar): Scalar => reciprocal(add(constant(1), exp(scaled(x, -1))));
export const tanh = (x: Scalar): Scalar => sub(scaled(sigmoid(scaled(x, 2)), 2), constant(1));
/** x above zero, slope · x below. */
export const leaky = (x: Scalar, slope: number): Scalar => (x.value > 0 ? x : slope === 0 ? ZERO : scaled(x, slope));
/** The greatest; the first of equal ones. */
export const greatest = (of: readonly Scalar[]): Scalar => of.reduce((best, x) => (x.value > best.value ? x : best));

/**
 * The gradients of Σ dys · ys by each of the variables; with `again` these can be differentiated in turn.
 */
export function gradients(
  ys: readonly Scalar[],
  dys: readonly Scalar[],
  variables: readonly Scalar[],
  differentiable = false,
): Scalar[] {
  const reached = new Set<Scalar>();
  const open = ys.filter((y) => y.varies);
  for (let node = open.pop(); node; node = open.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    for (const parent of node.parents) if (parent.varies && !reached.has(parent)) open.push(parent);
  }
  const shares = new Map<Scalar, Scalar[]>();
  const give = (to: Scalar, share: Scalar) => {
    const list = shares.get(to);
    if (list) list.push(share);
    else shares.set(to, [share]);
  };
  const before = recordingGraph;
  recordingGraph = differentiable;
  ys.forEach((y, i) => give(y, dys[i]!));
  for (const node of [...reached].sort((a, b) => b.id - a.id)) {
    const list = shares.get(node);
    if (!list || !node.back) continue;
    const dxs = node.back(sum(list));
    node.parents.forEach((parent, i) => parent.varies && give(parent, dxs[i]!));
  }
  const result = variables.map((variable) => {
    const list = shares.get(variable);
    return list ? sum(list) : ZERO;
  });
  recordingGraph = before;
  return result;
}
