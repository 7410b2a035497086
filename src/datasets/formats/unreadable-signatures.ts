/** Signatures of formats that are known and not read, with what to do about each. */
/* eslint-disable no-control-regex -- the first bytes of files are control characters */

export interface UnreadableKind {
  /** Of the first bytes, one character per byte. */
  pattern: RegExp;
  /** With its article, for "“x” is …, which cannot be read here". */
  kind: string;
  remedy: string;
}

const UNPACK_FOLDER = 'Unpack it and drop the folder.';
const UNPACK = 'Unpack it and drop what is inside.';
const SAVE_CSV = 'Save the table as CSV or Parquet.';
const SAVE_ARRAYS = 'Save the arrays of the data set as NPZ (numpy.savez).';
const CONVERT = 'Convert it to PNG or JPEG.';

const kinds = (rows: [pattern: RegExp, kind: string, remedy: string][]): UnreadableKind[] =>
  rows.map(([pattern, kind, remedy]) => ({ pattern, kind, remedy }));

export const UNREADABLE_KINDS: readonly UnreadableKind[] = kinds([
  [/^7z\xbc\xaf/, 'a 7z archive', UNPACK_FOLDER],
  [/^Rar!/, 'a RAR archive', UNPACK_FOLDER],
  [/^MSCF/, 'a CAB archive', UNPACK_FOLDER],
  [/^\xfd7zXZ/, 'an xz archive', UNPACK],
  [/^BZh[1-9]/, 'a bzip2 archive', UNPACK],
  [/^\x28\xb5\x2f\xfd/, 'a Zstandard archive', UNPACK],
  [/^\x04\x22\x4d\x18/, 'an LZ4 archive', UNPACK],
  [/^\x1f[\x9d\xa0]/, 'an archive of compress (.Z)', UNPACK],

  [/^TFRecord|^ARROW1/, 'an Arrow file', 'Save it as Parquet.'],
  [/^FEA1/, 'a Feather file', 'Save it as Parquet.'],
  [/^ORC/, 'an ORC file', 'Save it as Parquet.'],
  [/^Obj\x01/, 'an Avro file', 'Save it as Parquet.'],
  [/^SQLite format 3\0/, 'an SQLite database', SAVE_CSV],
  [/^[\s\S]{16}\xde\xc0\xef\xbe/, 'an LMDB database', 'Write its images to a folder per class.'],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, 'an old Excel or Word file', SAVE_CSV],
  [/^(RD[AX][23]\n|X\n\0\0\0[\x02\x03])/, 'a file of R (RDA or RDS)', 'Write the table by write.csv.'],
  [/^<stata_dta>|^\$FL[23]|^\0{12}\xc2\xea\x81\x60/, 'a table of Stata, SPSS or SAS', SAVE_CSV],
  [/^CDF[\x01\x02\x05]/, 'a NetCDF file', SAVE_ARRAYS],

  [/^.{4}TFL3/s, 'a TensorFlow Lite model', 'A model is no data set: drop the data that it learned from.'],
  [/^GGUF/, 'a language model (GGUF)', 'A model is no data set: drop the data that it learned from.'],

  [/^.{4}ftyp(heic|heix|hevc|mif1|msf1)/s, 'a HEIC photo', CONVERT],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, 'a JPEG XL image', CONVERT],
  [/^(\xff\x4f\xff\x51|\0\0\0\x0cjP {2})/, 'a JPEG 2000 image', CONVERT],
  [/^8BPS/, 'a Photoshop document', CONVERT],
  [/^(II\x2b\0|MM\0\x2b)/, 'a BigTIFF image', CONVERT],
  [/^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?(<!doctype svg[^>]*>\s*)?<svg/i, 'a drawing (SVG)', CONVERT],
  [/^[\s\S]{128}DICM/, 'a DICOM image', CONVERT],
  [/^[\s\S]{344}n(\+|i)1\0/, 'a NIfTI image', SAVE_ARRAYS],
  [/^SIMPLE {2}=/, 'a FITS image', SAVE_ARRAYS],
  [/^%(PDF|!PS)/, 'a PDF or PostScript document', 'Drop images or a table.'],

  [/^(RIFF.{4}WAVE|fLaC|OggS|ID3)/s, 'a sound recording', 'Save features of the recordings as CSV or NPZ.'],
  [/^(RIFF.{4}AVI |\x1a\x45\xdf\xa3|.{4}ftyp(isom|mp4|avc|qt ))/s, 'a video', 'Save its frames as images.'],
]);

/** What the names of its members say of a zip archive that is the file of a program. */
export const UNREADABLE_ARCHIVES: readonly UnreadableKind[] = kinds([
  // A data set may hold a pickle of this name; only torch.save puts it beside the numbered storages.
  [
    /^(?=[\s\S]*^[^/\n]+\/data\.pkl$)[\s\S]*^[^/\n]+\/(version|data\/\d+)$/m,
    'a file of PyTorch (torch.save)',
    SAVE_ARRAYS,
  ],
  [/^model\.weights\.h5$/m, 'a Keras model', 'A model is no data set: drop the data that it learned from.'],
  [/^xl\/(workbook|worksheets)/m, 'an Excel workbook', 'Save the sheet as CSV.'],
  [/^word\/document\.xml$/m, 'a Word document', 'Drop images or a table.'],
  [/^ppt\/presentation\.xml$/m, 'a presentation', 'Drop images or a table.'],
  [/^META-INF\/manifest\.xml$/m, 'a document of LibreOffice', 'Save the sheet as CSV.'],
  [/^META-INF\/MANIFEST\.MF$/m, 'a Java archive', 'Drop images, arrays or a table.'],
]);
