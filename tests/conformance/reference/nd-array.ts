/** Arrays of these numbers with a shape, row-major like tensors, and operations that rearrange them. */
import { constant, scaled, sum, type Scalar } from './scalar.ts';

export interface NdArray {
  shape: number[];
  values: Scalar[];
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The place of an index in the row-major order. */
export function flatIndex(shape: readonly number[], index: readonly number[]): number {
  return shape.reduce((place, side, axis) => place * side + index[axis]!, 0);
}

/** All indices of a shape, in order. */
export function indicesOf(shape: readonly number[]): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, place) => {
    const index: number[] = [];
    let rest = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return index;
  });
}

/** An array of this shape, with values computed from the indices. */
export const ndArray = (shape: number[], make: (index: number[]) => Scalar): NdArray => ({
  shape,
  values: indicesOf(shape).map(make),
});

export const at = (field: NdArray, index: readonly number[]): Scalar => field.values[flatIndex(field.shape, index)]!;

/** The value at an index, zero outside. */
export function atOrZero(field: NdArray, index: readonly number[]): Scalar {
  const inside = index.every((i, axis) => i >= 0 && i < field.shape[axis]!);
  return inside ? at(field, index) : constant(0);
}

export const map = (x: NdArray, f: (value: Scalar) => Scalar): NdArray => ({ shape: x.shape, values: x.values.map(f) });
export const reshape = (x: NdArray, shape: number[]): NdArray => ({ shape, values: x.values });

/** a and b value by value, axes of length one (and missing leading ones) repeated. */
export function zip(a: NdArray, b: NdArray, f: (a: Scalar, b: Scalar) => Scalar): NdArray {
  const rank = Math.max(a.shape.length, b.shape.length);
  const wide = (x: NdArray) => [...Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const [left, right] = [wide(a), wide(b)];
  const shape = left.map((side, axis) => Math.max(side, right[axis]!));
  const of = (x: NdArray, sides: number[], index: number[]) =>
    x.values[
      flatIndex(
        sides,
        index.map((i, axis) => (sides[axis] === 1 ? 0 : i)),
      )
    ]!;
  return ndArray(shape, (index) => f(of(a, left, index), of(b, right, index)));
}

/** Reduces the values along some axes; these axes are removed. */
export function reduce(x: NdArray, axes: readonly number[], f: (values: Scalar[]) => Scalar): NdArray {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const shape = kept.map((axis) => x.shape[axis]!);
  const groups: Scalar[][] = Array.from({ length: sizeOf(shape) }, () => []);
  indicesOf(x.shape).forEach((index, place) =>
    groups[
      flatIndex(
        shape,
        kept.map((axis) => index[axis]!),
      )
    ]!.push(x.values[place]!),
  );
  return { shape, values: groups.map(f) };
}

export const mean = (values: readonly Scalar[]): Scalar => scaled(sum(values), 1 / values.length);
