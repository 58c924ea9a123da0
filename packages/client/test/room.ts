import { expect, onTestFinished } from 'vitest'
import { type ConnectOptions, connect, type LiveObject } from '../src/index.ts'
import { ScriptedObject } from './scripted-object.ts'

export type Room = {
  state: {
    title: string
    messages: { user: string; text: string; pending?: boolean }[]
  }
  calls: {
    say(text: string): number
    ban(user: string): Promise<void>
  }
  presence: { user: string; typing?: boolean }
  events: { confetti: { color: string } }
}

/** A room that a page connects to, and a script for its object. */
export async function openRoom(
  options: ConnectOptions<Room> = {},
): Promise<{ object: ScriptedObject; room: LiveObject<Room> }> {
  const object = await ScriptedObject.start()
  const room = connect<Room>(object.url, options)
  onTestFinished(async () => {
    room.close()
    await object.stop()
  })
  return { object, room }
}

/** Waits until the room is as expected, after each of its changes. */
export function until<Target>(room: LiveObject<Target>, isReached: () => boolean): Promise<void> {
  if (isReached()) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = room.subscribe(() => {
      if (!isReached()) return
      stop()
      resolve()
    })
  })
}

export const isLive = <Target>(room: LiveObject<Target>): Promise<void> =>
  until(room, () => room.status === 'live')

/** All snapshots that a listener sees. */
export function watch<Target>(room: LiveObject<Target>): unknown[] {
  const seen: unknown[] = []
  room.subscribe(() => seen.push(room.getSnapshot()))
  return seen
}

export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )
