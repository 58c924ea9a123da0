import type { AnyValue } from '../definition/any-value.ts'

/** The methods of an object as a test calls them: each returns a promise of the plain result. */
export type TestMethods<Methods> = {
  [Name in Exclude<keyof Methods, keyof DurableObjectStub>]: TestMethod<Methods[Name]>
}

type TestMethod<Method> = 0 extends 1 & Method
  ? (...args: AnyValue[]) => Promise<AnyValue>
  : Method extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never
