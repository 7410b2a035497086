/**
 * Matrix products whose factors need not be stored as matrices: each factor has WGSL that reads it, so that a convolution and
 * its gradients are products without a copy of patches. If the sum is long and the result small, the sum is split over
 * workgroups, and a second pass adds the parts in a fixed order, without atomic operations, so that the same values give the
 * same bits each time.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { epilogueCode, type Epilogue } from './epilogue.ts';
import { productCode, DEPTH, tileFor, type Factor, type Tile } from './tiled-product-code.ts';
import { forEach, release, runProgram, sizeOf, dispatchSize, type Constants } from './stock-webgpu.ts';

export interface ShaderProduct {
  /** Key of the code of factors and result. */
  key: string;
  rows: number;
  columns: number;
  /** Length of the sums. */
  inner: number;
  /** Number of products of one size; `plane` in the code. */
  planes?: number;
  left: Factor;
  right: Factor;
  constants: Constants;
  /** WGSL `fn resultRow(row: i32) -> i32`: offset of the row in the result; negative for none. */
  resultRow: string;
  shape: number[];
  epilogue?: Epilogue;
}

/** Workgroups that keep a large device busy. */
const TARGET_WORKGROUPS = 256;
/** Least number of terms in a part of a split sum. */
const MIN_SPLIT_LENGTH = 256;
/** Values in all parts of a split sum, at most. */
const MAX_PARTIAL_VALUES = 1 << 24;

/** The product as a float32 tensor of the given shape. The splitting follows from the sizes alone. */
export function multiply(backend: WebGPUBackend, product: ShaderProduct): TensorInfo {
  const { rows, columns, inner, planes = 1, epilogue: finish } = product;
  const tile = tileFor(rows, columns);
  const workgroups = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns) * planes;
  const size = sizeOf(product.shape);
  const most = Math.min(
    Math.floor(inner / MIN_SPLIT_LENGTH),
    Math.floor(MAX_PARTIAL_VALUES / size),
    Math.floor(65535 / planes),
  );
  const splitTarget = Math.max(1, Math.min(Math.floor(TARGET_WORKGROUPS / workgroups), most));
  const chunk = DEPTH * Math.ceil(inner / splitTarget / DEPTH);
  const splits = Math.max(1, Math.ceil(inner / chunk));
  if (splits === 1) return runTiled(backend, product, tile, 1, chunk);
  const parts = runTiled(backend, { ...product, epilogue: undefined }, tile, splits, chunk);
  const sum = forEach(backend, size, {
    key: `sum-of-parts-${kindOf(finish)}`,
    inputs: { parts, ...finish?.inputs },
    constants: { splits, columns, ...finish?.constants },
    shape: product.shape,
    declarations: epilogueCode(finish, false),
    body: `
      var sum = 0.0;
      for (var part = 0; part < uniforms.splits; part++) { sum += parts[part * uniforms.count + i]; }
      result[i] = finish(sum, i % uniforms.columns);`,
  });
  release(backend, parts);
  return sum;
}

const kindOf = (finish: Epilogue | undefined): string => (finish ? `finish-${Object.keys(finish.inputs).join()}` : '');

function runTiled(
  backend: WebGPUBackend,
  product: ShaderProduct,
  tile: Tile,
  splits: number,
  chunk: number,
): TensorInfo {
  const { rows, columns, inner, planes = 1, left, right, epilogue: finish } = product;
  const tilesAcross = Math.ceil(columns / tile.columns);
  const [x, y] = dispatchSize(tilesAcross * Math.ceil(rows / tile.rows), 1);
  const wideResult = columns % 4 === 0;
  const exact = inner >= 1 << 20;
  const wide = [
    ...(left.wide ? ['left'] : []),
    ...(right.wide ? ['right'] : []),
    ...(wideResult ? ['result', ...Object.keys(finish?.inputs ?? {})] : []),
  ];
  return runProgram(backend, {
    key: [product.key, Object.values(tile).join('x'), left.along, right.along, kindOf(finish), exact].join(),
    inputs: { left: left.input, right: right.input, ...finish?.inputs },
    wide,
    constants: {
      rows,
      columns,
      inner,
      splits,
      chunk,
      steps: Math.ceil(chunk / DEPTH),
      tilesAcross,
      partSize: sizeOf(product.shape),
      ...product.constants,
      ...finish?.constants,
    },
    workgroup: [tile.across, tile.down],
    dispatch: [x, y, planes * splits],
    shape: splits === 1 ? product.shape : [splits, ...product.shape],
    code: `${product.resultRow} ${epilogueCode(finish, wideResult)} ${productCode(left, right, tile, wideResult, exact)}`,
  });
}
