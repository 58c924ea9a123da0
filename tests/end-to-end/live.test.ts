import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ConnectOptions,
  connect,
  LiveError,
  type LiveObject,
  type LiveShape,
  type LiveSnapshot,
  LiveUnknownOutcomeError,
} from '@cloudwerk/client'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  cloudwerk,
  copyOf,
  get,
  makeApp,
  removeApp,
  type Server,
  startServer,
  writeFiles,
} from './app.ts'
import { liveApp } from './live-app.ts'

interface Room extends LiveShape {
  state: {
    title: string
    messages: { user: string; text: string; pending?: boolean }[]
    seen: Map<string, Date>
    banned?: string[]
    ticks: number
  }
  calls: {
    say(text: string): number
    ban(user: string): void
    tick(count: number): void
    throws(): void
  }
  presence: { user: string; typing?: boolean }
}

let root: string

beforeAll(async () => {
  root = makeApp(liveApp)
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
})
afterAll(() => removeApp(root))

/** What the page of a user shows. */
function enter(
  server: Server,
  room: string,
  user: string,
  options: ConnectOptions<Room> = {},
): LiveObject<Room> {
  const url = `${server.url.replace('http', 'ws')}/room/${room}/live?user=${user}`
  const page = connect<Room>(url, {
    optimistic: {
      say(state, text) {
        state.messages.push({ user, text, pending: true })
      },
    },
    ...options,
  })
  onTestFinished(() => page.close())
  return page
}

/** Waits until the page is as expected, after each of its changes. */
function until(page: LiveObject<Room>, isReached: () => boolean): Promise<void> {
  if (isReached()) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = page.subscribe(() => {
      if (!isReached()) return
      stop()
      resolve()
    })
  })
}

/** A WebSocket that notes what it gets. */
function hearing(heard: string[]) {
  return class extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol)
      this.addEventListener('message', ({ data }) => heard.push(data))
    }
  }
}

const isLive = (page: LiveObject<Room>) => until(page, () => page.status === 'live')
const texts = (page: LiveObject<Room>) => page.getSnapshot()?.messages.map(({ text }) => text) ?? []
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => undefined).catch((error: unknown) => error)

describe.each(['dev', 'start'] as const)('in cloudwerk %s', (mode) => {
  let server: Server

  beforeAll(async () => {
    server = await startServer(root, mode)
  })
  afterAll(() => server?.stop())

  test('pages show what others do, and only what they may see', async () => {
    const [ann, admin] = [enter(server, 'show', 'ann'), enter(server, 'show', 'admin')]
    await Promise.all([isLive(ann), isLive(admin)])
    expect(ann.getSnapshot()).toEqual({ title: 'Lobby', messages: [], seen: new Map(), ticks: 0 })
    expect(await ann.calls.say('hi')).toBe(1)
    expect(ann.getSnapshot()).toMatchObject({
      messages: [{ user: 'ann', text: 'hi' }],
      seen: new Map([['ann', new Date(0)]]),
    })
    await until(admin, () => texts(admin).length === 1)
    expect(admin.getSnapshot()?.messages).toEqual([{ user: 'ann', text: 'hi' }])
    await admin.calls.ban('bob')
    expect(admin.getSnapshot()?.banned).toEqual(['bob'])
    await ann.calls.say('again')
    expect(ann.getSnapshot()).not.toHaveProperty('banned')
  })

  test('what a method threw arrives with its code, and leaves nothing behind', async () => {
    const ann = enter(server, 'errors', 'ann')
    await isLive(ann)
    const bad = rejection(ann.calls.say('bad'))
    expect(texts(ann)).toEqual(['bad'])
    expect(await bad).toMatchObject({ code: 'NO', message: 'No.', data: { text: 'bad' } })
    expect(texts(ann)).toEqual([])
    expect(await rejection(ann.calls.throws())).toMatchObject({
      code: 'INTERNAL',
      message: expect.not.stringContaining('secret'),
      logId: expect.stringMatching(/./),
    })
    expect(await rejection(ann.calls.ban('bob'))).toMatchObject({ code: 'NOT_ALLOWED' })
    // @ts-expect-error a text
    expect(await rejection(ann.calls.say(1))).toBeInstanceOf(LiveError)
  })

  test('a page goes on from what the server has rendered, and downloads no view', async () => {
    const ann = enter(server, 'rendered', 'ann')
    await ann.calls.say('before')
    const rendered = await get(`${server.url}/room/rendered/snapshot`)
    const { view, label } = rendered as LiveSnapshot<Room['state']>
    expect(view.messages).toEqual([{ user: 'ann', text: 'before' }])
    const from = { view: { ...view, seen: new Map([['ann', new Date(0)]]) }, label }
    const heard: string[] = []
    const url = `${server.url.replace('http', 'ws')}/room/rendered/live?user=ann`
    const page = connect<Room>(url, { from, WebSocket: hearing(heard) })
    onTestFinished(() => page.close())
    expect(texts(page)).toEqual(['before'])
    await isLive(page)
    await ann.calls.say('after')
    await until(page, () => texts(page).length === 2)
    const names = heard.map((text) => JSON.parse(text)[0])
    expect(names).toContain('frame')
    expect(names).not.toContain('view')
    expect(page.getSnapshot()?.messages[0]).toBe(from.view.messages[0])
  })

  test('whoever has no name is asked to sign in', async () => {
    const nobody = enter(server, 'door', '')
    await until(nobody, () => nobody.status === 'closed')
    expect(nobody.error).toMatchObject({ code: 'SIGN_IN' })
  })

  test('pages that change the same object at once come to the same state', async () => {
    const pages = ['a', 'b', 'c', 'd'].map((user) => enter(server, 'crowd', user))
    await Promise.all(pages.map(isLive))
    const calls = pages.flatMap((page, at) =>
      Array.from({ length: 15 }, (_, count) => page.calls.say(`${at}-${count}`)),
    )
    await Promise.all(calls)
    await Promise.all(pages.map((page) => until(page, () => texts(page).length === 60)))
    for (const page of pages) expect(page.getSnapshot()).toEqual(pages[0]?.getSnapshot())
  })
})

