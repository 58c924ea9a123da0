import type { RouteHandler } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { createWorker } from '@cloudwerk/core/worker'
import { counted } from '../contenders/counted.ts'
import { evictable } from '../contenders/evictable.ts'
import { createOurs, createUngrouped } from '../contenders/ours.ts'
import { drive, type FindStub } from './driver.ts'

export const Ours = evictable(createOurs('Ours'))
export const OursUngrouped = evictable(createUngrouped('OursUngrouped'))
export const OursCounted = counted(createOurs('OursCounted'))

const find: FindStub = (className, name) => {
  const stub = durableObjects[className]?.getByName(name)
  return stub as unknown as ReturnType<FindStub>
}

const POST: RouteHandler = (request) => drive(request, find)

/** A worker as the build of an app makes it, with the driver as its one route. */
export default createWorker({
  routes: [{ file: 'app/route.ts', patterns: ['/'], module: { POST } }],
  objects: { Ours: 'Ours', OursUngrouped: 'OursUngrouped', OursCounted: 'OursCounted' },
  dev: false,
})
