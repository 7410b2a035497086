/** The contract of an annotator: labels for queried samples. */

/** What determines the answers of a run's annotators, besides the samples. */
export interface AnswerContext {
  /** Of the run: its annotators err alike in all arms. */
  seed: number;
  /** Samples that were labelled before, whose answers tell how reliable each annotator is. */
  labelledBefore: Int32Array;
}

/** One label for each query, in its order. */
export interface Answers {
  labels: Int32Array;
  /** True labels; absent where the labels are the true ones. */
  truth?: Int32Array;
  /** Of several annotators, each one's answers. */
  byAnnotator?: Int32Array[];
}

export interface Annotator {
  /**
   * Labels in the order of the indices. It may take any length of time.
   * @param indices into the data set
   */
  answer(indices: Int32Array, context: AnswerContext): Promise<Answers>;
}
