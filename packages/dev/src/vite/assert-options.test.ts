import { expect, test } from 'vitest'
import { assertOptions } from './assert-options.ts'

test.for([[{}], [{ routes: false }], [{ routes: undefined, test: { miniflare: {} } }]])(
  '%j are options',
  ([options]) => {
    expect(() => assertOptions(options)).not.toThrow()
  },
)

test.for([
  [{ route: false }, 'cloudwerk() has no option route.', /routes/],
  [{ routes: 'app' }, 'The option routes of cloudwerk() is not a boolean.', /true or false/],
  [{ test: null }, 'The option test of cloudwerk() is not an object.', /test: \{/],
  ['routes', 'The options of cloudwerk() are not an object.', /cloudwerk\(\{/],
] as const)('%j are refused', ([options, message, hint]) => {
  expect(() => assertOptions(options)).toThrow(
    expect.objectContaining({ message, hint: expect.stringMatching(hint) }),
  )
})
