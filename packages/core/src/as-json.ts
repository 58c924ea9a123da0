/**
 * `Value` with a sentence in place of each part that JSON would leave out or turn into `{}`, for the
 * compiler's message.
 */
export type AsJson<Value> = unknown extends Value
  ? Value
  : Value extends string | number | boolean | null | undefined
    ? Value
    : Value extends PromiseLike<unknown>
      ? 'A promise cannot be encoded as JSON: await it'
      : Value extends ReadonlyMap<unknown, unknown>
        ? 'A Map cannot be encoded as JSON: use Object.fromEntries(map), or [...map]'
        : Value extends ReadonlySet<unknown>
          ? 'A Set cannot be encoded as JSON: use [...set]'
          : Value extends { toJSON(...args: never[]): unknown }
            ? Value
            : // A mapped array type would be evaluated eagerly, without end for `type Json = Json[]`.
              Value extends readonly (infer Item)[]
              ? readonly AsJson<Item>[]
              : { [Key in keyof Value]: AsJson<Value[Key]> }
