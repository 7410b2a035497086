/** What a figure hands to the frame around its drawing. */
import type { FigureTable } from '../../metrics/csv.ts';
import type { Provenance } from '../../metrics/provenance.ts';

/** What the frame needs of a figure's declaration. */
export interface FrameProps {
  title: string;
  /** A word of the glossary that explains the title. */
  term?: string | undefined;
  /** What it shows and how to read it. */
  about: string;
  /** Address of its page in the documentation. */
  docs?: string | undefined;
  /** Computed only when it is shown or saved. */
  table: () => FigureTable;
  /** The run that it is of, for files; none of figures that are of no run. */
  provenance?: Provenance | undefined;
}
