/**
 * The WGSL of a tiled matrix product: the 64 threads of a workgroup fill a tile of each factor in workgroup memory, then each
 * thread computes up to eight by eight sums from it. In both tiles the sum's index is the outer one, with vectors of four
 * rows or columns inside, so that one step of the sum reads four vectors for sixty-four multiplications.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { GROUP } from './stock-webgpu.ts';

/** One factor. Its outer index is the row of the left one, the column of the right one; `k` runs over the sum. */
export interface Factor {
  input: TensorInfo;
  /** The index along which values are adjacent in memory. */
  along: 'outer' | 'inner';
  /** Whether four adjacent values can be read at once. */
  wide: boolean;
  /** WGSL `fn <side>Place(outer: i32) -> vec4<i32>`: the part of the address that depends on the outer index only; computed once. */
  place: string;
  /** WGSL `fn <side>Inner(k: i32) -> vec4<i32>`: the part that depends on the sum's index only. */
  inner: string;
  /** WGSL `fn <side>Read(place: vec4<i32>, inner: vec4<i32>) -> f32`, or `vec4<f32>` where wide. */
  read: string;
}

/** Terms of the sum per filling of the tiles. */
export const DEPTH = 8;
const THREADS = 64;

export interface Tile {
  /** Threads across and down. */
  across: number;
  down: number;
  /** Fours of columns and of rows that a thread sums. */
  foursAcross: number;
  foursDown: number;
  rows: number;
  columns: number;
}

const tile = (across: number, foursAcross: number, foursDown: number): Tile => {
  const down = THREADS / across;
  return { across, down, foursAcross, foursDown, rows: 4 * down * foursDown, columns: 4 * across * foursAcross };
};

const FLAT = tile(16, 2, 1);
const LOW = tile(8, 2, 1);
const SQUARE = tile(8, 2, 2);
const NARROW = tile(8, 1, 2);
const SLIM = tile(4, 1, 1);
const THIN = tile(2, 1, 1);

/** A tile with little waste for a result of this size. */
export function tileFor(rows: number, columns: number): Tile {
  if (columns > 32) return rows <= 16 ? FLAT : rows <= 32 ? LOW : SQUARE;
  if (columns > 16) return NARROW;
  return columns > 8 || rows <= 64 ? SLIM : THIN;
}

const XYZW = 'xyzw';
const each = (n: number, text: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => text(i)).join('\n');

/** WGSL that fills a tile of one factor, `fours` fours of its outer index wide: once before the loop, and in each step. */
function loadTileCode(side: 'left' | 'right', factor: Factor, fours: number): { before: string; step: string } {
  const [limit, start] = side === 'left' ? ['uniforms.rows', 'rowStart'] : ['uniforms.columns', 'columnStart'];
  const stride = fours + 1; // padded, against bank conflicts
  const read = (place: string, inner: string) => `${side}Read(${side}Place${place}, ${side}Inner${inner})`;
  if (factor.along === 'outer') {
    // a thread reads the same four at several indices of the sum
    const apart = THREADS / fours;
    const places = factor.wide ? 1 : 4;
    const values = each(places, (j) => {
      const target = factor.wide ? 'value' : `value.${XYZW[j]}`;
      return `if (${side}Outer + ${j} < ${limit}) { ${target} = ${read(`${j}`, 'Here')}; }`;
    });
    return {
      before: `let ${side}Outer = ${start} + thread % ${fours} * 4;
        ${each(places, (j) => `let ${side}Place${j} = ${side}Place(${side}Outer + ${j});`)}`,
      step: `for (var depth = thread / ${fours}; depth < ${DEPTH}; depth += ${apart}) {
        let k = k0 + depth;
        var value = vec4<f32>(0.0);
        if (k < kEnd) {
          let ${side}InnerHere = ${side}Inner(k);
          ${values}
        }
        ${side}Tile[depth * ${stride} + thread % ${fours}] = value;
      }`,
    };
  }
  // a thread reads a block of four by four and stores its transpose
  const blocks = DEPTH / 4;
  const rounds = Math.ceil((blocks * fours) / THREADS);
  const four = (round: number) => `(thread / ${blocks} + ${(THREADS / blocks) * round})`;
  return {
    before: each(rounds, (r) =>
      each(4, (j) => {
        return `let ${side}Outer${r}_${j} = ${start} + ${four(r)} * 4 + ${j};
        let ${side}Place${r}_${j} = ${side}Place(${side}Outer${r}_${j});`;
      }),
    ),
    step: `{
      let k = k0 + thread % ${blocks} * 4;
      ${each(factor.wide ? 1 : 4, (i) => `let ${side}Inner${i} = ${side}Inner(k + ${i});`)}
      ${each(rounds, (r) => {
        const rows = each(4, (j) => {
          const values = factor.wide
            ? `if (k < kEnd) { v${j} = ${read(`${r}_${j}`, '0')}; }`
            : each(4, (i) => `if (k + ${i} < kEnd) { v${j}.${XYZW[i]} = ${read(`${r}_${j}`, `${i}`)}; }`);
          return `var v${j} = vec4<f32>(0.0); if (${side}Outer${r}_${j} < ${limit}) { ${values} }`;
        });
        const turned = each(4, (i) => {
          const value = `vec4<f32>(${[0, 1, 2, 3].map((j) => `v${j}.${XYZW[i]}`).join()})`;
          return `${side}Tile[(thread % ${blocks} * 4 + ${i}) * ${stride} + ${four(r)}] = ${value};`;
        });
        return (blocks * fours) % THREADS === 0
          ? `{ ${rows} ${turned} }`
          : `if (${four(r)} < ${fours}) { ${rows} ${turned} }`;
      })}
    }`,
  };
}

