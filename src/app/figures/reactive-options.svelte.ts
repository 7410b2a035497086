/** The visitor's choices in a figure as one reactive object. */

const cell = (initial: unknown): PropertyDescriptor => {
  let value = $state.raw(initial);
  return { get: () => value, set: (next: unknown) => void (value = next), enumerable: true };
};

/** An object with the same properties; each is a signal of its own, and its value is kept as it is, not proxied. */
export const reactiveOptions = <Options extends object>(initial: Options): Options =>
  Object.defineProperties(
    {},
    Object.fromEntries(Object.entries(initial).map(([key, value]) => [key, cell(value)])),
  ) as Options;
