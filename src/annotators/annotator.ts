/** The contract of an annotator: labels for queried samples. */
export interface Annotator {
  /**
   * The labels of the samples, in the order asked. It may take as long as it takes.
   * @param indices into the data set
   */
  answer(indices: Int32Array): Promise<Int32Array>;
}
