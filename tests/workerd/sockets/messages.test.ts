import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { gateOf } from '../objects/gate.ts'
import { type Client, enter, received } from './socket-client.ts'

const auction = (name: string) => objectOf('Auction', name)

async function open(name: string) {
  const stub = auction(name)
  const client = await enter(stub, 'ann')
  const send = (message: object) => client.socket.send(JSON.stringify(message))
  const bids = async () => (await stub.log()).bids as string[]
  return { stub, client, send, bids }
}

const errors = (client: Client) => received(client).filter(({ type }) => type === 'error')

test('the handler gets what the schema makes of a message, with its type', async () => {
  const { send, bids } = await open('fits')
  send({ type: 'bid', amount: 5, unknown: true })
  send({ type: 'strict', value: 'a' })
  send({ type: 'typed', value: 'b' })
  await expect.poll(bids).toHaveLength(3)
  expect(await bids()).toEqual([
    'ann {"amount":5,"note":"none","type":"bid"}',
    'ann {"value":"a","type":"strict"}',
    'ann {"type":"typed","value":"b"}',
  ])
})

test.each<[string, string | Uint8Array, string, RegExp]>([
  ['a value that does not fit', '{"type":"bid","amount":"5"}', 'INVALID_MESSAGE', /'bid'.*amount/],
  ['a field too many', '{"type":"strict","value":"","x":1}', 'INVALID_MESSAGE', /'strict'/],
  ['no fields', '{"type":"bid"}', 'INVALID_MESSAGE', /amount/],
  ['binary data', new Uint8Array([123, 125]), 'INVALID_MESSAGE', /binary/],
  ['no JSON', 'hello', 'INVALID_MESSAGE', /JSON/],
  ['an empty text', '', 'INVALID_MESSAGE', /JSON/],
  ['null', 'null', 'INVALID_MESSAGE', /type/],
  ['a list', '[{"type":"bid"}]', 'INVALID_MESSAGE', /type/],
  ['no type', '{"amount":5}', 'INVALID_MESSAGE', /type/],
  ['a type that is no text', '{"type":5}', 'INVALID_MESSAGE', /type/],
  ['an unknown type', '{"type":"sell"}', 'UNKNOWN_MESSAGE', /'sell'/],
  ['a long type', `{"type":"${'x'.repeat(9_000)}"}`, 'UNKNOWN_MESSAGE', /'x{40}…'/],
  ['a type of all objects', '{"type":"constructor"}', 'UNKNOWN_MESSAGE', /'constructor'/],
  ['a prototype as its type', '{"type":"__proto__"}', 'UNKNOWN_MESSAGE', /'__proto__'/],
  ['a prototype', '{"type":"bid","amount":5,"__proto__":{}}', 'INVALID_MESSAGE', /__proto__/],
  [
    'one inside',
    '{"type":"bid","amount":5,"x":[{"__proto__":{}}]}',
    'INVALID_MESSAGE',
    /__proto__/,
  ],
  [
    'many levels',
    `{"type":"bid","x":${'['.repeat(900)}${']'.repeat(900)}}`,
    'INVALID_MESSAGE',
    /levels/,
  ],
  ['much', `{"type":"bid","x":"${'x'.repeat(70_000)}"}`, 'MESSAGE_TOO_LARGE', /65536.*70/],
  ['what a schema makes no object of', '{"type":"text"}', 'INTERNAL', /went wrong/],
])('%s is answered, and the socket stays open', async (name, message, code, text) => {
  const { stub, client, send, bids } = await open(`answers ${name}`)
  client.socket.send(message)
  await expect.poll(() => errors(client)).toHaveLength(1)
  const [error] = errors(client)
  expect(error).toMatchObject({ type: 'error', code, message: expect.stringMatching(text) })
  expect(Object.keys(error)).toEqual(expect.not.arrayContaining(['stack']))
  expect(String(client.messages.at(-1)).length).toBeLessThan(500)
  send({ type: 'bid', amount: 1 })
  await expect.poll(bids).toEqual([expect.stringContaining('"amount":1')])
  expect(await stub.online()).toEqual(['ann'])
})

test('what a schema has found is in the answer, with its place', async () => {
  const { client, send } = await open('issues')
  send({ type: 'bid', amount: 'five' })
  await expect.poll(() => errors(client)).toHaveLength(1)
  expect(errors(client)[0].issues).toEqual([{ message: expect.any(String), path: ['amount'] }])
})

test('a message of which everything is wrong gets a short answer', async () => {
  const { client, send } = await open('many issues')
  send({ type: 'list', values: Array(5_000).fill(0) })
  await expect.poll(() => errors(client)).toHaveLength(1)
  expect(errors(client)[0].issues).toHaveLength(20)
})

test('what does not fit takes no turn: it is answered while another handler holds the object', async () => {
  const { stub, client, send } = await open('no turn')
  const holding = stub.hold()
  await gateOf(stub.id).reached()
  send({ type: 'sell' })
  await expect.poll(() => errors(client)).toHaveLength(1)
  gateOf(stub.id).open()
  await holding
})

test('an object that sleeps answers what does not fit, and reads nothing of its storage for it', async () => {
  const { stub, client } = await open('asleep')
  await evictDurableObject(stub, { webSockets: 'hibernate' })
  client.socket.send('nonsense')
  await expect.poll(() => errors(client)).toHaveLength(1)
})

test('a UserError undoes the handler and is told to the client', async () => {
  const { client, send, bids } = await open('user error')
  send({ type: 'forbidden' })
  await expect
    .poll(() => errors(client))
    .toEqual([{ type: 'error', code: 'NOT_YOU', message: 'Not you.' }])
  expect(await bids()).toEqual([])
})

test('messages and the close are handled in order, however long a schema takes', async () => {
  const { stub, client, send, bids } = await open('order')
  send({ type: 'bid', amount: 1 })
  send({ type: 'slow', value: 'a' })
  send({ type: 'bid', amount: 2 })
  send({ type: 'slow', value: 'wrong' })
  send({ type: 'slow', value: 'b' })
  send({ type: 'rename', name: 'anna' })
  client.socket.close(1000)
  await expect.poll(async () => (await stub.log()).closed).toEqual(['anna'])
  const order = (await bids()).map((bid) => JSON.parse(bid.slice(bid.indexOf(' '))))
  expect(order.map(({ amount, value, name }) => amount ?? value ?? name)).toEqual([
    ...[1, 'a', 2, 'b', 'anna'],
  ])
})

test('a client of which nothing fits is closed in the end', async () => {
  const { client } = await open('flood')
  for (let count = 0; count < 1_025; count += 1) client.socket.send('x')
  expect(await client.closed).toMatchObject({ code: 1008 })
  expect(errors(client)).toHaveLength(1_024)
})
