import { durableObjects } from '@cloudwerk/core/bindings'
import { type CrashPoint, testObject, testTime } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'

const wallet = (owner: string) => durableObjects.Wallet.getByName(owner)
const balances = async (...owners: string[]) =>
  Promise.all(owners.map(async (owner) => (await wallet(owner).show()).balance))

/** Each moment at which the process of a wallet can die. */
const moments: [string, 'from' | 'to', CrashPoint][] = [
  ['before the transfer is stored', 'from', { during: 'send' }],
  ['before the answer of the other wallet is stored', 'from', { during: 'deliver' }],
  ['before the other wallet has stored the money', 'to', { during: 'receive' }],
]

test.each(moments)(
  'money is neither lost nor doubled by a crash %s',
  async (title, side, point) => {
    const time = testTime()
    const [from, to] = [`${title} from`, `${title} to`]
    await wallet(from).deposit(1_000)
    await testObject(wallet(side === 'from' ? from : to)).crash(point)
    // The caller whose connection was lost sends it again, with the same key.
    const send = () => wallet(from).send.once('rent', to, 400)
    await send().catch(send)
    await time.advance('1h')
    expect(await balances(from, to)).toEqual([600, 400])
    expect(await testObject(wallet(from)).jobs()).toEqual([])
  },
)

test.each<CrashPoint[]>([[{}], [{ during: 'deliver' }], [{ during: 'giveBack' }]])(
  'what a closed wallet does not take comes back once, with a crash %j',
  async (point) => {
    const time = testTime()
    const [from, to] = [`ann ${point.during}`, `bob ${point.during}`]
    await wallet(from).deposit(1_000)
    await wallet(to).close()
    await wallet(from).send(to, 400)
    expect(await balances(from, to)).toEqual([600, 0])
    await testObject(wallet(from)).crash(point)
    await time.advance('1h')
    expect(await balances(from, to)).toEqual([1_000, 0])
    expect(await wallet(from).show()).toMatchObject({ onTheWay: [], sent: 0, returned: 1 })
  },
)

test('a wallet that is out of reach is asked again, in the end by the job that would give back', async () => {
  const time = testTime()
  const [from, to] = [wallet('cid'), wallet('dan')]
  await from.deposit(1_000)
  await from.send('dan', 400)
  const deliver = async () => {
    const [job] = await testObject(from).jobs()
    return job?.status === 'waiting' ? job : undefined
  }
  for (let job = await deliver(); job; job = await deliver()) {
    await testObject(to).failNextWrite()
    await time.advance(job.at)
  }
  // After the last attempt, the job that would give back asked once more, and got an answer.
  expect(await testObject(from).jobs()).toMatchObject([
    { name: 'deliver', status: 'dead', failures: 8, error: 'the disk is full' },
  ])
  expect(await from.show()).toMatchObject({ balance: 600, onTheWay: [], sent: 1, returned: 0 })
  expect(await to.show()).toMatchObject({ balance: 400, received: 1 })
})
