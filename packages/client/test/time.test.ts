import { afterEach, describe, expect, it, vi } from 'vitest'
import { delayAfter } from '../src/connection/delays.ts'
import { LiveError, LiveUnknownOutcomeError } from '../src/index.ts'
import { isLive, openRoom, rejection, until } from './room.ts'

const view = { title: 'Lobby', messages: [] }

/** Sockets go on as ever; only what waits for a time waits for the test. */
const holdTime = () =>
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('connecting again', () => {
  it('waits up to 2 s at first, then twice as long up to 30 s, at random', () => {
    const longest = Array.from({ length: 8 }, (_, failed) => {
      const delays = Array.from({ length: 1_000 }, () => delayAfter(failed))
      expect(Math.min(...delays)).toBeLessThan(Math.max(...delays) / 10)
      return Math.ceil(Math.max(...delays) / 2_000) * 2
    })
    expect(longest).toEqual([2, 4, 8, 16, 30, 30, 30, 30])
  })

  it('happens by itself, also when the object has never answered', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { object, room } = await openRoom()
    for (let at = 0; at < 3; at++) (await object.connected()).socket.terminate()
    await object.live(view)
    await isLive(room)
  })

  it.each([1000, 1001, 1006, 1013, 4008])('follows a close with code %i', async (code) => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { object, room } = await openRoom()
    const connected = await object.live(view)
    await isLive(room)
    if (code === 1006) connected.socket.terminate()
    else connected.socket.close(code)
    await until(room, () => room.status === 'stale')
    await object.live(view)
    await isLive(room)
  })

  it('happens when the object does not greet within 10 s', async () => {
    holdTime()
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { object, room } = await openRoom()
    await object.connected()
    vi.advanceTimersByTime(9_999)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(1)
    // Node waits for 1 ms when told not to wait.
    vi.advanceTimersByTime(1)
    await object.live(view)
    await isLive(room)
  })

  it('happens when a ping is not answered within 10 s', async () => {
    holdTime()
    const { object, room } = await openRoom()
    const connected = await object.live(view)
    await isLive(room)
    vi.advanceTimersByTime(30_000)
    expect(await connected.nextText()).toBe('ping')
    connected.socket.send('pong')
    connected.send(['frame', 0, 1, [['=', ['title'], 'still there']]])
    await until(room, () => room.getSnapshot()?.title === 'still there')
    vi.advanceTimersByTime(29_999)
    expect(room.status).toBe('live')
    vi.advanceTimersByTime(1)
    expect(await connected.nextText()).toBe('ping')
    vi.advanceTimersByTime(10_000)
    expect(room.status).toBe('stale')
  })

  it('does not happen after close()', async () => {
    holdTime()
    const { object, room } = await openRoom()
    await object.live(view)
    await isLive(room)
    room.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a call without a result', () => {
  it('has an unknown outcome after 35 s', async () => {
    holdTime()
    const { object, room } = await openRoom({
      optimistic: {
        say(state, text) {
          state.messages.push({ user: 'me', text })
        },
      },
    })
    const connected = await object.live(view)
    await isLive(room)
    const call = rejection(room.calls.say('a'))
    expect(room.getSnapshot()?.messages).toHaveLength(1)
    await connected.next()
    vi.advanceTimersByTime(29_999)
    connected.socket.send('pong')
    connected.send(['people', [], [], 1])
    await until(room, () => room.otherCount === 1)
    vi.advanceTimersByTime(5_001)
    expect(await call).toBeInstanceOf(LiveUnknownOutcomeError)
    expect(room.getSnapshot()?.messages).toHaveLength(0)
  })

  it('has not run if it was never sent', async () => {
    holdTime()
    const { object, room } = await openRoom()
    await object.stop()
    const call = rejection(room.calls.say('a'))
    await vi.advanceTimersByTimeAsync(35_000)
    const error = await call
    expect(error).toBeInstanceOf(LiveError)
    expect(error).toMatchObject({ code: 'NOT_CONNECTED' })
  })
})
