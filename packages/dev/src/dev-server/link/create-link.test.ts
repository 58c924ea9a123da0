import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encodeData } from '@cloudwerk/durable-object/stubs'
import { expect, onTestFinished, test } from 'vitest'
import { createLink } from './create-link.ts'

/** Answers each call with the number of its arguments. */
async function listen(port: number): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const args = JSON.parse(body.split('\n')[1] ?? '[]') as unknown[]
    response.setHeader('x-cloudwerk-tools', '1').end(encodeData(args.length, 'result'))
  })
  onTestFinished(() => void server.close())
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return server
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port
const linkTo = (port: number) =>
  createLink({ url: `http://127.0.0.1:${port}`, header: 'x-own', worker: 'app' })
const call = { className: 'Counter', name: 'ann', method: 'add', args: [1, 2] }

test('a call waits while the dev server restarts', async () => {
  const first = await listen(0)
  const port = portOf(first)
  first.close()
  await once(first, 'close')
  const result = linkTo(port).call(call)
  await listen(port)
  expect(await result).toBe(2)
})

test('where another server answers, or an app that does not run, the call says so', async () => {
  const server = createServer((_request, response) => response.end('something else'))
  onTestFinished(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  await expect(linkTo(portOf(server)).call(call)).rejects.toThrow(
    /^Counter 'ann' cannot be reached: the app of cloudwerk dev at \S+ does not run\./,
  )
})

test('a function cannot be an argument', async () => {
  const args = [() => 1]
  await expect(linkTo(1).call({ ...call, args })).rejects.toThrow(
    /^'add' cannot be called with this: arguments\[0\] .* only plain data is sent\.$/,
  )
})