test('pages go on after the server was killed and started again', async () => {
  const server = await startServer(root, 'start')
  onTestFinished(() => server.stop())
  const ann = enter(server, 'kill', 'ann')
  const bob = enter(server, 'kill', 'bob')
  await Promise.all([isLive(ann), isLive(bob)])
  await ann.calls.say('before')
  await until(bob, () => texts(bob).length === 1)
  const snapshot = bob.getSnapshot()

  await server.stop('SIGKILL')
  await until(ann, () => ann.status === 'stale')
  await until(bob, () => bob.status === 'stale')
  expect(bob.getSnapshot()).toBe(snapshot)
  const called = ann.calls.say('while gone')
  expect(texts(ann)).toEqual(['before', 'while gone'])

  const again = await startServer(root, 'start', { port: Number(new URL(server.url).port) })
  onTestFinished(() => again.stop())
  expect(await called).toBe(2)
  await until(bob, () => bob.status === 'live' && texts(bob).length === 2)
  expect(bob.getSnapshot()).toEqual(ann.getSnapshot())
  expect(bob.getSnapshot()?.messages[0]).toBe(snapshot?.messages[0])
})

test('a call that the server was killed under has an unknown outcome', async () => {
  const server = await startServer(root, 'start')
  onTestFinished(() => server.stop())
  const ann = enter(server, 'unknown', 'ann')
  await isLive(ann)
  const ticks = rejection(ann.calls.tick(100_000))
  await until(ann, () => (ann.getSnapshot()?.ticks ?? 0) > 0)
  await server.stop('SIGKILL')
  const again = await startServer(root, 'start', { port: Number(new URL(server.url).port) })
  onTestFinished(() => again.stop())
  expect(await ticks).toBeInstanceOf(LiveUnknownOutcomeError)
})

test('pages are right after a deployment and after a restored backup, and those that are too old are told', async () => {
  const deployed = copyOf(root)
  // Another build, whose handlers do something else, and for newer pages.
  const [file, source] = ['app/objects/room.ts', liveApp['app/objects/room.ts'] as string]
  const changed = source.replace('push({ user, text,', "push({ user, text: text + '!',")
  writeFiles(deployed, { [file]: changed.replace('live: {', 'live: { oldest: 2,') })
  expect(await cloudwerk(deployed, 'build')).toMatchObject({ code: 0 })
  const data = join(deployed, 'data')
  const first = await startServer(root, 'start', { args: ['--data', data] })
  onTestFinished(() => first.stop())
  const port = Number(new URL(first.url).port)
  const heard: string[] = []
  const pages = ['ann', 'bob', 'cyd', 'dan', 'eve'].map((user) =>
    enter(first, 'deployed', user, { version: 2, WebSocket: hearing(heard) }),
  )
  const [ann] = pages as [LiveObject<Room>]
  const old = enter(first, 'deployed', 'old', { version: 1 })
  await Promise.all([...pages, old].map(isLive))
  await Promise.all(pages.map((page, at) => page.calls.say(`before ${at}`)))
  await Promise.all(pages.map((page) => until(page, () => texts(page).length === 5)))
  await first.stop()
  const backup = `${data}-backup`
  cpSync(data, backup, { recursive: true })
  const saved = ann.getSnapshot()

  heard.length = 0
  const second = await startServer(deployed, 'start', { port, args: ['--data', data] })
  onTestFinished(() => second.stop())
  for (const page of [...pages, old]) page.reconnect()
  await Promise.all(pages.map(isLive))
  await until(old, () => old.status === 'closed')
  expect(old.error).toMatchObject({ code: 'OUTDATED' })
  expect(heard.map((text) => text.slice(0, 7))).not.toContain('["view"')
  await Promise.all(pages.map((page) => page.calls.say('after')))
  await Promise.all(pages.map((page) => until(page, () => texts(page).length === 10)))
  expect(texts(ann).slice(5)).toEqual(Array(5).fill('after!'))

  await second.stop()
  rmSync(data, { recursive: true })
  cpSync(backup, data, { recursive: true })
  const third = await startServer(deployed, 'start', { port, args: ['--data', data] })
  onTestFinished(() => third.stop())
  for (const page of pages) page.reconnect()
  // Nobody is told that nothing has changed.
  await Promise.all(
    pages.map((page) => until(page, () => page.status === 'live' && texts(page).length === 5)),
  )
  for (const page of pages) expect(page.getSnapshot()).toEqual(saved)
  await ann.calls.say('again')
  await Promise.all(pages.map((page) => until(page, () => texts(page).at(-1) === 'again!')))
})
