import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { type AnnouncementServer, startAnnouncements } from './announcements.ts'
import { connect, type ObjectClient } from './client.ts'
import { runWorkerd, useWorker } from './folders.ts'
import { createObserver, type Observer } from './observer.ts'

interface Gate {
  all: string[]
  key?: string
  rows?: string[]
}

const markers = ['state one', 'key', 'light', 'heavy', 'state heavy', 'state two']

interface Scene {
  url: string
  socketUrl: string
  gate: ObjectClient
  /** Copies the disk as soon as a request begins to arrive. */
  outsider: AnnouncementServer
  observer: Observer
  /** Each copy of the disk must hold all markers up to the one for which it was made. */
  tellAll(tell: (marker: string) => Promise<unknown>): Promise<void>
}

const createFolders = useWorker()

describe.each(['Gate', 'KeyValueGate'])('%s', (className) => {
  test.each([
    ['what outside commits is on disk before its function runs', 'callFromOutside'],
    ['what was changed before sync is on disk before the handler goes on', 'callAfterSync'],
    ['a request begun in the last turn waits for changes made after it', 'callBeforeChange'],
    ['a request begun in the last turn waits for changes made before it', 'callAfterChange'],
    ['another object that is called in the last turn hears of nothing undone', 'callOtherObject'],
  ])('%s', async (_title, method) => {
    const { gate, outsider, tellAll } = await createScene(className)
    await tellAll(async (marker) => {
      const told = outsider.nextBody()
      await gate.call(method, marker, outsider.url)
      await told
    })
  })

  test('the answer to a caller leaves only once the changes are on disk', async () => {
    const { url, observer, tellAll } = await createScene(className)
    await tellAll(async (marker) => {
      const path = `${url}/${className}/gate/answer`
      await observeAnswer(path, JSON.stringify([marker]), () => observer.copyDisk())
    })
  })

  test('the response of fetch leaves only once the changes are on disk', async () => {
    const { url, observer, tellAll } = await createScene(className)
    await tellAll((marker) =>
      observeAnswer(`${url}/${className}/gate`, marker, () => observer.copyDisk()),
    )
  })

  test('a broadcast leaves only once the changes are on disk', async () => {
    await observeMessages(await createScene(className), 'broadcastChange')
  })

  test.each([
    ['what a socket is sent in the last turn waits for changes made before it', 'sendAfterChange'],
    ['what a socket is sent in the last turn waits for changes made after it', 'sendBeforeChange'],
  ])('%s', async (_title, method) => {
    await observeMessages(await createScene(className), method)
  })
})

async function observeMessages(scene: Scene, method: string): Promise<void> {
  const { socketUrl, gate, observer, tellAll } = scene
  const socket = new WebSocket(socketUrl)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  await tellAll(async (marker) => {
    const heard = new Promise((resolve) => {
      const onMessage = ({ data }: MessageEvent) => {
        observer.copyDisk()
        resolve(data)
      }
      socket.addEventListener('message', onMessage, { once: true })
    })
    await gate.call(method, marker)
    expect(await heard).toBe(marker)
  })
  socket.close()
}

async function createScene(className: string): Promise<Scene> {
  const folders = createFolders()
  const workerd = await runWorkerd(folders)
  const { url } = workerd
  const observer = createObserver(workerd, folders)
  const outsider = await startAnnouncements(() => observer.copyDisk())
  const gate = connect(url, className, 'gate')
  await gate.call('read')
  return {
    url,
    socketUrl: `${url.replace('http', 'ws')}/${className}/gate`,
    gate,
    outsider,
    observer,
    async tellAll(tell) {
      for (const marker of markers) await tell(marker)
      const copies = await observer.askCopies<Gate>(className, 'gate')
      const expected = markers.map((_, at) => createExpected(className, markers.slice(0, at + 1)))
      expect(copies).toEqual(expected)
    },
  }
}

/** What must be on disk by the time the last of `told` is seen outside. */
function createExpected(className: string, told: string[]): Gate {
  const all = told.filter((marker) => !marker.startsWith('key'))
  const rows = all.filter((marker) => !marker.startsWith('state'))
  const key = told.findLast((marker) => !marker.startsWith('state'))
  return {
    all,
    ...(key === undefined ? {} : { key }),
    ...(className === 'Gate' ? { rows } : {}),
  }
}

/** `onAnswer` runs when the head of the answer arrives. */
function observeAnswer(url: string, body: string, onAnswer: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST' }, (response) => {
      onAnswer()
      response.resume().on('end', resolve)
    })
    sent.on('error', reject).end(body)
  })
}
