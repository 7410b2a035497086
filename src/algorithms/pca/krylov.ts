/**
 * The largest eigenvalues of a symmetric operator given by its product with vectors: block Lanczos with full
 * orthogonalisation in double precision (Golub & Underwood 1977) and Rayleigh–Ritz on all blocks so far. A few wide blocks
 * are the randomised block Krylov method (Musco & Musco, NeurIPS 2015), for an operator that needs a pass over the data; many
 * narrow blocks converge to full precision, for a matrix in memory.
 */
import type { Rng } from '../../random/rng.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** The operator applied to each vector. */
export type LinearOperator = (vectors: Float64Array[]) => Promise<Float64Array[]>;

export interface KrylovOptions {
  /** Dimension of the operator. */
  size: number;
  /** Number of eigenvectors to find. */
  count: number;
  /** Vectors per application of the operator. */
  block: number;
  /** Total number of vectors at which to stop, converged or not. */
  maxVectors: number;
  rng: Rng;
}

export interface RitzPairs {
  /** In descending order. */
  values: Float64Array;
  vectors: Float64Array[];
}

/** Residual ‖A v − λ v‖ at which a vector has converged, in units of the largest eigenvalue. */
const CONVERGED = 1e-10;
/** A vector whose length falls below this share after orthogonalisation is linearly dependent. */
const DEPENDENT = 1e-10;

/** An eigenvalue with a multiplicity above `block` may be found with a lower multiplicity. */
export async function greatestEigenpairs(apply: LinearOperator, options: KrylovOptions): Promise<RitzPairs> {
  const { size, count, block, rng } = options;
  const maxVectors = Math.min(size, options.maxVectors);
  const basis: Float64Array[] = [];
  /** Row i: the operator applied to basis vector i, in coordinates of the basis up to its block. */
  const projected: Float64Array[] = [];
  let nextCheck = 2 * count + 4 * block;
  let fresh = Array.from({ length: Math.min(block, maxVectors) }, () => randomVector(size, rng));
  for (;;) {
    extendBasis(fresh, basis, rng);
    const images = await apply(basis.slice(-fresh.length));
    for (const image of images) projected.push(orthogonalise(image, basis));
    const full = basis.length >= maxVectors;
    if (full || basis.length >= nextCheck) {
      const { values, vectors } = symmetricEigen(squareFromRows(projected), basis.length);
      const converged = (i: number): boolean => {
        const last = vectors.subarray((i + 1) * basis.length - images.length, (i + 1) * basis.length);
        return length(linearCombination(images, last)) <= CONVERGED * values[0]!;
      };
      const places = Array.from({ length: Math.min(count, basis.length) }, (_, i) => i);
      if (full || places.every(converged))
        return {
          values: values.slice(0, places.length),
          vectors: places.map((i) =>
            linearCombination(basis, vectors.subarray(i * basis.length, (i + 1) * basis.length)),
          ),
        };
      nextCheck = Math.ceil(1.3 * basis.length);
    }
    fresh = images.slice(0, maxVectors - basis.length);
  }
}

const randomVector = (size: number, rng: Rng): Float64Array => Float64Array.from({ length: size }, () => rng.normal());

/** Appends the vectors to an orthonormal basis after orthogonalisation; a linearly dependent one is replaced by a random one. */
function extendBasis(vectors: readonly Float64Array[], basis: Float64Array[], rng: Rng): void {
  for (const given of vectors) {
    let vector = given;
    for (;;) {
      const before = length(vector);
      orthogonalise(vector, basis);
      const kept = length(vector);
      for (let i = 0; i < vector.length; i++) vector[i]! /= kept;
      if (kept > DEPENDENT * before) break;
      vector = randomVector(vector.length, rng);
    }
    basis.push(vector);
  }
}

/** Removes from a vector its components along the basis, twice because of rounding. @returns their coefficients */
function orthogonalise(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
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

function linearCombination(vectors: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const [i, vector] of vectors.entries()) {
    const weight = weights[i]!;
    for (let j = 0; j < sum.length; j++) sum[j]! += weight * vector[j]!;
  }
  return sum;
}

/** The rows as the lower triangle of a square matrix. */
function squareFromRows(rows: readonly Float64Array[]): Float64Array {
  const square = new Float64Array(rows.length ** 2);
  for (const [i, row] of rows.entries()) square.set(row.subarray(0, i + 1), i * rows.length);
  return square;
}
