import { expect } from 'vitest'
import { caught } from './calls.ts'

type Mention = string | RegExp

interface ExpectedError {
  /** What the message must say besides: the object, the path, the number, what to do. */
  mentions?: Mention[]
  code?: string
  /** Other fields of the error: `methodName`, `path`, `row`. */
  [field: string]: unknown
}

/** Checks what a call failed with, but not how the message words it. Returns the error. */
export async function expectError(
  call: PromiseLike<unknown>,
  expected: ExpectedError,
): Promise<Error> {
  const { mentions = [], ...fields } = expected
  const error = await caught(call)
  expect(error).toMatchObject(fields)
  expectMentions(error.message, ...mentions)
  return error
}

/** Checks the facts in a message, in whatever order they come. */
export function expectMentions(message: string, ...mentions: Mention[]): void {
  for (const mention of mentions) expect(message).toMatch(mention)
}
