/** Matrix products on the module, plain and implicit: which schedule, in which blocks. */
import { Kind, perform, single, type Parameter } from './job.ts';
import { MOST_DEPTH, MOST_OWN_COLUMNS, MOST_ROWS, nativeModule } from './module.ts';

/** The left side `[M, K]`. Pointers are byte offsets in the backend's memory; strides count values. */
export type Left =
  | { kind: 'rows' | 'columns'; pointer: number; stride: number }
  | { kind: 'patches' | 'patches-transposed'; pointer: number; places: Places };

/** A left side that is seen through a filter. */
export type Patches = Extract<Left, { places: Places }>;

/** Where a filter of this width lies on images `[n, …, …, channels]`; every place lies inside of its image. */
export interface Places {
  channels: number;
  outHeight: number;
  outWidth: number;
  strideY: number;
  strideX: number;
  filterWidth: number;
  /** Values from one row of an image to the next, and from one image to the next. */
  rowStep: number;
  imageStep: number;
  /** Where a place is a window of two by two, of which the greatest counts: how far apart these are, in values. */
  window?: { below: number; beside: number };
}

/** The right side `[K, N]`, or its transpose, then perhaps in pieces: one `[N, run]` for each tap of a filter. */
export interface Right {
  pointer: number;
  transposed: boolean;
  stride: number;
  taps?: { run: number; across: number; stepY: number; stepX: number };
}

export interface Result {
  pointer: number;
  stride: number;
  /** Where the rows are the left side's places, put down this far apart in an image of this size. */
  spread?: { height: number; width: number; stepY: number; stepX: number };
}

export interface Product {
  M: number;
  N: number;
  K: number;
  left: Left;
  right: Right;
  result: Result;
  /** `[N]`, added to each row. */
  bias?: number | undefined;
  /** What values below zero are multiplied by at the end; none for a linear result. */
  slope?: number | undefined;
}

/** Places of a convolution that a task looks at. */
const MOST_PLACES = 256;
/** Columns of a product that counts as narrow. */
const MOST_NARROW = 16;

const KINDS = { rows: 0, columns: 1, patches: 2, 'patches-transposed': 3 };

const upTo = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;
/** A share of n that makes about so many parts, within bounds. Never by the number of threads: results must not vary. */
const share = (n: number, parts: number, multiple: number, most: number): number =>
  Math.min(most, Math.max(multiple, upTo(Math.ceil(n / parts), multiple)));

/** result = activation(left · right + bias). */
export function multiply(product: Product): void {
  const { M, N, K } = product;
  if (M === 0 || N === 0) return;
  const depth = share(K, Math.ceil(K / MOST_DEPTH), 4, MOST_DEPTH);
  const plain = product.bias === undefined && product.slope === undefined && !product.result.spread;
  const chunks = Math.min(16, Math.floor(K / 512), Math.floor(1_500_000 / (M * N)));
  if (product.left.kind === 'patches') byPlaces(product);
  else if (product.left.kind === 'rows' && narrow(product))
    byPlaces({ ...product, left: inPlace(product, product.left) });
  else if (plain && chunks > 1 && N <= MOST_OWN_COLUMNS && product.result.stride === N) byDepth(product, depth, chunks);
  else if (M < N && M <= 512) byColumns(product, depth);
  else byRows(product, depth);
}

/** Where so few columns share a packed row of the left side, packing it takes as long as the product. */
const narrow = ({ M, N, K }: Product): boolean => N <= MOST_NARROW && K >= 128 && K <= 1024 && M > N;

/** Rows as the places of a filter that is as wide as they are: so they are read where they lie. */
const inPlace = ({ M, K }: Product, { pointer, stride }: { pointer: number; stride: number }): Patches => ({
  kind: 'patches',
  pointer,
  places: {
    ...{ channels: 1, outHeight: 1, outWidth: M, strideY: 1, strideX: stride },
    ...{ filterWidth: K, rowStep: 0, imageStep: M * stride },
  },
});

function byRows(product: Product, depth: number): void {
  const { M, N, K } = product;
  const { allocate, free } = nativeModule();
  const packed = allocate(4 * K * upTo(N, 8));
  const block = share(M, 16, 4, MOST_ROWS);
  const parameters = described(product, depth, block, packed);
  perform(Kind.packRight, Math.ceil(N / 64), parameters, K * N);
  perform(Kind.byRows, Math.ceil(M / block), parameters, M * N * K);
  free(packed);
}

function byColumns(product: Product, depth: number): void {
  const { M, N, K } = product;
  const { allocate, free } = nativeModule();
  const packed = allocate(4 * K * upTo(M, 4));
  const rows = share(M, 8, 4, MOST_ROWS);
  perform(Kind.packLeft, Math.ceil(M / rows), described(product, depth, rows, packed), K * M);
  const columns = share(N, 32, 8, 64);
  perform(Kind.byColumns, Math.ceil(N / columns), described(product, depth, columns, packed), M * N * K);
  free(packed);
}

function byPlaces(product: Product): void {
  const { M, N, K } = product;
  const { allocate, free } = nativeModule();
  const packed = allocate(4 * K * upTo(N, 8));
  const few = M < N && M <= MOST_PLACES;
  const block = few ? M : share(M, 16, 4, MOST_PLACES);
  const columns = few ? share(N, 16, 8, 64) : N;
  perform(Kind.packRight, Math.ceil(N / 64), described(product, K, block, packed), K * N);
  const tasks = Math.ceil(M / block) * Math.ceil(N / columns);
  perform(Kind.byPlaces, tasks, described(product, K, block, packed, { columns }), M * N * K);
  free(packed);
}

function byDepth(product: Product, depth: number, chunks: number): void {
  const { M, N, K } = product;
  const { allocate, free } = nativeModule();
  const partial = allocate(4 * chunks * M * N);
  perform(Kind.byDepth, chunks, described(product, depth, MOST_ROWS, 0, { chunks, partial }), M * N * K);
  const stretch = 8192;
  perform(
    Kind.gather,
    Math.ceil((M * N) / stretch),
    described(product, depth, stretch, 0, { chunks, partial }),
    chunks * M * N,
  );
  free(partial);
}

/** In the order of assembly/packing.ts. */
function described(
  { M, N, K, left, right, result, bias, slope }: Product,
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
    ...[bias ?? 0, slope === undefined ? 0 : 1, single(slope ?? 1)],
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
