/**
 * The type of a stub's method whose result cannot be sent to the caller. Return plain data instead:
 * objects, arrays, Map, Set, Date, buffers, streams, `Request` and `Response`; or an `RpcTarget`.
 */
export interface ResultCannotBeSent<Part> {
  /** The part that cannot be sent. */
  'The result of this method cannot be sent to its caller. It holds': Part
}

/** Whether a value arrives at the caller unchanged. */
export type CanCross<Value> = [Value] extends [Plain]
  ? true
  : [Value] extends [Crossing<Value>]
    ? true
    : false

/** The parts that cannot be sent, for the compiler's message. Searched for to a limited depth. */
export type Offenders<Value, Depth extends unknown[] = []> =
  Value extends Crossing<Value>
    ? never
    : Depth['length'] extends 4
      ? Value
      : Value extends readonly (infer Item)[]
        ? Offenders<Item, [...Depth, 0]>
        : Value extends Refused
          ? Value
          : Extract<Value[keyof Value], Refused> extends never
            ? { [Key in keyof Value]: Offenders<Value[Key], [...Depth, 0]> }[keyof Value]
            : Value

// Most results are assignable to this type, which costs the compiler a seventh. Interfaces are not.
type Plain =
  | Primitive
  | Sent
  | readonly Plain[]
  | Map<Plain, Plain>
  | Set<Plain>
  | { readonly [key: string]: Plain }

/**
 * `Value` with `never` in place of each part that structured clone refuses. `Value` can be sent if it is
 * assignable to this type; that comparison also ends for recursive types.
 */
type Crossing<Value> = unknown extends Value
  ? Value
  : Value extends Primitive | Sent
    ? Value
    : Value extends Refused
      ? never
      : Value extends Map<infer Key, infer Item>
        ? Map<Crossing<Key>, Crossing<Item>>
        : Value extends Set<infer Item>
          ? Set<Crossing<Item>>
          : // A mapped array type would be evaluated eagerly, without end for `type Json = Json[]`.
            Value extends readonly (infer Item)[]
            ? readonly Crossing<Item>[]
            : { [Key in keyof Value]: Crossing<Value[Key]> }

type Primitive = string | number | bigint | boolean | null | undefined

/** Instances that arrive. `Error` with its `stack`, since other types have a name and a message as well. */
type Sent =
  | Date
  | RegExp
  | (Error & { stack: unknown })
  | ArrayBuffer
  | ArrayBufferView
  // Only of bytes: any other stream fails at the caller while it is read.
  | ReadableStream<ArrayBuffer | ArrayBufferView>
  | WritableStream
  | Request
  | Response
  | Headers
  | Blob
  | DurableObjectStub

// What has methods is an instance of a class, which arrives neither as an instance nor as data.
type Refused = symbol | ((...args: never[]) => unknown)
