/**
 * Stands in place of a method whose result would not reach the caller. Return plain data: objects,
 * arrays, Map, Set, Date, buffers, streams, `Request` and `Response`; or an `RpcTarget`.
 */
export interface ResultCannotBeSent<Part> {
  'The result of this method cannot be sent to its caller. It holds': Part
}

/**
 * `Result`, with `never` in place of each part that structured clone refuses. A result can be sent
 * when it is assignable to this; comparing it so ends for recursive types as well.
 */
export type Crossing<Result> = unknown extends Result
  ? Result
  : Result extends Sent
    ? Result
    : Result extends Refused
      ? never
      : Result extends ReadonlyMap<infer Key, infer Value>
        ? ReadonlyMap<Crossing<Key>, Crossing<Value>>
        : Result extends ReadonlySet<infer Item>
          ? ReadonlySet<Crossing<Item>>
          : // A mapped array would be computed at once, and never end for `type Json = Json[]`.
            Result extends readonly (infer Item)[]
            ? readonly Crossing<Item>[]
            : { [Key in keyof Result]: Crossing<Result[Key]> }

/** What arrives as it is. `Error` by its `stack`, since much that has a name and a message is none. */
type Sent =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | RegExp
  | (Error & { stack: unknown })
  | ArrayBuffer
  | ArrayBufferView
  | ReadableStream
  | WritableStream
  | Request
  | Response
  | Headers
  | Blob
  | DurableObjectStub

// What has methods is an instance of a class, which arrives neither as one nor as data.
type Refused = symbol | ((...args: never[]) => unknown)

/** The parts that cannot be sent, to be read in the compiler's message. Not looked for too deep. */
export type Offenders<Result, Depth extends unknown[] = []> =
  Result extends Crossing<Result>
    ? never
    : Depth['length'] extends 4
      ? Result
      : Result extends readonly (infer Item)[]
        ? Offenders<Item, [...Depth, 0]>
        : Result extends Refused
          ? Result
          : Extract<Result[keyof Result], Refused> extends never
            ? { [Key in keyof Result]: Offenders<Result[Key], [...Depth, 0]> }[keyof Result]
            : Result
