import { DurableObjectLimitError } from '@cloudwerk/durable-object'
import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectError, expectMentions } from '../expect-error.ts'
import { connect } from './socket-client.ts'

const limits = (name: string) => objectOf('SocketLimits', name)
const upgrade = { headers: { Upgrade: 'websocket' } }

test.each([
  ['/count/10', '/count/11', ["SocketLimits 'tags'", '11 tags', /\b10\b/]],
  ['/same/10', '/count/12', ["SocketLimits 'tags'", '12 tags', /\b10\b/]],
  ['/length/256', '/length/257', ["SocketLimits 'tags'", "'xxx", '257', '256']],
])('%s can be accepted and %s is refused with the reason', async (most, tooMuch, mentions) => {
  const stub = limits('tags')
  expect((await stub.fetch(`http://o${most}`, upgrade)).status).toBe(101)
  const response = await stub.fetch(`http://o${tooMuch}`, upgrade)
  expect(response.status).toBe(400)
  const { isLimit, message } = (await response.json()) as { isLimit: boolean; message: string }
  expect(isLimit).toBe(true)
  expectMentions(message, ...mentions)
})

test('an attachment can have 16,384 bytes', async () => {
  const stub = limits('attachment')
  await connect(stub, 'count/1')
  await stub.attach(16_370)
  const error = await expectError(stub.attach(16_400), {
    objectName: 'SocketLimits',
    mentions: ['16384 bytes', "'attach' of SocketLimits 'attachment'"],
  })
  expect(error).toBeInstanceOf(DurableObjectLimitError)
  expect(await messageOf(stub.attachFunction())).toMatch(/could not be cloned/)
})

test('an automatic response that is too long is refused', async () => {
  expect(await messageOf(limits('auto').autoRespond(2_049))).toMatch(/2048/)
})

test('an object broadcasts to 1,000 sockets', async () => {
  const stub = objectOf('Sockets', 'crowd')
  const clients = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => connect(stub, `client ${index}`)),
  )
  await stub.say('first', { n: 2 })
  await expect
    .poll(() => clients.filter(({ messages }) => messages.length === 2).length)
    .toBe(1_000)
  expect(new Set(clients.map(({ messages }) => messages.join()))).toEqual(
    new Set(['first,{"n":2}']),
  )
})

test('an object accepts 32,768 sockets, and says so when there are more', async () => {
  const stub = limits('full')
  expect(await stub.acceptMany(32_768)).toBe(32_768)
  const response = await stub.fetch('http://o/count/1', upgrade)
  expect(await response.json()).toEqual({
    isLimit: true,
    message: expect.stringMatching(/SocketLimits 'full'.* 32768 sockets/),
  })
})

test('a request that is not an upgrade gets 426', async () => {
  const response = await limits('plain').fetch('http://o/count/1')
  expect([response.status, response.headers.get('Upgrade')]).toEqual([426, 'websocket'])
})
