import { DurableObject } from 'cloudflare:workers'
import { durableObjects } from '@cloudwerk/core/bindings'

/** A class by hand, which was there first. */
export class Visits extends DurableObject {
  async count(): Promise<number> {
    const count = ((await this.ctx.storage.get<number>('count')) ?? 0) + 1
    await this.ctx.storage.put('count', count)
    return count
  }
}

export interface ProjectEnv {
  STEP: number
  VISITS: DurableObjectNamespace<Visits>
}

export default {
  async fetch(request: Request, env: ProjectEnv): Promise<Response> {
    const [, name] = /^\/api\/counter\/(\w+)$/.exec(new URL(request.url).pathname) ?? []
    if (name === undefined) return new Response('Not found', { status: 404 })
    const visits = await env.VISITS.getByName(name).count()
    const value = await durableObjects.Counter.getByName(name).increment(env.STEP)
    return Response.json({ value, visits })
  },
}
