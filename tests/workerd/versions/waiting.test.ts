import { evictDurableObject } from 'cloudflare:test'
import { defineDurableObject } from '@cloudwerk/durable-object'
import { testTime } from '@cloudwerk/durable-object/testing'
import { expect, test, vi } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { alarmOf } from '../programs.ts'
import { connect } from '../sockets/socket-client.ts'
import { deploy, keyOf, methods, type Run } from './objects/versioned.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
const perform = (name: string, run: Run): Promise<any> =>
  objectOf('Versioned', name).perform(keyOf(run))

const init = () => ({ value: 1 })
const sockets = {
  fetch(this: { handleWebSocket(request: Request): Response }, request: Request) {
    return this.handleWebSocket(request)
  },
  webSocketMessage(this: { state: { value: number } }, socket: WebSocket) {
    socket.send(String(this.state.value))
  },
}

function release(definition: object): void {
  const common = { sqlite: true, init, methods, ...sockets }
  deploy({
    className: 'Versioned',
    definition: defineDurableObject({ ...common, ...definition } as never),
  })
}

const broken = {
  versions: {
    version: 2,
    migrate: {
      2() {
        throw new Error('on purpose')
      },
    },
  },
}
const fixed = {
  versions: {
    version: 2,
    migrate: { 2: (state: { value: number }) => ({ value: state.value + 1 }) },
  },
}

test('an object that cannot be migrated is tried again after 30 s', async () => {
  const time = testTime()
  release({})
  await perform('later', (self) => self.state.value++)
  release(broken)
  await restartObjects()
  await expectError(
    perform('later', () => 1),
    { step: 'migrate 2' },
  )
  await time.advance('29s')
  let tries = 0
  release({ versions: { version: 2, migrate: { 2: () => void tries++ } } })
  await expectError(
    perform('later', () => 1),
    { step: 'migrate 2' },
  )
  await time.advance('1s')
  // The instance still has the code of the broken build, and fails anew.
  await expectError(
    perform('later', () => 1),
    { step: 'migrate 2' },
  )
  await restartObjects()
  expect(await perform('later', () => 1)).toBe(1)
  expect(tries).toBe(1)
})

test('its sockets stay open', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  release({})
  const stub = objectOf('Versioned', 'socket')
  const { socket, messages, closed } = await connect(stub)
  socket.send('one')
  await expect.poll(() => messages).toEqual(['1'])
  release(broken)
  await evictDurableObject(stub)
  socket.send('two')
  await expect
    .poll(() => log.mock.calls.flat())
    .toContainEqual(expect.objectContaining({ code: 'DURABLE_OBJECT_MIGRATION' }))
  expect(messages).toEqual(['1'])
  expect(socket.readyState).toBe(WebSocket.OPEN)
  socket.close(1000, 'done')
  expect(await closed).toMatchObject({ code: 1000 })
  log.mockRestore()
})

test('its alarm is set again, and rings when fixed code is there', async () => {
  const time = testTime()
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  let rung = 0
  const alarm = { alarm: () => void rung++ }
  release(alarm)
  const stub = () => objectOf('Versioned', 'alarm')
  await perform('alarm', (self) => self.ctx.storage.setAlarm(Date.now() + 3_600_000))
  release({ ...alarm, ...broken })
  await restartObjects()
  await time.advance('1h')
  expect(await alarmOf(stub())).toBeGreaterThan(Date.now())
  expect(rung).toBe(0)
  expect(log).toHaveBeenCalledWith(
    expect.stringContaining('alarm'),
    expect.objectContaining({ code: 'DURABLE_OBJECT_MIGRATION' }),
  )
  release({ ...alarm, ...fixed })
  await restartObjects()
  await time.advance('1m')
  expect(rung).toBe(1)
  expect(await perform('alarm', (self) => self.state.value)).toBe(2)
  log.mockRestore()
})
