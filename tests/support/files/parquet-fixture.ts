import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Bytes } from './file-fixtures.ts';

/**
 * A Parquet file as on the Hugging Face hub, written by pyarrow: six rows in two groups, a struct of image bytes
 * (toy pictures 8 × 8, grey i) and path, labels i mod 2, and the class names cat and dog in the metadata.
 */
const TEXT =
  'UEFSMRUAFWwVWCwVCBUAFQYVBhwAAAA2NAIAAAAIAggAAABUT1kIAQgBBAUMCAEBARUMOAICAggAAABUT1kICAMDAxUAFVQVTCwVCBUAFQYVBh' +
  'wAAAAqOAIAAAAIAgUAAAAwLnBuZwEJADERCTQyLnBuZwUAAAAzLnBuZxUAFUwVOiwVCBUAFQYVBhwAAAAmGAIAAAAIAQANARUJOAAAAAAAAAAB' +
  'AAAAAAAAABUAFTwVQCwVBBUAFQYVBhwAAAAedAIAAAAEAggAAABUT1kICAQEBAgAAABUT1kICAUFBRUAFTAVNCwVBBUAFQYVBhwAAAAYXAIAAA' +
  'AEAgUAAAA0LnBuZwUAAAA1LnBuZxUAFSwVMCwVBBUAFQYVBhwAAAAWVAIAAAAEAQAAAAAAAAAAAQAAAAAAAAAVBBlcNQAYBnNjaGVtYRUEADUC' +
  'GAVpbWFnZRUEABUMJQIYBWJ5dGVzABUMJQIYBHBhdGglAEwcAAAAFQQlAhgFbGFiZWwAFgwZLBk8JgAcFQwZJQYAGSgFaW1hZ2UFYnl0ZXMVAh' +
  'YIFpIBFn4mCEkcFQAVABUCADwWQBkGGTYAAAgAAAAmABwVDBklBgAZKAVpbWFnZQRwYXRoFQIWCBZ6FnImhgFJHBUAFQAVAgA8FigZBhk2AAAI' +
  'AAAAJgAcFQQZJQYAGRgFbGFiZWwVAhYIFnIWYCb4AUkcFQAVABUCADwpBhkmAAgAAAAW/gIWCCYIFtACABk8JgAcFQwZJQYAGSgFaW1hZ2UFYn' +
  'l0ZXMVAhYEFmIWZibYAkkcFQAVABUCADwWIBkGGTYAAAQAAAAmABwVDBklBgAZKAVpbWFnZQRwYXRoFQIWBBZWFlomvgNJHBUAFQAVAgA8FhQZ' +
  'Bhk2AAAEAAAAJgAcFQQZJQYAGRgFbGFiZWwVAhYEFlIWViaYBEkcFQAVABUCADwpBhkmAAQAAAAWigIWBCbYAhaWAgAZLBgLaHVnZ2luZ2ZhY2' +
  'UYcHsiaW5mbyI6IHsiZmVhdHVyZXMiOiB7ImltYWdlIjogeyJfdHlwZSI6ICJJbWFnZSJ9LCAibGFiZWwiOiB7Im5hbWVzIjogWyJjYXQiLCAi' +
  'ZG9nIl0sICJfdHlwZSI6ICJDbGFzc0xhYmVsIn19fX0AGAxBUlJPVzpzY2hlbWEYzAQvLy8vLzdBQkFBQVFBQUFBQUFBS0FBNEFCZ0FGQUFnQU' +
  'NnQUFBQUFCQkFBUUFBQUFBQUFLQUF3QUFBQUVBQWdBQ2dBQUFLd0FBQUFFQUFBQUFRQUFBQXdBQUFBSUFBd0FCQUFJQUFnQUFBQ0FBQUFBQkFB' +
  'QUFIQUFBQUI3SW1sdVptOGlPaUI3SW1abFlYUjFjbVZ6SWpvZ2V5SnBiV0ZuWlNJNklIc2lYM1I1Y0dVaU9pQWlTVzFoWjJVaWZTd2dJbXhoWW' +
  '1Wc0lqb2dleUp1WVcxbGN5STZJRnNpWTJGMElpd2dJbVJ2WnlKZExDQWlYM1I1Y0dVaU9pQWlRMnhoYzNOTVlXSmxiQ0o5ZlgxOUFBQUFBQXNB' +
  'QUFCb2RXZG5hVzVuWm1GalpRQUNBQUFBUUFBQUFBUUFBQUJ3Ly8vL0FBQUJBaEFBQUFBZ0FBQUFCQUFBQUFBQUFBQUZBQUFBYkdGaVpXd0FBQU' +
  'FJQUF3QUNBQUhBQWdBQUFBQUFBQUJRQUFBQUtqLy8vOEFBQUVOR0FBQUFDQUFBQUFFQUFBQUFnQUFBRkFBQUFBVUFBQUFCUUFBQUdsdFlXZGxB' +
  'QUFBb1AvLy85ai8vLzhBQUFFRkVBQUFBQmdBQUFBRUFBQUFBQUFBQUFRQUFBQndZWFJvQUFBQUFNai8vLzhRQUJRQUNBQUdBQWNBREFBQUFCQU' +
  'FFQUFBQUFBQUFRUVFBQUFBSEFBQUFBUUFBQUFBQUFBQUJRQUFBR0o1ZEdWekFBQUFCQUFFQUFRQUFBQT0AGCBwYXJxdWV0LWNwcC1hcnJvdyB2' +
  'ZXJzaW9uIDI1LjAuMRk8HAAAHAAAHAAAAK8EAABQQVIx';

export const parquet = (): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(TEXT), (one) => one.charCodeAt(0));

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];

export const parquetOf = (columnData: Columns): Bytes => new Uint8Array(parquetWriteBuffer({ columnData }));

/** Twelve rows of three features, an index of pandas, and the labels 0 and 1 in turn. */
export function parquetTable(): Bytes {
  const rows = Array.from({ length: 12 }, (_, i) => i);
  return parquetOf([
    { name: 'width', data: rows.map((i) => i + 0.5), type: 'DOUBLE' },
    { name: 'height', data: rows.map((i) => i * 2 + 1), type: 'INT32' },
    { name: 'mass', data: rows.map((i) => 9 - i), type: 'INT32' },
    { name: 'label', data: rows.map((i) => i % 2), type: 'INT32' },
    { name: '__index_level_0__', data: rows, type: 'INT32' },
  ]);
}
