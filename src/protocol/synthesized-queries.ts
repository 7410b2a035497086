/**
 * Questions about samples that do not exist, made by a generator to be labelled themselves (GAAL, ADBA), and what an answer
 * comes to. The strategy asks them, a classifier or a person answers, the log keeps both.
 */

/** Images along one line through latent space, as the ASAL paper has it (section 5.3): one strip is one annotation. */
export const STRIP_LENGTH = 11;

/** Who answers: a classifier that has seen every true label of the pool, or the visitor. */
export type AnnotatorKind = 'classifier' | 'person';

export interface LoggedSynthesizedQueries {
  /** sample: which class is it? strip: behind which of its images does the class change? */
  form: 'sample' | 'strip';
  /** Samples shown in each question: 1, or those of a strip. */
  each: number;
  /** All samples shown, question after question, as the data set stores its own: bytes in base64, or numbers. */
  values: string | number[];
  /** What the learner makes of each sample shown: entropy of its prediction in nats, and the class predicted. */
  entropies: number[];
  predictions: number[];
  /** Of each question what the strategy went by: entropy in nats, or distance to the plane. */
  worth: number[];
  /** Strips: both ends of each line in latent space, `[questions, 2, latent]`: floats, little-endian, in base64. */
  ends?: string;
  /** Strips: index of the pool's sample whose latent point the line goes through. */
  through?: number[];
}

export interface LoggedAnswers {
  /** Of each sample shown, in the order of the questions; −1 where it cannot be told, which nothing is trained on. */
  labels: number[];
  by: AnnotatorInfo;
}

export type AnnotatorInfo =
  | { kind: 'person' }
  /** The model's label, its accuracy on the test split and how many true labels it was trained on. */
  | { kind: 'classifier'; name: string; testAccuracy: number; labelled: number };

export const synthesizedQueryCount = ({ worth }: Pick<LoggedSynthesizedQueries, 'worth'>): number => worth.length;

/** What a marker on a strip says: so many images from the left are of the first class, the others of the other one. */
export interface ClassChange {
  /** 0 … images of the strip. */
  after: number;
  /** Class of the images before it, 0 or 1. */
  first: number;
}

/** The labels of a strip's images, of two classes. */
export const stripLabels = ({ after, first }: ClassChange, each = STRIP_LENGTH): number[] =>
  Array.from({ length: each }, (_, i) => (i < after ? first : 1 - first));

/**
 * The one change that leaves the fewest of these labels wrong. Of equals the one that begins with class 0, which is where
 * the learner's own side of it lies, and then the one nearest to the middle.
 */
export function fitClassChange(labels: readonly number[]): ClassChange {
  const middle = labels.length / 2;
  let best: ClassChange & { wrong: number } = { after: 0, first: 0, wrong: Infinity };
  for (const first of [0, 1])
    for (let after = 0; after <= labels.length; after++) {
      const wrong = stripLabels({ after, first }, labels.length).filter((label, i) => label !== labels[i]).length;
      const nearer = first === best.first && Math.abs(after - middle) < Math.abs(best.after - middle);
      if (wrong < best.wrong || (wrong === best.wrong && nearer)) best = { after, first, wrong };
    }
  return { after: best.after, first: best.first };
}
