import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import type { RouteModule } from '@cloudwerk/core/worker'
import { UserError } from '@cloudwerk/durable-object'
import { objectOf } from '../calls.ts'

// Taken while modules load, before any object is registered.
const { Basics } = durableObjects
const { Nowhere } = durableObjects

const echo =
  (name: string) =>
  (request: Request, { params }: RouteContext) =>
    json({ route: name, method: request.method, params })

export const all: RouteModule[] = [
  { file: 'static', patterns: ['/files/index'], module: { GET: echo('static') } },
  { file: 'param', patterns: ['/files/:id'], module: { GET: echo('param'), PUT: echo('param') } },
  { file: 'rest', patterns: ['/files/:rest{.+}'], module: { GET: echo('rest') } },
  { file: 'optional', patterns: ['/docs', '/docs/:rest{.+}'], module: { GET: echo('optional') } },
  {
    file: 'own',
    patterns: ['/own'],
    module: {
      POST: echo('own'),
      OPTIONS: () => new Response('mine'),
      HEAD: () => new Response(null, { headers: { 'X-Head': 'own' } }),
    },
  },
  {
    file: 'app/throws/route.ts',
    patterns: ['/throws'],
    module: {
      GET() {
        throw new Error('<b>secret</b>')
      },
      POST: () => ({ not: 'a response' }),
    },
  },
  {
    file: 'sockets',
    patterns: ['/sockets/:id'],
    module: {
      GET: async (request: Request, { params }: RouteContext<{ id: string }>) => {
        const stub = durableObjects.Sockets?.getByName(params.id)
        return stub ? stub.fetch(request) : new Response(null, { status: 500 })
      },
    },
  },
  {
    file: 'early',
    patterns: ['/early/:id'],
    module: {
      POST: async (_request: Request, { params }: RouteContext<{ id: string }>) =>
        json({ value: await Basics?.getByName(params.id).increment(5) }),
      DELETE: async () => json(await Nowhere?.getByName('a').remove()),
    },
  },
  {
    file: 'counter',
    patterns: ['/counter/:id'],
    module: {
      POST: async (_request: Request, { params }: RouteContext<{ id: string }>) =>
        json({ value: await durableObjects.Basics?.getByName(params.id).increment(5) }),
    },
  },
  {
    file: 'once',
    patterns: ['/once/:id'],
    module: {
      POST: async (request: Request, { params }: RouteContext<{ id: string }>) => {
        const amount = Number(await request.text())
        const { increment } = durableObjects.Basics?.getByName(params.id) ?? {}
        return json(await increment?.once('key', amount))
      },
      DELETE: async (_request: Request, { params }: RouteContext<{ id: string }>) =>
        json(await objectOf('Failing', params.id).refuse()),
      PUT: () => {
        throw new UserError('There is no such room.', { code: 'NO_ROOM' })
      },
    },
  },
  {
    file: 'busy',
    patterns: ['/busy/:id'],
    module: {
      GET: async (_request: Request, { params }: RouteContext<{ id: string }>) =>
        json(await objectOf('Impatient', params.id).log()),
      POST: async (_request: Request, { params }: RouteContext<{ id: string }>) => {
        try {
          return json(await objectOf('Impatient', params.id).log())
        } catch {
          return new Response(null, { status: 429 })
        }
      },
    },
  },
]
