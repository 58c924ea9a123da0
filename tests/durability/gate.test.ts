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
  /** An outside server that copies the disk as soon as a request arrives. */
  outsider: AnnouncementServer
  observer: Observer
  /**
   * Sends each marker. Then checks that each copy of the disk contains all markers up to the one
   * for which it was made.
   */
  sendAll(send: (marker: string) => Promise<unknown>): Promise<void>
}

const createFolders = useWorker()

describe.each(['Gate', 'KeyValueGate'])('%s', (className) => {
  test.each([
    ['changes before outside are on disk before its function runs', 'callFromOutside'],
    ['changes before sync are on disk before the handler continues', 'callAfterSync'],
    ['a request that starts in the last turn waits for later changes', 'callBeforeChange'],
    ['a request that starts in the last turn waits for earlier changes', 'callAfterChange'],
    ['a call to another object in the last turn waits for later changes', 'callOtherObject'],
  ])('%s', async (_title, method) => {
    const { gate, outsider, sendAll } = await createScene(className)
    await sendAll(async (marker) => {
      const received = outsider.nextBody()
      await gate.call(method, marker, outsider.url)
      await received
    })
  })

  test('a result is sent to the caller only once the changes are on disk', async () => {
    const { url, observer, sendAll } = await createScene(className)
    await sendAll(async (marker) => {
      const path = `${url}/${className}/gate/answer`
      await observeAnswer(path, JSON.stringify([marker]), () => observer.copyDisk())
    })
  })

  test('the response of fetch is sent only once the changes are on disk', async () => {
    const { url, observer, sendAll } = await createScene(className)
    await sendAll((marker) =>
      observeAnswer(`${url}/${className}/gate`, marker, () => observer.copyDisk()),
    )
  })

  test('a broadcast is sent only once the changes are on disk', async () => {
    await observeMessages(await createScene(className), 'broadcastChange')
  })

  test.each([
    ['a message to a socket in the last turn waits for earlier changes', 'sendAfterChange'],
    ['a message to a socket in the last turn waits for later changes', 'sendBeforeChange'],
  ])('%s', async (_title, method) => {
    await observeMessages(await createScene(className), method)
  })
})

async function observeMessages(scene: Scene, method: string): Promise<void> {
  const { socketUrl, gate, observer, sendAll } = scene
  const socket = new WebSocket(socketUrl)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  await sendAll(async (marker) => {
    const received = new Promise((resolve) => {
      const onMessage = ({ data }: MessageEvent) => {
        observer.copyDisk()
        resolve(data)
      }
      socket.addEventListener('message', onMessage, { once: true })
    })
    await gate.call(method, marker)
    expect(await received).toBe(marker)
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
    async sendAll(send) {
      for (const marker of markers) await send(marker)
      const copies = await observer.readCopies<Gate>(className, 'gate')
      const expected = markers.map((_, at) => createExpected(className, markers.slice(0, at + 1)))
      expect(copies).toEqual(expected)
    },
  }
}

/** What must be on disk when the last of the sent markers is seen outside. */
function createExpected(className: string, sent: string[]): Gate {
  const all = sent.filter((marker) => !marker.startsWith('key'))
  const rows = all.filter((marker) => !marker.startsWith('state'))
  const key = sent.findLast((marker) => !marker.startsWith('state'))
  return {
    all,
    ...(key === undefined ? {} : { key }),
    ...(className === 'Gate' ? { rows } : {}),
  }
}

/** `onAnswer` runs when the response headers arrive. */
function observeAnswer(url: string, body: string, onAnswer: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST' }, (response) => {
      onAnswer()
      response.resume().on('end', resolve)
    })
    sent.on('error', reject).end(body)
  })
}
