import { live, type RouteHandler } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { createWorker } from '@cloudwerk/core/worker'
import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { liveChat } from '../contenders/rooms-live.ts'
import { drive, type FindStub } from './driver.ts'

export const LiveChat = toDurableObjectClass(liveChat, { name: 'LiveChat' })

const stubOf = (name: string) => durableObjects.LiveChat?.getByName(name)
const find: FindStub = (_className, name) => stubOf(name) as unknown as ReturnType<FindStub>

const POST: RouteHandler = (request) => drive(request, find)
const GET = live<{ name: string }>(({ params }) => ({
  object: stubOf(params.name) as never,
  viewer: { user: 'alice' },
}))

/** A worker with a live page, like the one that an app's build generates. */
export default createWorker({
  routes: [
    { file: 'app/route.ts', patterns: ['/'], module: { POST } },
    { file: 'app/live/route.ts', patterns: ['/LiveChat/:name'], module: { GET } },
  ],
  objects: { LiveChat: 'LiveChat' },
})
