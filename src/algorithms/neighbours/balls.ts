/**
 * Pairs of points that are nearer to each other than a radius, and the nearest point of another group, for pools whose matrix
 * of distances does not fit into memory: products of a block of points with all others on the tensor backend decide most pairs,
 * and those within their error are measured in double precision.
 */
import * as tf from '../../tensor/tf.ts';
import { rowsWithin } from '../feature-source.ts';
import { squaredDistance, type Points } from '../points.ts';

/** Values of a block on the device, and of its products. */
const BLOCK_VALUES = 1 << 19;
const BLOCK_PRODUCTS = 1 << 21;
const UNIT_ROUNDOFF = 2 ** -24;

/** Squared distances of a block of points to another, in single precision, and the error of each. */
interface BlockDistances {
  fromRow: number;
  fromColumn: number;
  rows: number;
  columns: number;
  /** Bounds of the squared distance of row r to column c. */
  least(r: number, c: number): number;
  greatest(r: number, c: number): number;
}

/** The squared norms of points in double precision. */
function squaredNorms({ values, count, size }: Points): Float64Array {
  const norms = new Float64Array(count);
  for (let i = 0; i < count; i++)
    for (let at = i * size; at < (i + 1) * size; at++) norms[i]! += values[at]! * values[at]!;
  return norms;
}

/** All pairs of rows and columns, block by block. The bound of the error is that of `ExactSearch`. */
async function* distanceBlocks(
  rowPoints: Points,
  columnPoints: Points,
  checkpoint: () => Promise<void>,
): AsyncGenerator<BlockDistances> {
  const { size } = rowPoints;
  const [rowNorms, columnNorms] = [squaredNorms(rowPoints), squaredNorms(columnPoints)];
  const error = 2 * (size + 8) * UNIT_ROUNDOFF;
  const most = rowsWithin(BLOCK_VALUES, size);
  const part = ({ values }: Points, from: number, count: number): tf.Tensor2D =>
    tf.tensor2d(values.subarray(from * size, (from + count) * size), [count, size]);
  for (let fromRow = 0; fromRow < rowPoints.count; fromRow += most) {
    const rows = Math.min(most, rowPoints.count - fromRow);
    const step = Math.min(most, rowsWithin(BLOCK_PRODUCTS, rows));
    for (let fromColumn = 0; fromColumn < columnPoints.count; fromColumn += step) {
      const columns = Math.min(step, columnPoints.count - fromColumn);
      const product = tf.tidy(() =>
        tf.matMul(part(rowPoints, fromRow, rows), part(columnPoints, fromColumn, columns), false, true),
      );
      const products = await product.data<'float32'>();
      product.dispose();
      const bound = (sign: number) => (r: number, c: number) =>
        (1 + sign * error) * (rowNorms[fromRow + r]! + columnNorms[fromColumn + c]!) - 2 * products[r * columns + c]!;
      yield { fromRow, fromColumn, rows, columns, least: bound(-1), greatest: bound(1) };
      await checkpoint();
    }
  }
}

interface BallOptions {
  /** Euclidean; a point at exactly this distance is outside. */
  radius: number;
  /** Called for each pair of a centre and a point nearer than the radius, itself included, in no particular order. */
  visit(centre: number, point: number): void;
  checkpoint: () => Promise<void>;
}

/** Visits the points in the open ball around each centre. */
export async function visitBalls(
  centres: Points,
  points: Points,
  { radius, visit, checkpoint }: BallOptions,
): Promise<void> {
  const squared = radius * radius;
  for await (const { fromRow, fromColumn, rows, columns, least, greatest } of distanceBlocks(
    centres,
    points,
    checkpoint,
  ))
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        if (least(r, c) >= squared) continue;
        const [centre, point] = [fromRow + r, fromColumn + c];
        if (greatest(r, c) < squared || squaredDistance(centres, centre, points, point) < squared) visit(centre, point);
      }
}

/**
 * Distance of each probe to the nearest point of another group.
 * @param probes positions of points
 * @param groups of each point
 * @returns `[probes]`; Infinity where all points are of one group
 */
export async function distancesToOtherGroup(
  points: Points,
  { probes, groups }: { probes: Int32Array; groups: ArrayLike<number> },
  checkpoint: () => Promise<void>,
): Promise<Float64Array> {
  const { values, size } = points;
  const rows: Points = { values: new Float32Array(probes.length * size), count: probes.length, size };
  probes.forEach((probe, i) => rows.values.set(values.subarray(probe * size, (probe + 1) * size), i * size));
  const nearest = new Float64Array(probes.length).fill(Infinity);
  for await (const block of distanceBlocks(rows, points, checkpoint))
    for (let r = 0; r < block.rows; r++) {
      const probe = block.fromRow + r;
      const group = groups[probes[probe]!];
      for (let c = 0; c < block.columns; c++) {
        const point = block.fromColumn + c;
        if (groups[point] === group || block.least(r, c) >= nearest[probe]!) continue;
        const distance = squaredDistance(rows, probe, points, point, nearest[probe]);
        if (distance < nearest[probe]!) nearest[probe] = distance;
      }
    }
  return nearest.map(Math.sqrt);
}
