/** Matrix products on the module, plain and implicit: choice of schedule and block sizes. */
import { JobKind, runJob, float32, type Parameter } from './job.ts';
import { MAX_DEPTH, MAX_UNSHARED_COLUMNS, MAX_ROWS, nativeModule } from './module.ts';

/** The left side `[M, K]`. Pointers are byte offsets in the backend's memory; strides count values. */
export type LeftOperand =
  | { kind: 'rows' | 'columns'; pointer: number; stride: number }
  | { kind: 'patches' | 'patches-transposed'; pointer: number; places: PatchLayout };

/** A left side whose rows are patches of images. */
export type Patches = Extract<LeftOperand, { places: PatchLayout }>;

/** Positions of a filter of this width on images `[n, …, …, channels]`; all are inside the image. */
export interface PatchLayout {
  channels: number;
  outHeight: number;
  outWidth: number;
  strideY: number;
  strideX: number;
  filterWidth: number;
  /** Values from one row of an image to the next, and from one image to the next. */
  rowStep: number;
  imageStep: number;
  /** For max-pooling over windows of 2 × 2 places: distances between these, in values. */
  window?: { below: number; beside: number };
}

/** The right side `[K, N]`, or its transpose, optionally in pieces: one `[N, run]` per tap of a filter. */
export interface RightOperand {
  pointer: number;
  transposed: boolean;
  stride: number;
  taps?: { run: number; across: number; stepY: number; stepX: number };
}

export interface ProductResult {
  pointer: number;
  stride: number;
  /** For rows that are places of an image of this size, at these distances. */
  spread?: { height: number; width: number; stepY: number; stepX: number };
}

export interface NativeProduct {
  M: number;
  N: number;
  K: number;
  left: LeftOperand;
  right: RightOperand;
  result: ProductResult;
  /** `[N]`, added to each row. */
  bias?: number | undefined;
  /** Slope of the activation below zero; none for a linear result. */
  slope?: number | undefined;
}

/** Places of a convolution per task. */
const MAX_PLACES = 256;
/** Largest number of columns of a narrow product. */
const MAX_NARROW = 16;

const KINDS = { rows: 0, columns: 1, patches: 2, 'patches-transposed': 3 };

const roundUp = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;
/** Size of a task: n divided into about `parts`, within bounds. Independent of the number of threads, so that results are equal. */
const taskSize = (n: number, parts: number, multiple: number, most: number): number =>
  Math.min(most, Math.max(multiple, roundUp(Math.ceil(n / parts), multiple)));

/** result = activation(left · right + bias). */
export function multiply(product: NativeProduct): void {
  const { M, N, K } = product;
  if (M === 0 || N === 0) return;
  const depth = taskSize(K, Math.ceil(K / MAX_DEPTH), 4, MAX_DEPTH);
  const plain = product.bias === undefined && product.slope === undefined && !product.result.spread;
  const chunks = Math.min(16, Math.floor(K / 512), Math.floor(1_500_000 / (M * N)));
  if (product.left.kind === 'patches') implicitConvolution(product);
  else if (product.left.kind === 'rows' && isNarrow(product))
    implicitConvolution({ ...product, left: isUnpacked(product, product.left) });
  else if (plain && chunks > 1 && N <= MAX_UNSHARED_COLUMNS && product.result.stride === N)
    byDepth(product, depth, chunks);
  else if (M < N && M <= 512) byColumns(product, depth);
  else byRows(product, depth);
}

/** With so few columns per packed row of the left side, packing takes as long as the product. */
const isNarrow = ({ M, N, K }: NativeProduct): boolean => N <= MAX_NARROW && K >= 128 && K <= 1024 && M > N;

/** Rows as places of a filter of their width, so that they are read in place. */
const isUnpacked = ({ M, K }: NativeProduct, { pointer, stride }: { pointer: number; stride: number }): Patches => ({
  kind: 'patches',
  pointer,
  places: {
    ...{ channels: 1, outHeight: 1, outWidth: M, strideY: 1, strideX: stride },
    ...{ filterWidth: K, rowStep: 0, imageStep: M * stride },
  },
});

