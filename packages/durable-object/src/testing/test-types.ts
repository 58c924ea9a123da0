import type { AnyValue } from '../definition/any-value.ts'

/** The methods of an object as a test calls them: each returns a promise of the plain result. */
export type TestMethods<Methods> = Called<Omit<Methods, keyof DurableObjectStub>>

// A mapped type over `keyof`, so that editors go from here to the definition's method and back.
type Called<Methods> = { [Name in keyof Methods]: TestMethod<Methods[Name]> }

type TestMethod<Method> = 0 extends 1 & Method
  ? (...args: AnyValue[]) => Promise<AnyValue>
  : Method extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never
