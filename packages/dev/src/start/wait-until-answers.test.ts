import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type WaitOptions, waitUntilAnswers } from './wait-until-answers.ts'

const host = '127.0.0.1'

/** A server that accepts connections and answers none of them until `answer` is called. */
async function startMuteServer(): Promise<{ port: number; answer(): void }> {
  const speaks = Promise.withResolvers<void>()
  const server: Server = createServer((socket) => {
    socket.on('error', () => {})
    speaks.promise.then(() => socket.end('HTTP/1.1 501 Not Implemented\r\n\r\n'))
  }).listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, answer: speaks.resolve }
}

/** Options with a quiet time of 1 ms. Nothing continues here before its callback was called. */
function follow(onSlow: (what: string) => void): WaitOptions & { told: string[] } {
  const told: string[] = []
  const tell = (what: string) => () => {
    told.push(what)
    onSlow(what)
  }
  return {
    host,
    quietFor: 1,
    probeEvery: 1,
    told,
    onSlowLoad: tell('slow load'),
    onSlowAnswer: tell('slow answer'),
  }
}

const never = new Promise<never>(() => {})

test('a server that listens and does not answer is waited for, and reported', async () => {
  const { port, answer } = await startMuteServer()
  const followed = follow((what) => {
    if (what === 'slow answer') answer()
  })
  const workerd = { port: Promise.resolve(port), ended: never }
  expect(await waitUntilAnswers(workerd, followed)).toBe(port)
  expect(followed.told).toEqual(['slow answer'])
})

test('a server that does not listen yet is waited for, and reported', async () => {
  const { port, answer } = await startMuteServer()
  answer()
  const listens = Promise.withResolvers<number>()
  const followed = follow(() => listens.resolve(port))
  const workerd = { port: listens.promise, ended: never }
  expect(await waitUntilAnswers(workerd, followed)).toBe(port)
  expect(followed.told[0]).toBe('slow load')
})

test.each(['before it listens', 'before it answers'])(
  'the end of workerd %s ends the wait',
  async (when) => {
    const { port } = await startMuteServer()
    const ended = Promise.withResolvers<number>()
    const isBefore = when === 'before it listens'
    const workerd = { port: isBefore ? never : Promise.resolve(port), ended: ended.promise }
    const waiting = waitUntilAnswers(
      workerd,
      follow(() => ended.resolve(1)),
    )
    expect(await waiting).toBeUndefined()
  },
)
