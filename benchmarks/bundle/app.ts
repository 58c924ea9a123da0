import { durableObjects } from '@cloudwerk/core/bindings'
import { createWorker } from '@cloudwerk/core/worker'
import { createObjectClass } from '@cloudwerk/durable-object/runtime/features'
import definition from './counter.ts'

const Counter = createObjectClass(definition, { name: 'Counter', features: {} })

export { Counter }

async function GET(): Promise<Response> {
  return Response.json({ value: await durableObjects.Counter?.getByName('one').increment?.() })
}

/** What `cloudwerk build` generates for an app with one object and one route. */
export default createWorker({
  routes: [{ file: 'app/route.ts', patterns: ['/'], module: { GET } }],
  objects: { Counter: 'COUNTER' },
})