/**
 * @param wideResult whether columns, a multiple of four, are written four at a time
 * @param exact whether sums are so long that quotients of their index need integer arithmetic
 */
export function productCode(left: Factor, right: Factor, tile: Tile, wideResult: boolean, exact: boolean): string {
  const { across, down, foursAcross, foursDown } = tile;
  const [leftFours, rightFours] = [down * foursDown, across * foursAcross];
  const fillLeft = loadTileCode('left', left, leftFours);
  const fillRight = loadTileCode('right', right, rightFours);
  const sums = (text: (row: number, four: number) => string): string =>
    each(4 * foursDown, (i) => each(foursAcross, (f) => text(i, f)));
  const sumNames: string[] = [];
  sums((i, f) => `${sumNames.push(`sum${i}_${f}`)}`);
  return `
    var<workgroup> leftTile: array<vec4<f32>, ${DEPTH * (leftFours + 1)}>;
    var<workgroup> rightTile: array<vec4<f32>, ${DEPTH * (rightFours + 1)}>;
    var<private> plane: i32;
    ${quotient(exact)}
    fn inside(at: i32, size: i32) -> bool { return u32(at) < u32(size); }
    ${left.place} ${left.inner} ${left.read}
    ${right.place} ${right.inner} ${right.read}
    fn main() {
      let across = i32(localId.x);
      let down = i32(localId.y);
      let thread = i32(localIndex);
      let part = i32(workgroupId.z) % uniforms.splits;
      plane = i32(workgroupId.z) / uniforms.splits;
      let group = ${GROUP};
      let rowStart = group / uniforms.tilesAcross * ${tile.rows};
      let columnStart = group % uniforms.tilesAcross * ${tile.columns};
      let kEnd = min(uniforms.inner, (part + 1) * uniforms.chunk);
      ${fillLeft.before}
      ${fillRight.before}
      ${sums((i, f) => `var sum${i}_${f} = vec4<f32>(0.0);`)}
      for (var step = 0; step < uniforms.steps; step++) {
        let k0 = part * uniforms.chunk + step * ${DEPTH};
        ${fillLeft.step}
        ${fillRight.step}
        workgroupBarrier();
        for (var k = 0; k < ${DEPTH}; k++) {
          ${each(foursDown, (f) => `let a${f} = leftTile[k * ${leftFours + 1} + down + ${f * down}];`)}
          ${each(foursAcross, (f) => `let b${f} = rightTile[k * ${rightFours + 1} + across + ${f * across}];`)}
          ${sums((i, f) => `sum${i}_${f} += a${i >> 2}.${XYZW[i & 3]} * b${f};`)}
        }
        workgroupBarrier();
      }
      // by a loop, since code for each of the sums takes a software adapter seconds to compile
      var sums = array<vec4<f32>, ${4 * foursDown * foursAcross}>(${sumNames.join()});
      for (var s = 0; s < ${4 * foursDown * foursAcross}; s++) {
        let i = s / ${foursAcross};
        let row = rowStart + (down + i / 4 * ${down}) * 4 + i % 4;
        let column = columnStart + (across + s % ${foursAcross} * ${across}) * 4;
        if (row < uniforms.rows && column < uniforms.columns) {
          let start = resultRow(row);
          if (start >= 0) {
            let at = part * uniforms.partSize + start + column;
            ${
              wideResult
                ? 'result[at / 4] = finish(sums[s], column);'
                : `for (var j = 0; j < min(4, uniforms.columns - column); j++) {
                  result[at + j] = finish(sums[s][j], column + j);
                }`
            }
          }
        }
      }
    }`;
}

/**
 * WGSL for a / b of integers; in floating point it is exact below 2²⁰ (a device may be off by 2.5 units
 * in the last place), and several times as fast.
 */
const quotient = (exact: boolean): string =>
  exact
    ? 'fn quotient(a: i32, b: i32) -> i32 { return a / b; }'
    : 'fn quotient(a: i32, b: i32) -> i32 { return i32((f32(a) + 0.5) / f32(b)); }';
