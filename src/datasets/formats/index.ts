/** The list of file formats that can be read. */
import { cifar } from './cifar/cifar.ts';
import { csv } from './csv/csv.ts';
import type { Format } from './format.ts';
import { hdf5 } from './hdf5/hdf5.ts';
import { idx } from './idx/idx.ts';
import { images } from './images/images.ts';
import { mat } from './mat/mat.ts';
import { npy } from './npy/npy.ts';
import { parquet } from './parquet/parquet.ts';
import { raw } from './raw/raw.ts';
import { stl10 } from './stl-10/stl-10.ts';

export const formats: readonly Format[] = [idx, npy, mat, hdf5, parquet, cifar, stl10, images, csv, raw];
