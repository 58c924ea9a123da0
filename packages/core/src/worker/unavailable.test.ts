import { expect, it } from 'vitest'
import { answerUnavailable, isUnavailable } from './unavailable.ts'

it.each<[thrown: unknown, expected: boolean]>([
  [Object.assign(new Error('busy'), { code: 'DURABLE_OBJECT_BUSY' }), true],
  [Object.assign(new Error('of the platform'), { overloaded: true }), true],
  [Object.assign(new Error('of the platform'), { retryable: true }), true],
  [Object.assign(new Error('of the platform'), { retryable: false }), false],
  [Object.assign(new Error('limit'), { code: 'DURABLE_OBJECT_LIMIT' }), false],
  [new Error('busy'), false],
  [{ overloaded: true }, false],
  [undefined, false],
])('of %o a later call may succeed: %s', (thrown, expected) => {
  expect(isUnavailable(thrown)).toBe(expected)
})

it('the answer says when to call again', async () => {
  const response = answerUnavailable()
  expect(response.status).toBe(503)
  expect(response.headers.get('Retry-After')).toBe('1')
  expect(await response.json()).toMatchObject({ error: { code: 'SERVICE_UNAVAILABLE' } })
})