function byRows(product: NativeProduct, depth: number): void {
  const { M, N, K } = product;
  const { allocate, free } = nativeModule();
  const packed = allocate(4 * K * roundUp(N, 8));
  const block = taskSize(M, 16, 4, MAX_ROWS);
  const parameters = productParameters(product, depth, block, packed);
  runJob(JobKind.packRight, Math.ceil(N / 64), parameters, K * N);
  runJob(JobKind.byRows, Math.ceil(M / block), parameters, M * N * K);
  free(packed);
}

function byColumns(product: NativeProduct, depth: number): void {
  const { M, N, K } = product;
  const { allocate, free } = nativeModule();
  const packed = allocate(4 * K * roundUp(M, 4));
  const rows = taskSize(M, 8, 4, MAX_ROWS);
  runJob(JobKind.packLeft, Math.ceil(M / rows), productParameters(product, depth, rows, packed), K * M);
  const columns = taskSize(N, 32, 8, 64);
  runJob(JobKind.byColumns, Math.ceil(N / columns), productParameters(product, depth, columns, packed), M * N * K);
  free(packed);
}

function implicitConvolution(product: NativeProduct): void {
  const { M, N, K } = product;
  const { allocate, free } = nativeModule();
  const packed = allocate(4 * K * roundUp(N, 8));
  const few = M < N && M <= MAX_PLACES;
  const block = few ? M : taskSize(M, 16, 4, MAX_PLACES);
  const columns = few ? taskSize(N, 16, 8, 64) : N;
  runJob(JobKind.packRight, Math.ceil(N / 64), productParameters(product, K, block, packed), K * N);
  const tasks = Math.ceil(M / block) * Math.ceil(N / columns);
  runJob(JobKind.implicitConvolution, tasks, productParameters(product, K, block, packed, { columns }), M * N * K);
  free(packed);
}

function byDepth(product: NativeProduct, depth: number, chunks: number): void {
  const { M, N, K } = product;
  const { allocate, free } = nativeModule();
  const partial = allocate(4 * chunks * M * N);
  runJob(JobKind.byDepth, chunks, productParameters(product, depth, MAX_ROWS, 0, { chunks, partial }), M * N * K);
  const stretch = 8192;
  runJob(
    JobKind.sumPartials,
    Math.ceil((M * N) / stretch),
    productParameters(product, depth, stretch, 0, { chunks, partial }),
    chunks * M * N,
  );
  free(partial);
}

/** In the order of assembly/packing.ts. */
function productParameters(
  { M, N, K, left, right, result, bias, slope }: NativeProduct,
  depth: number,
  block: number,
  packed: number,
  { chunks = 1, partial = 0, columns = 0 } = {},
): Parameter[] {
  const places = 'places' in left ? left.places : undefined;
  const { spread } = result;
  const taps = right.taps ?? { run: K, across: 1, stepY: 0, stepX: 0 };
  return [
    ...[M, N, K, depth, block],
    ...[KINDS[left.kind], left.pointer, 'stride' in left ? left.stride : 0],
    ...[right.transposed ? 1 : 0, right.pointer, right.stride],
    ...[result.pointer, result.stride],
    ...[bias ?? 0, slope === undefined ? 0 : 1, float32(slope ?? 1)],
    packed,
    ...[places?.rowStep ?? 0, places?.imageStep ?? 0, places?.channels ?? 0],
    ...[places?.outHeight ?? 0, places?.outWidth ?? 0],
    ...[places?.strideY ?? 0, places?.strideX ?? 0, places?.filterWidth ?? 0],
    ...[spread ? 1 : 0, spread?.height ?? 0, spread?.width ?? 0, spread?.stepY ?? 0, spread?.stepX ?? 0],
    ...[chunks, partial],
    ...[taps.run, taps.across, taps.stepY, taps.stepX],
    ...[columns, places?.window?.below ?? 0, places?.window?.beside ?? 0],
  ];
}
