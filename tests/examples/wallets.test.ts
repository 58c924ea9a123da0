import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { createRandom, type Random } from '../durability/random.ts'
import { waitUntil } from '../end-to-end/app.ts'
import { runCommand } from '../end-to-end/run-command.ts'
import { runExample } from './run-example.ts'

const app = runExample('wallets')

interface Wallet {
  balance: number
  onTheWay: { id: string; to: string; amount: number }[]
  sent: number
  received: number
  returned: number
}

const show = async (owner: string): Promise<Wallet> =>
  (await app.call('GET', `/api/wallets/${owner}`)).body
const deposit = (owner: string, amount: number) =>
  app.call('POST', `/api/wallets/${owner}`, { body: { amount } })
const close = (owner: string) => app.call('DELETE', `/api/wallets/${owner}`)
const send = (from: string, key: string, body: { to: string; amount: number }) =>
  app.call('POST', `/api/wallets/${from}/transfers`, { body, headers: { 'Idempotency-Key': key } })
const settled = (...owners: string[]) =>
  waitUntil(async () => {
    const wallets = await Promise.all(owners.map(show))
    return wallets.every(({ onTheWay }) => onTheWay.length === 0)
  })

test('money that leaves a wallet arrives in the other one, once for each key', async () => {
  await deposit('ann', 1_000)
  const first = await send('ann', 'one', { to: 'bob', amount: 250 })
  expect(first.status).toBe(202)
  expect(await send('ann', 'one', { amount: 250, to: 'bob' })).toMatchObject(first)
  await settled('ann')
  expect(await show('ann')).toMatchObject({ balance: 750, sent: 1, returned: 0 })
  expect(await show('bob')).toMatchObject({ balance: 250, received: 1 })
})

test('a key stands for one transfer, and keeps a refusal', async () => {
  await deposit('cid', 100)
  expect(await send('cid', 'much', { to: 'dan', amount: 200 })).toMatchObject({
    status: 409,
    body: { error: 'Insufficient funds' },
  })
  await deposit('cid', 100)
  expect((await send('cid', 'much', { to: 'dan', amount: 200 })).status).toBe(409)
  expect((await send('cid', 'much', { to: 'dan', amount: 50 })).status).toBe(422)
  expect((await send('cid', 'again', { to: 'dan', amount: 200 })).status).toBe(202)
  expect((await app.call('POST', '/api/wallets/cid/transfers', { body: {} })).status).toBe(400)
})

test('what a closed wallet does not take comes back', async () => {
  await deposit('eve', 300)
  await close('fay')
  await send('eve', 'refused', { to: 'fay', amount: 300 })
  await settled('eve')
  expect(await show('eve')).toMatchObject({ balance: 300, sent: 0, returned: 1 })
  expect(await show('fay')).toMatchObject({ balance: 0, received: 0 })
})

test('its own tests, which crash it at each moment, pass', async () => {
  const folder = join(inject('builtExamples'), 'wallets')
  // As in vitest.config.ts: the limit is there for a hang, not for a slow, busy machine.
  const limits = ['--testTimeout=600000', '--hookTimeout=600000']
  const vitest = join(folder, '../node_modules/vitest/vitest.mjs')
  const { code, output } = await runCommand(folder, process.execPath, [vitest, 'run', ...limits])
  expect(output).toMatch(/Tests +\d+ passed/)
  expect(code, output).toBe(0)
})

interface Transfer {
  key: string
  from: string
  to: string
  amount: number
}

const owners = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6']
const closed = 'w-closed'
const start = 100_000
/** As many transfers, and for as long, as these say: `CLOUDWERK_TRANSFERS=10000 CLOUDWERK_SECONDS=600`. */
const transfers = Number(process.env.CLOUDWERK_TRANSFERS ?? 300)
const seconds = Number(process.env.CLOUDWERK_SECONDS ?? 0)
/** Against a hang, however slow the machine is. */
const timeout = 600_000 + 2_000 * seconds + 100 * transfers

test('sums are exact after many kills', { timeout }, async () => {
  const random = createRandom('wallets')
  for (const owner of owners) await deposit(owner, start)
  await close(closed)
  const done: Transfer[] = []
  const ids = new Set<string>()
  const waiting: Transfer[] = []
  let kills = 0
  const end = Date.now() + 1_000 * seconds
  const isEnough = () => done.length >= transfers && Date.now() >= end

  /** Sends transfers, also those that were not answered before, until the server is gone. */
  async function client(isOver: () => boolean): Promise<void> {
    while (!isOver() && (waiting.length > 0 || !isEnough())) {
      const transfer = waiting.shift() ?? createTransfer(random)
      try {
        const { from, key, to, amount } = transfer
        const { status, body } = await send(from, key, { to, amount })
        if (status === 202) {
          expect(ids, 'two transfers have one id').not.toContain(body.id)
          ids.add(body.id)
          done.push(transfer)
        } else if (status === 503) {
          waiting.push(transfer)
        } else expect({ status, body }).toMatchObject({ status: 409 })
      } catch (error) {
        // The connection was lost.
        waiting.push(transfer)
        if (isOver()) return
        throw error
      }
    }
  }

  while (waiting.length > 0 || !isEnough()) {
    let isOver = false
    const clients = Promise.all(Array.from({ length: 16 }, () => client(() => isOver)))
    // It is awaited after the kill.
    clients.catch(() => undefined)
    await Promise.race([clients, sleep(random.integer(50, 1_500))])
    isOver = true
    const restart = await app.kill()
    kills += 1
    await clients
    await restart()
  }
  await settled(...owners)

  console.info(`wallets: ${done.length} transfers, ${kills} kills`)
  const wallets = await Promise.all(owners.map(show))
  for (const [index, owner] of owners.entries()) {
    expect({ owner, ...wallets[index] }).toMatchObject({ owner, ...expected(owner, done) })
  }
  const total = wallets.reduce((sum, { balance }) => sum + balance, 0)
  expect(total).toBe(owners.length * start)
  expect(await show(closed)).toMatchObject({ balance: 0, received: 0 })
  expect(kills).toBeGreaterThan(1)
})

let lastKey = 0

function createTransfer(random: Random): Transfer {
  lastKey += 1
  const from = random.pick(owners)
  const others = [...owners, closed].filter((owner) => owner !== from)
  // Now and then more than there is.
  const amount = random.integer(1, random.chance(0.05) ? 10 * start : 500)
  return { key: `key-${lastKey}`, from, to: random.pick(others), amount }
}

/** What a wallet must have after these transfers. */
function expected(owner: string, done: readonly Transfer[]) {
  const kept = done.filter(({ to }) => to !== closed)
  const sent = kept.filter(({ from }) => from === owner)
  const received = kept.filter(({ to }) => to === owner)
  const returned = done.filter(({ from, to }) => from === owner && to === closed)
  const sum = (list: readonly Transfer[]) => list.reduce((all, { amount }) => all + amount, 0)
  return {
    balance: start + sum(received) - sum(sent),
    sent: sent.length,
    received: received.length,
    returned: returned.length,
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
