/** An image that is sound, of a kind that has no decoder here: the message completes "“x” is …". */
export class UnsupportedImage extends Error {
  override name = 'UnsupportedImage';
}
