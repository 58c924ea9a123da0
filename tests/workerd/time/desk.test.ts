import { durableObjects } from '@cloudwerk/core/bindings'
import { testObject, testTime } from '@cloudwerk/core/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { desk, post, tickets } from './objects/desk.ts'

// As someone would write them who has read what jobs, schedules and expiry do.

beforeEach(() => {
  Object.assign(post, { sent: [], fails: undefined })
  tickets.stay = false
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** 2026-03-08 is a Sunday. */
const start = '2026-03-08T06:00:00Z'

describe.each(['Desk', 'DeskWithSql'] as const)('%s', (className) => {
  const open = (name: string) => testObject(durableObjects[className].getByName(name), desk)

  test('the example of the guide', async () => {
    const time = testTime(start)
    const room = durableObjects[className].getByName('example')
    await room.order('tea')
    await time.advance('31m')
    await testObject(room).crash({ during: 'mail', after: 'once:send' })
    expect(await testObject(room).jobs()).toEqual([])
    expect(post.sent.map(({ mail, at }) => [mail.to, at])).toEqual([
      ['tea', '2026-03-08T06:00:10.000Z'],
    ])
  })

  test('a crash after the step does not send twice', async () => {
    const time = testTime(start)
    const room = open('once')
    await room.methods.order('tea')
    await room.crash({ during: 'mail', after: 'once:send' })
    await time.advance('31m')
    expect(post.sent).toHaveLength(1)
    expect(await room.state()).toMatchObject({ orders: ['tea'], sent: 1 })
    expect(await room.jobs()).toEqual([])
  })

  test('a crash before the end of the job counts it once', async () => {
    const time = testTime(start)
    const room = open('count')
    await room.methods.order('tea')
    await room.crash({ during: 'mail' })
    await time.advance('31m')
    expect(post.sent).toHaveLength(1)
    expect(await room.state()).toMatchObject({ sent: 1 })
  })

  test('an order that crashes is not there, nor is its mail', async () => {
    const time = testTime(start)
    const room = open('no order')
    await room.methods.order('tea')
    await room.crash({ during: 'order' })
    await expect(room.methods.order('coffee')).rejects.toThrow()
    await time.advance('1h')
    expect((await room.state())?.orders).toEqual(['tea'])
    expect(post.sent.map(({ mail }) => mail.to)).toEqual(['tea'])
  })

  test('a job with a key replaces the one that waits', async () => {
    const time = testTime(start)
    const room = open('replaced')
    await room.methods.order('tea')
    await time.advance('5s')
    await room.methods.order('tea')
    expect(await room.jobs()).toMatchObject([
      { name: 'mail', key: 'order-tea', at: new Date('2026-03-08T06:00:15Z') },
    ])
    await time.advance('5s')
    expect(post.sent).toEqual([])
    await time.advance('5s')
    expect(post.sent).toHaveLength(1)
    await room.methods.order('coffee')
    expect(await room.methods.cancel('order-coffee')).toBe(true)
    await time.advance('1m')
    expect(post.sent).toHaveLength(1)
  })

  test('mail is tried again for a while, and failed() runs when that is over', async () => {
    const time = testTime(start)
    const room = open('closed')
    let tries = 0
    post.fails = () => {
      tries += 1
      return true
    }
    await room.methods.order('tea')
    await time.advance('10s')
    expect(tries).toBe(1)
    await time.advance('2h')
    expect(tries).toBe(8)
    expect(await room.state()).toMatchObject({ sent: 0, failed: ['tea: the post is closed'] })
    expect(await room.jobs()).toMatchObject([{ name: 'mail', status: 'dead', failures: 8 }])

    post.fails = undefined
    await room.methods.retryAll()
    await time.advance('1m')
    expect(await room.state()).toMatchObject({ sent: 1 })
    expect(await room.jobs()).toEqual([])
  })

  test('mail fails twice and arrives, with the same key each time', async () => {
    const time = testTime(start)
    const room = open('twice')
    let failures = 0
    post.fails = () => failures++ < 2
    await room.methods.order('tea')
    await time.advance('10m')
    expect(post.sent).toHaveLength(1)
    expect(failures).toBe(3)
    expect(await room.state()).toMatchObject({ sent: 1, failed: [] })
  })

  test('the digest goes out on working days at nine, by the clock of its zone', async () => {
    const time = testTime('2026-03-26T12:00:00Z')
    const room = open('digest')
    await room.methods.order('tea')
    await time.advance('5d')
    const digests = post.sent.filter(({ mail }) => mail.kind === 'digest')
    expect(digests.map(({ mail }) => mail.at?.toISOString())).toEqual([
      // Summer time begins on Sunday, 2026-03-29, in between.
      '2026-03-27T08:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
      '2026-03-31T07:00:00.000Z',
    ])
    await room.methods.setZone('America/New_York')
    await time.advance(new Date('2026-04-01T23:00:00Z'))
    expect(post.sent.at(-1)?.mail.at?.toISOString()).toBe('2026-04-01T13:00:00.000Z')
  })

  test('it is swept every half hour for a month, in seconds', async () => {
    const time = testTime(start)
    const room = open('swept')
    await room.methods.order('tea')
    await time.advance('10d')
    expect((await room.state())?.swept).toBe(480)
  })

  test('everything together runs in its order', async () => {
    const time = testTime('2026-03-09T06:00:00Z')
    const room = open('together')
    await room.methods.order('tea')
    await room.methods.remindOf('tea')
    await time.advance('1h')
    expect(await room.state()).toMatchObject({ swept: 2, sent: 1, reminded: [] })
    await time.advance('1h')
    expect(await room.state()).toMatchObject({ swept: 4, reminded: ['tea'] })
    await time.advance('1m')
    expect(await room.state()).toMatchObject({ sent: 2 })
  })

  test('destroy leaves nothing that rings', async () => {
    const time = testTime(start)
    const room = open('destroyed')
    await room.methods.order('tea')
    await room.methods.end()
    await time.advance('2d')
    expect(post.sent).toEqual([])
    expect(await room.jobs()).toEqual([])
    expect(await room.state()).toBeUndefined()
  })
})

describe.each(['Ticket', 'TicketWithSql'] as const)('%s', (className) => {
  const open = (name: string) => testObject(durableObjects[className].getByName(name))

  test('is gone 30 days after its last use', async () => {
    const time = testTime(start)
    const ticket = open('idle')
    await ticket.methods.use()
    await time.advance('29d')
    await ticket.methods.use()
    await time.advance('29d')
    expect(await ticket.state()).toEqual({ uses: 2 })
    await time.advance('2d')
    expect(await ticket.state()).toBeUndefined()
    await ticket.methods.use()
    expect(await ticket.state()).toEqual({ uses: 1 })
  })

  test('stays where it says so', async () => {
    const time = testTime(start)
    const ticket = open('stays')
    tickets.stay = true
    await ticket.methods.use()
    await time.advance('35d')
    expect(await ticket.state()).toEqual({ uses: 1 })
    tickets.stay = false
    await time.advance('31d')
    expect(await ticket.state()).toBeUndefined()
  })

  test('that nobody has changed cleans up after itself', async () => {
    const time = testTime(start)
    const ticket = open('made up')
    expect(await ticket.methods.look()).toBe(0)
    await time.advance('31d')
    expect(await ticket.state()).toBeUndefined()
  })

  test('is not idle while a job waits, though its object is ended', async () => {
    const time = testTime(start)
    const ticket = open('waiting')
    await ticket.methods.later('40d')
    await time.advance('20d')
    await ticket.crash()
    await time.advance('15d')
    expect(await ticket.jobs()).toHaveLength(1)
    await time.advance('6d')
    expect(await ticket.state()).toEqual({ uses: 1 })
    await time.advance('31d')
    expect(await ticket.state()).toBeUndefined()
  })

  test.each([undefined, 'before'])('crashes while it expires (%s), and expires', async (during) => {
    const time = testTime(start)
    const ticket = open(`crashes ${during}`)
    await ticket.methods.use()
    if (during) await time.advance('29d')
    await ticket.crash()
    await time.advance('31d')
    expect(await ticket.state()).toBeUndefined()
  })
})
