import type { RouteHandler } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { createWorker } from '@cloudwerk/core/worker'
import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { counted } from '../contenders/counted.ts'
import { evictable } from '../contenders/evictable.ts'
import { createOurs, createUngrouped } from '../contenders/ours.ts'
import { chat, megaphone } from '../contenders/rooms-ours.ts'
import { sqlHandlers } from '../contenders/sql-handlers-ours.ts'
import { storageCalls } from '../contenders/storage-calls-ours.ts'
import { drive, type FindStub, openSocket } from './driver.ts'

export const Ours = evictable(createOurs('Ours'))
export const OursUngrouped = evictable(createUngrouped('OursUngrouped'))
export const OursCounted = counted(createOurs('OursCounted'))
export const Chat = toDurableObjectClass(chat, { name: 'Chat' })
export const Megaphone = toDurableObjectClass(megaphone, { name: 'Megaphone' })
export const StorageCalls = toDurableObjectClass(storageCalls, { name: 'StorageCalls' })
export const SqlHandlers = toDurableObjectClass(sqlHandlers, { name: 'SqlHandlers' })

const classNames = [
  ...['Ours', 'OursUngrouped', 'OursCounted'],
  ...['Chat', 'Megaphone', 'StorageCalls', 'SqlHandlers'],
]

const find: FindStub = (className, name) => {
  const stub = durableObjects[className]?.getByName(name)
  return stub as unknown as ReturnType<FindStub>
}

const POST: RouteHandler = (request) => drive(request, find)
const GET: RouteHandler = (request) => openSocket(request, find)

/** A worker like the one that an app's build generates. Its routes call the driver. */
export default createWorker({
  routes: [
    { file: 'app/route.ts', patterns: ['/'], module: { POST } },
    { file: 'app/sockets/route.ts', patterns: ['/:class/:name'], module: { GET } },
  ],
  objects: Object.fromEntries(classNames.map((name) => [name, name])),
})
