import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { describe, expect, test } from 'vitest'
import { caught, objectOf, restartObjects } from '../calls.ts'
import { join, open, type Page } from './page.ts'

/** What a page of the name `label` does while it is away. */
async function leave(page: Page): Promise<void> {
  page.socket.close(1000)
  await expect.poll(() => page.isClosed).toBe(true)
}

/** The same client comes back, without the hash of what it shows unless it is given. */
async function back(page: Page, at: [string, string], more: object = {}): Promise<Page> {
  const { viewer, ...said } = more as { viewer?: unknown }
  const next = await open(at, viewer === undefined ? {} : { viewer })
  next.client = page.client
  next.goOnFrom(page)
  next.hello({ label: page.label, ...said })
  await expect.poll(() => next.isShown).toBe(true)
  return next
}

const viewsOf = (page: Page) => page.of('view').length + page.of('part').length

describe.each(['KeepingWithSql', 'KeepingWithoutSql'])('%s', (className) => {
  const at = (name: string): [string, string] => [className, name]
  const stubOf = (name: string) => objectOf(className, name)

  test('after a restart a page gets just the changes that it missed', async () => {
    const page = await join(at('restart'))
    await stubOf('restart').say('one')
    await expect.poll(() => page.state).toMatchObject({ messages: [{ text: 'one' }] })
    await restartObjects()
    await stubOf('restart').say('two')
    await restartObjects()
    await stubOf('restart').hide('from all but admins')
    await stubOf('restart').say('three')
    const next = await back(page, at('restart'))
    expect(viewsOf(next)).toBe(0)
    expect(next.of('frame')).toHaveLength(1)
    await expect
      .poll(() => next.state)
      .toMatchObject({ messages: [{ text: 'one' }, { text: 'two' }, { text: 'three' }] })
    expect(JSON.stringify(next.messages)).not.toMatch(/hidden|ip of|from all/)
    await stubOf('restart').say('four')
    await expect.poll(() => (next.state as { messages: [] }).messages).toHaveLength(4)
    expect(next.misfits).toBe(0)
  })

  test('also from an instance that changed nothing, and a page that saw it alone', async () => {
    await stubOf('quiet').say('one')
    await restartObjects()
    const page = await join(at('quiet'))
    await leave(page)
    await restartObjects()
    const same = await back(page, at('quiet'))
    expect(same.of('same')).toHaveLength(1)
    await leave(same)
    await restartObjects()
    await stubOf('quiet').say('two')
    await evictDurableObject(stubOf('quiet'))
    const next = await back(same, at('quiet'))
    expect(viewsOf(next)).toBe(0)
    await expect
      .poll(() => next.state)
      .toMatchObject({ messages: [{ text: 'one' }, { text: 'two' }] })
  })

  test('what it missed while the object was awake and nobody was there comes from it too', async () => {
    const page = await join(at('awake'))
    await leave(page)
    for (const text of ['one', 'two', 'three']) await stubOf('awake').say(text)
    const next = await back(page, at('awake'))
    expect(viewsOf(next)).toBe(0)
    await expect.poll(() => (next.state as { messages: [] }).messages).toHaveLength(3)
  })

  test('what a failed handler had stored before is told, and what was undone is not', async () => {
    const page = await join(at('failing'))
    await leave(page)
    await caught(stubOf('failing').fail('stored'))
    await restartObjects()
    await stubOf('failing').say('last')
    const next = await back(page, at('failing'))
    expect(viewsOf(next)).toBe(0)
    const stored = await stubOf('failing').get()
    await expect
      .poll(() => (next.state as { messages: { text: string }[] }).messages)
      .toEqual(stored.messages.map(({ text }: { text: string }) => ({ text })))
    expect(JSON.stringify(next.messages)).not.toMatch(/undone/)
  })

  test('rights decide what is told, as they are now', async () => {
    const admin = await join(at('rights'), { viewer: { user: 'ann', admin: true } })
    await leave(admin)
    await stubOf('rights').hide('a secret')
    await stubOf('rights').say('hi')
    await restartObjects()
    const same = await back(admin, at('rights'), { viewer: { user: 'ann', admin: true } })
    expect(viewsOf(same)).toBe(0)
    await expect.poll(() => same.state).toMatchObject({ hidden: 'a secret' })
    const next = await back(admin, at('rights'), { viewer: { user: 'ann' } })
    expect(next.of('view')).toHaveLength(1)
    expect(JSON.stringify(next.messages)).not.toMatch(/secret|hidden/)
  })

  test('a state that was deleted or replaced is told as a view', async () => {
    const page = await join(at('replaced'))
    await stubOf('replaced').say('one')
    await expect.poll(() => page.state).toMatchObject({ messages: [{ text: 'one' }] })
    await leave(page)
    await stubOf('replaced').replace('new')
    await stubOf('replaced').say('two')
    await restartObjects()
    const next = await back(page, at('replaced'))
    expect(viewsOf(next)).toBe(1)
    expect(next.state).toMatchObject({ title: 'another', messages: [{ text: 'new' }, {}] })
    await leave(next)
    await stubOf('replaced').forget()
    await stubOf('replaced').say('three')
    const again = await back(next, at('replaced'))
    expect(viewsOf(again)).toBe(1)
    expect(again.state).toMatchObject({ title: 'first', messages: [{ text: 'three' }] })
  })

  test('nothing is taken for granted where something else has written the state', async () => {
    const page = await join(at('meddled'))
    await stubOf('meddled').say('one')
    await expect.poll(() => page.state).toMatchObject({ messages: [{}] })
    await leave(page)
    await restartObjects()
    // As code without `live.history` does.
    await runInDurableObject(stubOf('meddled'), (_object, { storage }) => {
      storage.sql.exec(
        `UPDATE __cloudwerk_state SET data = replace(data, '"first"', '"other"') WHERE id > 0`,
      )
    })
    await restartObjects()
    const next = await back(page, at('meddled'))
    expect(viewsOf(next)).toBe(1)
    expect(next.state).toMatchObject({ title: 'other', messages: [{ text: 'one' }] })
    await stubOf('meddled').say('two')
    await leave(next)
    await restartObjects()
    await stubOf('meddled').say('three')
    const last = await back(next, at('meddled'))
    expect(viewsOf(last)).toBe(0)
    await expect.poll(() => (last.state as { messages: [] }).messages).toHaveLength(3)
    // The label from before is still of another state.
    const old = await back(page, at('meddled'))
    expect(viewsOf(old)).toBe(1)
  })

  test('rows that cannot be read are left alone, and nothing is told from them', async () => {
    const page = await join(at('damaged'))
    await stubOf('damaged').say('one')
    await leave(page)
    await restartObjects()
    await runInDurableObject(stubOf('damaged'), (_object, { storage }) => {
      storage.sql.exec(
        `UPDATE __cloudwerk_state SET data = replace(data, '[1,', '[2,') WHERE id < -1000`,
      )
    })
    await restartObjects()
    await stubOf('damaged').say('two')
    const next = await back(page, at('damaged'))
    expect(viewsOf(next)).toBe(1)
    await stubOf('damaged').say('three')
    await leave(next)
    await restartObjects()
    await stubOf('damaged').say('four')
    expect(viewsOf(await back(next, at('damaged')))).toBe(0)
  })

  test('changes that are too long are told as a view', async () => {
    const page = await join(at('long'))
    await leave(page)
    await stubOf('long').fill(400_000)
    await stubOf('long').say('one')
    await restartObjects()
    const next = await open(at('long'))
    next.hello({ label: page.label })
    await expect.poll(() => next.of('part')).toHaveLength(1)
    expect(next.of('frame')).toEqual([])
  })

  test('is kept for its time, and no longer', async () => {
    const time = testTime('2026-11-28T06:00:00Z')
    const page = await join(at('time'))
    await leave(page)
    await stubOf('time').say('one')
    await time.advance('14m')
    await restartObjects()
    const next = await back(page, at('time'))
    expect(viewsOf(next)).toBe(0)
    await leave(next)
    await time.advance('2m')
    await restartObjects()
    expect(viewsOf(await back(page, at('time')))).toBe(1)
  })

  test('a commit writes one row more, and old rows make room for new ones', async () => {
    const time = testTime('2026-11-28T06:00:00Z')
    const name = 'rows'
    await stubOf(name).say('one')
    const cursors: { rowsWritten: number }[] = []
    await runInDurableObject(stubOf(name), (_object, { storage: { sql } }) => {
      const { exec } = sql
      sql.exec = (...args) => {
        const cursor = exec.apply(sql, args)
        cursors.push(cursor)
        return cursor as never
      }
    })
    const written = () => cursors.splice(0).reduce((sum, { rowsWritten }) => sum + rowsWritten, 0)
    const rows = () =>
      runInDurableObject(stubOf(name), (_object, { storage: { sql } }) =>
        Number(sql.exec('SELECT COUNT(*) AS n FROM __cloudwerk_state WHERE id < -1000').one().n),
      )
    const ways = [() => stubOf(name).ignore(), () => stubOf(name).say('x'.repeat(100))]
    const change = async (count: number) => {
      for (let at = 0; at < count; at++) await ways[at % 2]?.()
      return written()
    }
    written()
    expect(await change(2)).toBe(4)
    const commits = await testObject(stubOf(name)).commits()
    expect(commits.slice(-2).map(({ rows }) => rows)).toEqual([2, 2])
    await stubOf(name).get()
    expect(written()).toBe(0)
    await change(150)
    const before = await rows()
    expect(before).toBeGreaterThan(3)
    for (let round = 0; round < 3; round++) {
      await time.advance('16m')
      await change(150)
      expect(await rows()).toBeLessThan(2 * before)
    }
  })
})
