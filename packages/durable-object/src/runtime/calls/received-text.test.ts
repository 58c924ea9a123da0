import { expect, test } from 'vitest'
import { DurableObjectBusyError, DurableObjectRPCError } from '../../errors.ts'
import { decodeReceived, encodeReceived } from './received-text.ts'

test('an error keeps its class, its message and its fields', () => {
  const error = new DurableObjectRPCError('no money', {
    ...{ objectName: 'Wallet', objectId: 'a'.repeat(64), methodName: 'pay' },
    cause: new RangeError('too much'),
  })
  Object.assign(error, { name: 'PaymentError', code: 'NO_MONEY', missing: new Map([['eur', 5n]]) })
  const received = decodeReceived(encodeReceived(error))
  expect(received).toBeInstanceOf(DurableObjectRPCError)
  expect(received).toMatchObject({
    ...{ name: 'PaymentError', message: 'no money', code: 'NO_MONEY', methodName: 'pay' },
    missing: new Map([['eur', 5n]]),
    cause: new RangeError('too much'),
  })
  expect((received as { cause?: unknown }).cause).toBeInstanceOf(RangeError)
})

test('errors of the platform and what is no error arrive as errors', () => {
  expect(decodeReceived(encodeReceived(new TypeError('bad')))).toBeInstanceOf(TypeError)
  expect(decodeReceived(encodeReceived('bad')).message).toBe('bad')
  const busy = new DurableObjectBusyError('later', { objectName: 'Wallet' })
  expect(decodeReceived(encodeReceived(busy))).toBeInstanceOf(DurableObjectBusyError)
})
