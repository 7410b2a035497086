/**
 * The greatest eigenvalues of a symmetric operator that can only be applied: block Lanczos with full orthogonalisation in
 * double precision (Golub & Underwood 1977), Rayleigh and Ritz on all blocks so far. A few wide blocks are the randomised
 * block Krylov method (Musco & Musco, NeurIPS 2015), for an operator that costs a pass over the data; many narrow ones
 * converge to the last digits, for a matrix at hand.
 */
import type { Draws } from '../../random/rng.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** What it does to each of some vectors. */
export type Apply = (vectors: Float64Array[]) => Promise<Float64Array[]>;

export interface KrylovOptions {
  /** Of the operator. */
  size: number;
  /** Eigenvectors wanted. */
  wanted: number;
  /** Vectors that the operator is applied to at once. */
  block: number;
  /** Vectors in all at which to stop, converged or not. */
  most: number;
  draws: Draws;
}

export interface Ritz {
  /** In descending order. */
  values: Float64Array;
  vectors: Float64Array[];
}

/** Residual ‖A v − λ v‖ at which a vector has converged, in units of the greatest eigenvalue. */
const CONVERGED = 1e-10;
/** A vector that keeps no more of its length than this beside the others says nothing new. */
const NOTHING_NEW = 1e-10;

/** An eigenvalue that is there more often than `block` times over, to the last digit, may be found less often. */
export async function greatestEigenpairs(apply: Apply, options: KrylovOptions): Promise<Ritz> {
  const { size, wanted, block, draws } = options;
  const most = Math.min(size, options.most);
  const basis: Float64Array[] = [];
  /** Row i: what the operator makes of basis vector i, in terms of the basis up to its block. */
  const projected: Float64Array[] = [];
  let look = 2 * wanted + 4 * block;
  let fresh = Array.from({ length: Math.min(block, most) }, () => random(size, draws));
  for (;;) {
    join(fresh, basis, draws);
    const images = await apply(basis.slice(-fresh.length));
    for (const image of images) projected.push(withoutParts(image, basis));
    const full = basis.length >= most;
    if (full || basis.length >= look) {
      const { values, vectors } = symmetricEigen(squareOf(projected), basis.length);
      const converged = (i: number): boolean => {
        const last = vectors.subarray((i + 1) * basis.length - images.length, (i + 1) * basis.length);
        return length(combined(images, last)) <= CONVERGED * values[0]!;
      };
      const places = Array.from({ length: Math.min(wanted, basis.length) }, (_, i) => i);
      if (full || places.every(converged))
        return {
          values: values.slice(0, places.length),
          vectors: places.map((i) => combined(basis, vectors.subarray(i * basis.length, (i + 1) * basis.length))),
        };
      look = Math.ceil(1.3 * basis.length);
    }
    fresh = images.slice(0, most - basis.length);
  }
}

const random = (size: number, draws: Draws): Float64Array => Float64Array.from({ length: size }, () => draws.normal());

/** Appends the vectors to an orthonormal basis, each made one of it; where one lies within it already, a random one instead. */
function join(vectors: readonly Float64Array[], basis: Float64Array[], draws: Draws): void {
  for (const given of vectors) {
    let vector = given;
    for (;;) {
      const before = length(vector);
      withoutParts(vector, basis);
      const kept = length(vector);
      for (let i = 0; i < vector.length; i++) vector[i]! /= kept;
      if (kept > NOTHING_NEW * before) break;
      vector = random(vector.length, draws);
    }
    basis.push(vector);
  }
}

/** Takes out of a vector its parts along the basis, twice for the sake of rounding. @returns how long they were */
function withoutParts(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const parts = new Float64Array(basis.length);
  for (let round = 0; round < 2; round++)
    for (const [i, direction] of basis.entries()) {
      let part = 0;
      for (let j = 0; j < vector.length; j++) part += vector[j]! * direction[j]!;
      for (let j = 0; j < vector.length; j++) vector[j]! -= part * direction[j]!;
      parts[i]! += part;
    }
  return parts;
}

function length(vector: Float64Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

function combined(vectors: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const [i, vector] of vectors.entries()) {
    const weight = weights[i]!;
    for (let j = 0; j < sum.length; j++) sum[j]! += weight * vector[j]!;
  }
  return sum;
}

/** The rows' lower triangle in a square. */
function squareOf(rows: readonly Float64Array[]): Float64Array {
  const square = new Float64Array(rows.length ** 2);
  for (const [i, row] of rows.entries()) square.set(row.subarray(0, i + 1), i * rows.length);
  return square;
}
