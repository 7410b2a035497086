/** The contract of an annotator: labels for queried samples. */
export interface Annotator {
  /**
   * Labels in the order of the indices. It may take any length of time.
   * @param indices into the data set
   */
  answer(indices: Int32Array): Promise<Int32Array>;
}
